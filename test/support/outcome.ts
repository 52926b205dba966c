/** What a part of the tests came to, and how it is told. */
export interface Outcome {
  passed: number;
  failed: number;
  /** one line each, which names what is absent */
  skipped: string[];
  /** files that passed only when they ran alone */
  shaky?: string[];
}

/** Sums, lists the skips, ends with the one line that .ci/run looks for; returns the exit code. */
export function summarize(parts: readonly Outcome[], print: (line: string) => void): number {
  const skipped = parts.flatMap((part) => part.skipped);
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failed = parts.reduce((sum, part) => sum + part.failed, 0);
  for (const line of skipped) print(`skipped: ${line}`);
  for (const part of parts) for (const path of part.shaky ?? []) print(`passed only when it ran alone: ${path}`);
  print(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

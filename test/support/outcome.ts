/** What a part of the tests came to, and how it is told. */
export interface Outcome {
  passed: number;
  /** one line each: file, test, the first line of the reason */
  failed: string[];
  /** one line each, which names what is absent */
  skipped: string[];
  /** files that passed only when they ran alone */
  shaky?: string[];
}

/** Sums, lists skips and failures, ends with the one line that .ci/run looks for; returns the exit code. */
export function summarize(parts: readonly Outcome[], print: (line: string) => void): number {
  const skipped = parts.flatMap((part) => part.skipped);
  const passed = parts.reduce((sum, part) => sum + part.passed, 0);
  const failed = parts.flatMap((part) => part.failed);
  for (const line of skipped) print(`skipped: ${line}`);
  for (const part of parts) for (const path of part.shaky ?? []) print(`passed only when it ran alone: ${path}`);
  for (const line of failed) print(`failed: ${line}`);
  print(`${passed} passed, ${failed.length} failed, ${skipped.length} skipped`);
  return failed.length > 0 || passed === 0 ? 1 : 0;
}

/** One line of `Outcome.failed`; of the reason, which may be a trace, its first line. */
export function failureLine(path: string, title: string, reason: string): string {
  const name = title === path || title === "" ? path : `${path}: ${title}`;
  return `${name} (${reason.trim().split("\n", 1)[0] ?? ""})`;
}

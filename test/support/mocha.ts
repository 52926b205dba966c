/**
 * All tests on Node, by Mocha, several files at once (one more than there are cores, for many wait for programs and pages), those that take long first. A file that does not load, or in which
 * no test ran, fails. A file in which a test failed runs once more, alone: what passes then failed for what else the
 * machine did, and is named at the end.
 */
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import Mocha from "mocha";
import { root } from "./files.js";
import { failureLine, type Outcome } from "./outcome.js";

const timeoutMs = 30_000; // ms a test, as in .mocharc.json: far more than any takes, for the machine may be busy

/** Parts of paths; seconds each, so that none of them begins when the others are nearly done. */
const slow = [
  "test/moddable/",
  "test/simulator/",
  "test/native/",
  "test/desktop/board-hour",
  "test/simulation/",
  "test/browser/",
];

export async function runOnNode(paths: readonly string[], print: (line: string) => void): Promise<Outcome> {
  const outcomes = await runFiles(inOrder(paths), availableParallelism() + 1);
  const again = [...outcomes].filter(([, { failed }]) => failed.length > 0).map(([path]) => path);
  const shaky: string[] = [];
  for (const path of again) {
    print(`\nOnce more, alone: ${path}`);
    const second = (await runFiles([path], 1)).get(path);
    if (second === undefined) continue;
    outcomes.set(path, second);
    if (second.failed.length === 0) shaky.push(path);
  }
  const total: Outcome = { passed: 0, failed: [], skipped: [], shaky };
  for (const { passed, failed, skipped } of outcomes.values()) {
    total.passed += passed;
    total.failed.push(...failed);
    total.skipped.push(...skipped);
  }
  return total;
}

function inOrder(paths: readonly string[]): string[] {
  const rank = (path: string): number => {
    const at = slow.findIndex((part) => path.startsWith(part));
    return at < 0 ? slow.length : at;
  };
  return [...paths].sort((a, b) => rank(a) - rank(b));
}

/** By path. */
async function runFiles(paths: readonly string[], jobs: number): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>(paths.map((path) => [path, none()]));
  const mocha = new Mocha({ timeout: timeoutMs, forbidOnly: true, reporter: "spec" });
  mocha.parallelMode(true);
  Object.assign(mocha.options, { jobs: Math.max(jobs, 2) });
  for (const path of paths) mocha.addFile(join(root, path));
  const of = (test: Mocha.Runnable): Outcome => {
    const path = relative(root, test.file ?? "");
    const outcome = outcomes.get(path) ?? none();
    outcomes.set(path, outcome);
    return outcome;
  };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (test) => of(test).passed++);
    runner.on("fail", (test, error: { message?: string } | undefined) => {
      const reason = error?.message ?? String(error); // it has come from another process, and is no Error there
      of(test).failed.push(failureLine(relative(root, test.file ?? ""), test.fullTitle(), reason));
    });
    runner.on("pending", (test) => of(test).skipped.push(`${relative(root, test.file ?? "")}: ${test.fullTitle()}`));
  });
  for (const [path, outcome] of outcomes) {
    if (outcome.passed + outcome.failed.length + outcome.skipped.length > 0) continue;
    outcome.failed.push(failureLine(path, "", "no test of it has run"));
  }
  return outcomes;
}

function none(): Outcome {
  return { passed: 0, failed: [], skipped: [] };
}

/**
 * All tests on Node, by Mocha, several files at once. A file that does not load, or in which no test ran, fails.
 */
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import Mocha from "mocha";
import { root } from "./files.js";
import type { Outcome } from "./outcome.js";

const timeoutMs = 10_000; // ms a test, as in .mocharc.json

export async function runOnNode(paths: readonly string[], print: (line: string) => void): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: 0, skipped: [] };
  const missing = new Set(paths);
  const mocha = new Mocha({ timeout: timeoutMs, forbidOnly: true, reporter: "spec" });
  mocha.parallelMode(true);
  Object.assign(mocha.options, { jobs: availableParallelism() });
  for (const path of paths) mocha.addFile(join(root, path));
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    const seen = (test: Mocha.Runnable) => missing.delete(relative(root, test.file ?? ""));
    runner.on("pass", (test) => {
      seen(test);
      outcome.passed++;
    });
    runner.on("fail", (test) => {
      seen(test);
      outcome.failed++;
    });
    runner.on("pending", (test) => {
      seen(test);
      outcome.skipped.push(`${relative(root, test.file ?? "")}: ${test.fullTitle()}`);
    });
  });
  for (const path of missing) {
    print(`  ✖ ${path}: no test of it has run`);
    outcome.failed++;
  }
  return outcome;
}

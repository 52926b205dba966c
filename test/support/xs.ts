/**
 * The firmware's tests on XS: each file is bundled with a small Mocha and runs in an engine of its own, with a heap that
 * may grow. A file that does not bundle, has no tests, or stops before its end, fails.
 */
import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { type Bundle, bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { startEngine, type Value } from "../../hosts/desktop/engine/engine.js";
import { root } from "./files.js";
import { report } from "./mini-mocha.js";
import { failureLine, type Outcome } from "./outcome.js";

const silenceMs = 60_000; // ms, no test may take as long on XS

interface TestResult {
  titles: readonly string[];
  /** undefined: passed */
  error: string | undefined;
}

interface FileResult {
  path: string;
  tests: readonly TestResult[];
  /** s, bundling included */
  seconds: number;
}

/** Runs the files, prints as they come, in order. */
export async function runOnXS(paths: readonly string[], print: (line: string) => void): Promise<Outcome> {
  const outcome: Outcome = { passed: 0, failed: [], skipped: [] };
  const { absent } = await buildEngine();
  if (absent !== undefined) {
    outcome.skipped.push(...paths.map((path) => `${path} on XS: ${absent}`));
    return outcome;
  }
  const failures: TestResult[] = [];
  for await (const file of inOrder(paths)) {
    printFile(file, print);
    for (const test of file.tests) {
      if (test.error === undefined) continue;
      failures.push(test);
      outcome.failed.push(failureLine(`${file.path} on XS`, test.titles.join(" "), test.error));
    }
    outcome.passed += file.tests.filter((test) => test.error === undefined).length;
  }
  for (const [index, test] of failures.entries()) {
    print(`\n  ${index + 1}) ${test.titles.join(" ")}`);
    print(indent(test.error ?? "", "     "));
  }
  return outcome;
}

/** As many at once as there are cores; results in the order of the paths. */
async function* inOrder(paths: readonly string[]): AsyncGenerator<FileResult> {
  const running: Promise<FileResult>[] = [];
  const waiting = [...paths];
  for (;;) {
    while (running.length < availableParallelism() && waiting.length > 0) running.push(runFile(waiting.shift() ?? ""));
    const first = running.shift();
    if (first === undefined) return;
    yield await first;
  }
}

async function runFile(path: string): Promise<FileResult> {
  const start = performance.now();
  const tests = await testsOf(path);
  return { path, tests, seconds: (performance.now() - start) / 1000 };
}

async function testsOf(path: string): Promise<readonly TestResult[]> {
  const failed = (error: string): readonly TestResult[] => [{ titles: [path], error }];
  let bundle: Bundle;
  try {
    const entry = `import { runAll } from "./test/support/mini-mocha.js"; import "./${path}"; host.start = runAll;`;
    const count = process.env["MOORING_FUZZ"]; // there is no environment inside XS
    const define = count === undefined ? {} : { MOORING_FUZZ: JSON.stringify(count) };
    bundle = await bundleGuest({ source: { text: entry, name: "entry.ts" }, define });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  const tests = await runBundle(bundle);
  return tests.length === 0 ? failed("has no tests") : tests;
}

async function runBundle(bundle: Bundle): Promise<TestResult[]> {
  const tests: TestResult[] = [];
  let current: readonly string[] | undefined;
  let isFinished = false;
  const watchdog = setTimeout(() => engine.interrupt(), silenceMs);
  const call = (_object: number, operation: number, [titles, error]: Value[]): Value => {
    watchdog.refresh();
    if (operation === report.finished) isFinished = true;
    if (operation === report.begin) current = JSON.parse(String(titles));
    if (operation === report.end) {
      const text = error === undefined ? undefined : withoutRunner(bundle.mapTrace(String(error)));
      tests.push({ titles: JSON.parse(String(titles)), error: text });
      current = undefined;
    }
    return undefined;
  };
  const onPrint = (line: string) => console.error(line);
  const engine = await startEngine({ kind: "xs", bundle, board: { call }, heap: "unlimited", onPrint });
  await engine.idle();
  engine.stop();
  clearTimeout(watchdog);
  const end = await engine.ended;
  const titles = current ?? ["(between tests)"];
  if (end.code !== 0) tests.push({ titles, error: end.reason });
  else if (!isFinished) tests.push({ titles, error: "never ends: it waits for something that does not come" });
  return tests;
}

/** Leaves the frames that help: those of the test and of what it tests. */
function withoutRunner(trace: string): string {
  return trace
    .split("\n")
    .filter((line) => !/^ at .*\((?:test\/support\/mini-mocha\.ts:\d+)?\)$/.test(line))
    .join("\n");
}

function printFile(file: FileResult, print: (line: string) => void): void {
  const name = relative(root, file.path) || file.path;
  print(`\n  ${name}${file.seconds < 1 ? "" : ` (${file.seconds.toFixed(1)} s)`}`);
  let open: readonly string[] = [];
  for (const { titles, error } of file.tests) {
    const suites = titles.slice(0, -1);
    const shared = suites.findIndex((title, index) => title !== open[index]);
    if (shared >= 0)
      for (const [index, title] of suites.entries()) if (index >= shared) print(`${"  ".repeat(index + 2)}${title}`);
    open = suites;
    print(`${"  ".repeat(titles.length + 1)}${error === undefined ? "✔" : "✖"} ${titles.at(-1)}`);
  }
}

function indent(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => by + line.trim())
    .join("\n");
}

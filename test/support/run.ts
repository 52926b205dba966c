/**
 * `npm test` runs all tests on Node and the firmware's on XS; `npm run test:xs` the latter alone. File names, or parts
 * of them, choose among the files. The last line is `N passed, N failed, N skipped`.
 */
import { firmwareTestFiles, testFiles } from "./files.js";
import { runOnNode } from "./mocha.js";
import { type Outcome, summarize } from "./outcome.js";
import { runOnXS } from "./xs.js";

const [part, ...wanted] = process.argv.slice(2);
if (part !== "all" && part !== "xs") {
  console.error("usage: run.ts all|xs [part of a file's name...]");
  process.exit(2);
}

const choose = (paths: readonly string[]): string[] =>
  paths.filter((path) => wanted.length === 0 || wanted.some((each) => path.includes(each)));
const print = (line: string): void => console.log(line);

const outcomes: Outcome[] = [];
if (part === "all") {
  print("\nOn Node:");
  outcomes.push(await runOnNode(choose(testFiles()), print));
}
print("\nOn XS:");
const start = performance.now();
outcomes.push(await runOnXS(choose(firmwareTestFiles()), print));
print(`\n  XS took ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
process.exit(summarize(outcomes, print));

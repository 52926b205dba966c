/**
 * `npm test` runs the tests on Node and the firmware's on XS; `npm run test:xs` the latter alone, `npm run test:sdk` what
 * is built with the Moddable SDK. File names, or parts of them, choose among the files. The last line is `N passed, N failed, N skipped`.
 */
import { firmwareTestFiles, needsSdk, testFiles } from "./files.js";
import { runOnNode } from "./mocha.js";
import { type Outcome, summarize } from "./outcome.js";
import { runOnXS } from "./xs.js";

const [part, ...wanted] = process.argv.slice(2);
if (part !== "all" && part !== "xs" && part !== "sdk") {
  console.error("usage: run.ts all|xs|sdk [part of a file's name...]");
  process.exit(2);
}

const choose = (paths: readonly string[]): string[] =>
  paths.filter((path) => wanted.length === 0 || wanted.some((each) => path.includes(each)));
const print = (line: string): void => console.log(line);

const outcomes: Outcome[] = [];
const time = async (name: string, run: () => Promise<Outcome>): Promise<void> => {
  print(`\n${name}:`);
  const start = performance.now();
  outcomes.push(await run());
  print(`\n  ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
};
const onNode = choose(testFiles()).filter((path) => needsSdk(path) === (part === "sdk"));
if (part !== "xs") await time("On Node", () => runOnNode(onNode, print));
if (part !== "sdk") await time("On XS", () => runOnXS(choose(firmwareTestFiles()), print));
process.exit(summarize(outcomes, print));

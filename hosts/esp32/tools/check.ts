/**
 * `npm run check:esp32 [-- <board>...] [--app DIR]`: type-checks, compiles and XS-links every module for each board, without ESP-IDF
 * and without a C compiler, and writes docs/size.md. A warning of the linker is a failure: something that should lie in
 * flash would lie in RAM. No C is compiled.
 *
 * Without the SDK it says so and ends well. Boards with the same link share one output folder, so that only the first
 * of them compiles everything.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runTool, type Sdk, sdkEnvironment, warnings } from "../../moddable/tools/sdk.js";
import { type ApplicationFolder, checkApplication, findApplication, smallExample } from "../../tools/application.js";
import { boardNames, type NamedBoard, readBoard, root } from "./boards.js";
import { Failure, runCommand } from "./failure.js";
import { type Linked, readLinked } from "./linked.js";
import { outputFolder, resolveManifest } from "./mcconfig.js";
import { factsOf } from "./pinout.js";
import { isSdkAbsent, neededIDF, requireSdk, requireTool } from "./sdk.js";
import { sizeReport } from "./size-report.js";
import { writeTarget } from "./target.js";

const folder = join(root, "build", "esp32", "check");

await runCommand(async () => {
  const { values, positionals: names } = parseArgs({ allowPositionals: true, options: { app: { type: "string" } } });
  const application = findApplication(values.app ?? smallExample);
  const boards = (names.length > 0 ? names : boardNames()).map((name) => readBoard(name));
  for (const board of boards) await checkApplication(application, factsOf(board.file));
  if (isSdkAbsent(process.env)) {
    console.log(
      `check:esp32: ${boards.length} board files and the application are right; the rest is skipped, the Moddable SDK is not here`,
    );
    return;
  }
  if (process.platform === "win32") throw new Failure("check:esp32 runs on Linux and macOS");
  const sdk = requireSdk(process.env);
  for (const tool of ["make", "git"]) requireTool(process.env, tool, "your system's package manager");
  const results: [NamedBoard, Linked][] = [];
  for (const board of boards) {
    const started = performance.now();
    const linked = await checkBoard(sdk, board, application);
    results.push([board, linked]);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${board.name}: ${linked.modules.length} modules, ${linked.codeBytes} bytes of code, ${seconds} s`);
  }
  if (names.length > 0) return;
  const creation = JSON.parse(readFileSync(join(root, "hosts", "esp32", "manifest.json"), "utf8")).creation;
  writeFileSync(join(root, "docs", "size.md"), sizeReport(results, creation, sdk.version));
});

/** Links one board's program; a Failure has what the tools said. */
async function checkBoard(sdk: Sdk, board: NamedBoard, application: ApplicationFolder): Promise<Linked> {
  const output = join(folder, board.file.link);
  const target = join(output, "target");
  writeTarget(board, { folder: target, subplatform: "check", application });
  const env = { ...sdkEnvironment(sdk), IDF_PATH: await standInForIDF() };
  await resolveManifest(sdk, target, output);
  const made = outputFolder(output, "tmp", "check", false);
  const config = join(made, `xsProj-${board.file.chip}`, "build", "config");
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, "sdkconfig.h"), ""); // newer than sdkconfig.mc, else make calls idf.py
  const program = join(made, "mc.xs.c");
  rmSync(program, { force: true }); // so that the linker always speaks
  const link = await runTool("make", ["-f", join(made, "makefile"), program], { cwd: root, env });
  const found = warnings(link.output).filter((line) => !line.startsWith(sdk.directory)); // the SDK's own are its own
  if (link.code !== 0) throw new Failure(`${board.name}: does not link\n${complaints(link.output)}`);
  if (found.length > 0) throw new Failure(`${board.name}: the linker warns\n${found.join("\n")}`);
  return readLinked(readFileSync(program, "utf8"), link.output);
}

/** The tools' output without the names of what went well. */
function complaints(output: string): string {
  return output
    .split("\n")
    .filter((line) => line !== "" && !/^# (xsc|xsid|xsl|tsc) /.test(line))
    .join("\n");
}

/** The makefile asks git for ESP-IDF's version, and for nothing else: an empty repository with the tag answers. */
async function standInForIDF(): Promise<string> {
  const path = join(folder, "idf");
  if (existsSync(join(path, ".git"))) return path;
  mkdirSync(path, { recursive: true });
  const who = ["-c", "user.name=check", "-c", "user.email=check@localhost"];
  const steps = [
    ["init", "-q"],
    [...who, "commit", "-q", "--allow-empty", "-m", "stand-in"],
    [...who, "tag", "-a", "-m", neededIDF, neededIDF],
  ];
  for (const step of steps) {
    const { code, output } = await runTool("git", step, { cwd: path, env: process.env });
    if (code !== 0) throw new Failure(`git ${step.join(" ")}: ${output}`);
  }
  return path;
}

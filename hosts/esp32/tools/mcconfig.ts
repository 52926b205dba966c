/** Runs the SDK's mcconfig so that nothing lands outside build/. */

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { runTool, type Sdk, sdkEnvironment } from "../../moddable/tools/sdk.js";
import { root } from "./boards.js";
import { Failure } from "./failure.js";

/** The manifest that every board builds, relative to the root. */
export const manifest = "hosts/esp32/manifest.json";

/** Arguments of mcconfig for a target folder and an output folder: relative paths, because it lower-cases `-p`. */
export function mcconfigArguments(target: string, output: string, extra: readonly string[] = []): string[] {
  mkdirSync(output, { recursive: true }); // it refuses an output folder that is not there
  return [...extra, "-p", `esp32:./${fromRoot(target)}`, "-o", fromRoot(output), manifest];
}

/**
 * Resolves the manifests into the makefile of an output folder; nothing is made yet. A Failure has what is wrong:
 * mcconfig itself only warns of a module whose file is not there.
 */
export async function resolveManifest(
  sdk: Sdk,
  target: string,
  output: string,
  extra: readonly string[] = [],
): Promise<void> {
  const options = { cwd: root, env: sdkEnvironment(sdk) };
  const run = await runTool("mcconfig", mcconfigArguments(target, output, extra), options);
  const missing = /no modules match: (.*?)!?$/m.exec(run.output)?.[1];
  if (missing !== undefined) throw new Failure(`a manifest names a module that is not there: ${missing}`);
  if (run.code !== 0) throw new Failure(`the manifest is not right:\n${run.output.trim()}`);
}

function fromRoot(path: string): string {
  return relative(root, path).replaceAll("\\", "/");
}

/** Runs a program in the root, its output shown; its exit code. */
export function runShown(
  sdk: Sdk,
  program: string,
  args: readonly string[],
  extra: NodeJS.ProcessEnv = {},
): Promise<number> {
  const env = { ...sdkEnvironment(sdk), ...extra };
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { cwd: root, env, stdio: "inherit", shell: process.platform === "win32" });
    child.once("error", (error) => reject(new Failure(`${program}: ${error.message}`)));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Where mcconfig puts what it makes for a board: tmp/ and bin/ of an output folder. */
export function outputFolder(output: string, kind: "tmp" | "bin", subplatform: string, debug: boolean): string {
  return join(output, kind, "esp32", subplatform, debug ? "debug" : "release", "esp32");
}

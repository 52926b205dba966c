/** Runs the SDK's mcconfig so that nothing lands outside build/. */

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { type Sdk, sdkEnvironment } from "../../moddable/tools/sdk.js";
import { root } from "./boards.js";
import { Failure } from "./failure.js";

/** The manifest that every board builds, relative to the root. */
export const manifest = "hosts/esp32/manifest.json";

/** Arguments of mcconfig for a target folder and an output folder: relative paths, because it lower-cases `-p`. */
export function mcconfigArguments(target: string, output: string, extra: readonly string[] = []): string[] {
  mkdirSync(output, { recursive: true }); // it refuses an output folder that is not there
  return [...extra, "-p", `esp32:./${fromRoot(target)}`, "-o", fromRoot(output), manifest];
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

/** The tools of an ESP32 build: the SDK and ESP-IDF, each missing one named with the command that installs it. */

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { findSdk, type Sdk } from "../../moddable/tools/sdk.js";
import { Failure } from "./failure.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The ESP-IDF that the SDK 8.2 wants. */
export const neededIDF = "v6.0";
const installIDF = "npx xs-dev setup --device esp32";

/** The SDK, or a Failure that says what is missing. */
export function requireSdk(environment: Environment): Sdk {
  const sdk = findSdk(environment);
  if ("missing" in sdk) throw new Failure(sdk.missing);
  return sdk;
}

/** ESP-IDF: there, of the version that the SDK wants, its environment set. Its path, or a Failure. */
export function requireIDF(environment: Environment): string {
  const path = environment["IDF_PATH"];
  if (path === undefined || path === "") {
    throw new Failure(
      `ESP-IDF is not set up: IDF_PATH is not set. Install it with: ${installIDF}\n` +
        "It is there already? Then open a new terminal, or run the export script in its folder",
    );
  }
  if (!existsSync(join(path, "tools", "idf.py"))) {
    throw new Failure(`IDF_PATH says ${path}, but no ESP-IDF is there. Install it with: ${installIDF}`);
  }
  const version = idfVersion(path);
  if (!version.startsWith(neededIDF)) {
    throw new Failure(`ESP-IDF in ${path} is ${version}; ${neededIDF} is needed. Install it with: ${installIDF}`);
  }
  for (const tool of ["idf.py", "cmake", "ninja"])
    requireTool(environment, tool, `${installIDF} (then a new terminal)`);
  return path;
}

function idfVersion(path: string): string {
  try {
    return execFileSync("git", ["-C", path, "describe", "--tags", "--always"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "of a version that git cannot tell";
  }
}

/** Fails unless the program lies in one of PATH's folders. */
export function requireTool(environment: Environment, tool: string, install: string): void {
  const folders = (environment["PATH"] ?? "").split(delimiter);
  const names = process.platform === "win32" ? [`${tool}.exe`, `${tool}.bat`, tool] : [tool];
  if (folders.some((folder) => names.some((name) => existsSync(join(folder, name))))) return;
  throw new Failure(`${tool} is not found. Install it with: ${install}`);
}

/** No SDK where it usually is, and none named: nothing to complain of. A named one that is wrong is a fault. */
export function isSdkAbsent(environment: Environment): boolean {
  const named = environment["MODDABLE"];
  return (named === undefined || named === "") && !existsSync(join(homedir(), ".local", "share", "moddable"));
}

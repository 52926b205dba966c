/**
 * Finds the Moddable SDK and runs its tools. It stands at $MODDABLE, else where xs-dev installs it
 * (~/.local/share/moddable). Nothing is downloaded or built here.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest SDK that this repository is built and tested with. */
export const oldestSdk = "8.2.0";
const install = "npx xs-dev setup";

export const repository = fileURLToPath(new URL("../../../", import.meta.url));

export interface Sdk {
  directory: string;
  version: string;
  /** mcsim, mcconfig and the compilers */
  tools: string;
  /** lin, mac or win: what `-p` takes for this machine */
  platform: "lin" | "mac" | "win";
}
/** One line that says what is missing and which command installs it. */
export interface Absent {
  missing: string;
}

export function findSdk(environment: NodeJS.ProcessEnv = process.env): Sdk | Absent {
  const directory = environment["MODDABLE"] || join(homedir(), ".local", "share", "moddable");
  if (!existsSync(join(directory, "xs", "sources")))
    return {
      missing: `the Moddable SDK is not at ${directory} (MODDABLE names another place); ${install} installs it`,
    };
  const version = readVersion(directory);
  if (isOlder(version, oldestSdk))
    return {
      missing: `the Moddable SDK at ${directory} is ${version}; ${oldestSdk} or newer is needed: npx xs-dev update`,
    };
  const platform = process.platform === "darwin" ? "mac" : process.platform === "win32" ? "win" : "lin";
  const tools = join(directory, "build", "bin", platform, "release");
  const program = join(tools, platform === "win" ? "mcconfig.bat" : "mcconfig");
  if (!existsSync(program))
    return { missing: `the Moddable SDK at ${directory} has no tools built; ${install} builds them` };
  return { directory, version, tools, platform };
}

/** "8.2.3"; "unknown" before 6.0, which had no such file */
function readVersion(directory: string): string {
  try {
    return readFileSync(join(directory, "tools", "VERSION"), "utf8").trim();
  } catch {
    return "unknown";
  }
}

/** true also for what is no version */
export function isOlder(version: string, than: string): boolean {
  const left = version.split(".").map(Number);
  const right = than.split(".").map(Number);
  for (let i = 0; i < right.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (Number.isNaN(difference) || difference < 0) return true;
    if (difference > 0) return false;
  }
  return false;
}

/** Our own TypeScript first: mcconfig runs the `tsc` that it finds. */
export function sdkEnvironment(sdk: Sdk): NodeJS.ProcessEnv {
  const path = [join(repository, "node_modules", ".bin"), sdk.tools, process.env["PATH"] ?? ""].join(delimiter);
  return { ...process.env, MODDABLE: sdk.directory, PATH: path };
}

/** Runs a tool to its end. Its output comes back, both streams in the order in which they came. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => {
        output += bytes.toString();
      });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** What the linker warns of (state in RAM that should lie in flash), and the compilers in our own sources alone. */
export function warnings(output: string): string[] {
  return output.split("\n").filter((line) => {
    if (line.startsWith("###")) return line.includes("warning");
    return /\/(src|app|hosts)\/\S+\.(c|js|ts):\d+(:\d+)?: warning/.test(line);
  });
}

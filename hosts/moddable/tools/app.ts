/**
 * Builds a small Moddable program (a folder with a manifest.json) for this machine with the SDK's mcconfig, and runs it in
 * our host without a window. For examples, tests and benches; the firmware's own program is hosts/simulator's. All of one
 * mode are built in one folder, for XS itself is compiled there once.
 */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { withLock } from "../../desktop/engine/lock.js";
import { repository, runTool, type Sdk, sdkEnvironment } from "./sdk.js";

/** debug: for xsbug, compiled quickly; release: XS as a board runs it */
export type Mode = "debug" | "release";
/** mcconfig's */
export const modeOptions = Object.freeze({
  debug: ["-d"],
  release: [],
} as const satisfies Record<Mode, readonly string[]>);

/** Where mcconfig puts what it builds in a mode. */
export const outputOf = (mode: Mode): string => join(repository, "build", "moddable", mode);

/** Runs `work` while no other process builds in this mode. */
export async function building<T>(mode: Mode, work: () => Promise<T>): Promise<T> {
  await mkdir(outputOf(mode), { recursive: true });
  return withLock(`${outputOf(mode)}.lock`, work);
}

export interface App {
  /** path of the program */
  program: string;
  /** what mcconfig and the compilers said */
  output: string;
}

/** Throws with the tools' own words. mcconfig builds what changed. config: `key=value` in place of the manifest's. */
export function buildApp(sdk: Sdk, folder: string, mode: Mode, config: readonly string[] = []): Promise<App> {
  const directory = outputOf(mode);
  return building(mode, async () => {
    const args = [...modeOptions[mode], "-m", "-p", sdk.platform, "-t", "build", "-o", directory, ...config];
    const { code, output } = await runTool("mcconfig", args, { cwd: folder, env: sdkEnvironment(sdk) });
    if (code !== 0) throw new Error(`mcconfig ${args.join(" ")} failed:\n${output.slice(-2000)}`);
    return { program: join(directory, "bin", sdk.platform, "mc", mode, basename(folder), "mc.so"), output };
  });
}

export interface AppEnd {
  code: number | null;
  /** what it posted to its panel */
  lines: string[];
  /** its trace, and what XS said; without the figures that a debug build adds to it */
  trace: string;
}

/** Runs a program for so long, or until its start is done when runMs is absent; what it has said is given then. */
export function runApp(host: string, program: string, env: NodeJS.ProcessEnv, runMs = 0): Promise<AppEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(host, [program], { env, stdio: [runMs > 0 ? "pipe" : "ignore", "pipe", "pipe"] });
    const timer = runMs > 0 ? setTimeout(() => child.stdin?.end(), runMs) : undefined;
    let out = "";
    let trace = "";
    child.stdout?.on("data", (bytes: Buffer) => {
      out += bytes.toString();
    });
    child.stderr?.on("data", (bytes: Buffer) => {
      trace += bytes.toString();
    });
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      const lines = out.split("\n").filter((line) => line !== "");
      resolve({ code, lines, trace: trace.replaceAll(/^instruments.*\n/gm, "") });
    });
  });
}

/**
 * Builds a small Moddable program (a folder with a manifest.json) for this machine with the SDK's mcconfig, released, and
 * runs it in our host without a window. For examples and benches; the firmware's own program is hosts/simulator's.
 */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { repository, runTool, type Sdk, sdkEnvironment } from "./sdk.js";

/**
 * Returns the path of the program, under build/apps. Throws with the tools' own words. mcconfig builds what changed.
 * config: `key=value` in place of the manifest's.
 */
export async function buildApp(sdk: Sdk, folder: string, config: readonly string[] = []): Promise<string> {
  const output = join(repository, "build", "apps");
  await mkdir(output, { recursive: true });
  const args = ["-m", "-p", sdk.platform, "-t", "build", "-o", output, ...config];
  const result = await runTool("mcconfig", args, { cwd: folder, env: sdkEnvironment(sdk) });
  if (result.code !== 0) throw new Error(`mcconfig ${args.join(" ")} failed:\n${result.output.slice(-2000)}`);
  return join(output, "bin", sdk.platform, "mc", "release", basename(folder), "mc.so");
}

export interface AppEnd {
  code: number | null;
  /** what it posted to its panel */
  lines: string[];
  /** its trace, and what XS said */
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
      resolve({ code, lines: out.split("\n").filter((line) => line !== ""), trace });
    });
  });
}

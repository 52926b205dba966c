/**
 * Builds the XS engine from the C source that npm's @agoric/xsnap carries and from xs/*.c, once: the result lies in
 * build/engine under a hash of all that went into it. It never downloads, and ships no binary.
 *
 * Measured with gcc 12: 9.6 s of CPU at -O1, and so 5 s on two cores; at -O2 15.5 s for an engine that is 5 % faster
 * (`npm run bench -- engine`).
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { withLock } from "./lock.js";

/** Either the executable, or why there is none: a sentence for a person, without a full stop. */
export type EngineBuild = { path: string; absent?: never } | { path?: never; absent: string };

export interface BuildOptions {
  /** Called at the start (done 0) and after each file. The default writes to stderr. */
  onProgress?(done: number, total: number): void;
  /** Where engines are kept; the default is build/engine of this repository. */
  directory?: string;
  /** XS's own meter of what it has run is compiled in: for benches, since it costs time. */
  meters?: boolean;
  /** Compilers to try, each a command with its arguments. The default is $CC, cc, gcc, clang. */
  compilers?: readonly string[];
}

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const run = promisify(execFile);

/** As a board's debug build: bounds are checked, lines are known, no console; the rest stands in xs/platform.h. */
const flags = Object.freeze([
  "-O1",
  "-w",
  "-fno-common",
  "-fno-strict-aliasing",
  "-DINCLUDE_XSPLATFORM",
  '-DXSPLATFORM="platform.h"',
  "-DmxBoundsCheck=1",
  "-DmxDebug=1",
  "-DmxNoConsole=1",
  "-DmxParse=1",
  "-DmxRun=1",
] as const);
const libraries = Object.freeze(["-lm", "-lpthread"] as const);

interface Compiler {
  command: string;
  args: readonly string[];
  version: string;
}

/** Finds the engine or builds it. Two processes at once build it once. */
export async function buildEngine(options: BuildOptions = {}): Promise<EngineBuild> {
  if (process.platform === "win32") return { absent: "the XS engine is not built on Windows" };
  const compiler = await findCompiler(options.compilers ?? [process.env["CC"] ?? "", "cc", "gcc", "clang"]);
  if (compiler === undefined) return { absent: "no C compiler (cc, gcc or clang) was found" };
  const xs = findSources();
  if (xs === undefined) return { absent: "the XS source (npm package @agoric/xsnap) is not installed" };
  const host = join(here, "xs");
  const directory = options.directory ?? join(root, "build/engine");
  const defines = options.meters === true ? [...flags, "-DmxMetering=1"] : flags;
  const target = join(directory, await hashOf(host, xs, compiler, defines), "mooring-xs");
  if (existsSync(target)) return { path: target };
  await mkdir(directory, { recursive: true });
  return withLock(`${dirname(target)}.lock`, async () => {
    if (existsSync(target)) return { path: target };
    return compileAll(compiler, xs, host, target, defines, options.onProgress ?? showProgress);
  });
}

async function findCompiler(candidates: readonly string[]): Promise<Compiler | undefined> {
  for (const candidate of candidates) {
    const [command, ...args] = candidate.split(" ").filter((part) => part !== "");
    if (command === undefined) continue;
    try {
      const { stdout } = await run(command, [...args, "--version"]);
      return { command, args, version: stdout.split("\n")[0] ?? "" };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}

function findSources(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve("@agoric/xsnap/package.json");
    const xs = join(dirname(manifest), "moddable/xs");
    return existsSync(join(xs, "sources/xsAll.c")) ? xs : undefined;
  } catch {
    return undefined; // not installed, which the caller says
  }
}

async function hashOf(host: string, xs: string, compiler: Compiler, defines: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([defines, libraries, compiler, process.platform, process.arch]));
  hash.update(await readFile(join(xs, "../../package.json")));
  for (const name of (await readdir(host)).sort()) hash.update(name).update(await readFile(join(host, name)));
  return hash.digest("hex").slice(0, 16);
}

async function compileAll(
  compiler: Compiler,
  xs: string,
  host: string,
  target: string,
  defines: readonly string[],
  onProgress: (done: number, total: number) => void,
): Promise<EngineBuild> {
  const objects = `${dirname(target)}.${process.pid}`;
  await mkdir(objects, { recursive: true });
  try {
    const files = await sourcesBySize([join(xs, "sources"), host]);
    const include = [host, join(xs, "includes"), join(xs, "platforms"), join(xs, "sources")].map((path) => `-I${path}`);
    let done = 0;
    onProgress(done, files.length);
    await inParallel(files, async (file) => {
      const output = join(objects, `${basename(file)}.o`);
      await run(compiler.command, [...compiler.args, ...defines, ...include, "-c", file, "-o", output]);
      onProgress(++done, files.length);
    });
    const linked = join(objects, basename(target));
    const inputs = files.map((file) => join(objects, `${basename(file)}.o`));
    await run(compiler.command, [...compiler.args, ...inputs, ...libraries, "-o", linked]);
    await Promise.all(inputs.map((path) => rm(path)));
    await rename(objects, dirname(target));
    return { path: target };
  } catch (error) {
    if (existsSync(target)) return { path: target }; // another process was quicker
    const text = (error as { stderr?: string }).stderr || String(error);
    const line = text.split("\n").find((each) => /error|undefined|cannot/i.test(each)) ?? text.trim();
    return { absent: `${compiler.command} could not build it (${line.trim()})` };
  } finally {
    await rm(objects, { recursive: true, force: true });
  }
}

/** The largest first, so that the cores end together. */
async function sourcesBySize(folders: readonly string[]): Promise<string[]> {
  const files: { path: string; size: number }[] = [];
  for (const folder of folders) {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (name.endsWith(".c")) files.push({ path, size: (await stat(path)).size });
    }
  }
  return files.sort((a, b) => b.size - a.size).map((file) => file.path);
}

async function inParallel(files: readonly string[], each: (file: string) => Promise<void>): Promise<void> {
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      try {
        await each(file);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: availableParallelism() }, work));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** On a terminal one line that counts; elsewhere a line at the start and one at the end. */
function showProgress(done: number, total: number): void {
  const text = `Building the XS engine (once, about 10 s): ${done}/${total}`;
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === total ? "\n" : ""}`);
  else if (done === 0 || done === total) process.stderr.write(`${text}\n`);
}

/**
 * Builds the program of the simulator (mc.so) with the SDK's mcconfig, and our host without a window with the machine's
 * C compiler. Both lie in build/ under a hash of what went into them: what is unchanged is not built again.
 * A warning of XS's linker fails the build: it stands for state in RAM that should lie in flash.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { StartError } from "../../../cloud/src/errors.js";
import { withLock } from "../../desktop/engine/lock.js";
import { building, type Mode, modeOptions, outputOf } from "../../moddable/tools/app.js";
import { allDrivers, driverManifests, driversModule } from "../../moddable/tools/drivers.js";
import { repository, runTool, type Sdk, sdkEnvironment, warnings } from "../../moddable/tools/sdk.js";
import {
  type ApplicationFolder,
  applicationManifest,
  applicationModule,
  findApplication,
  smallExample,
} from "../../tools/application.js";

const simulator = join(repository, "hosts", "simulator");
const output = join(repository, "build", "simulator");
/** Where hosts/native/tls/manifest.json looks for mbedTLS; without it the program is built without TLS. */
const mbedTLS = "/usr/include/mbedtls/ssl.h";

/** A build that failed: the message has the tools' own words. */
export class BuildError extends StartError {}

/** Returns the path of mc.so. Throws a BuildError. */
export async function buildProgram(
  sdk: Sdk,
  mode: Mode,
  onBuild?: (what: string) => void,
  application: ApplicationFolder = findApplication(smallExample),
): Promise<string> {
  const directory = outputOf(mode);
  const name = sdk.platform === "win" ? "mc.dll" : "mc.so";
  const program = join(directory, "bin", sdk.platform, "mc", mode, "simulator", name);
  return building(mode, async () => {
    const stamp = join(directory, "simulator.inputs");
    const hash = await hashInputs(
      [sdk.version, sdk.directory, mode, application.folder, applicationModule(application), driversModule(allDrivers)],
      application,
    );
    if (existsSync(program) && (await readText(stamp)) === hash) return program;
    await writeApplication(application);
    onBuild?.(`Building the simulator (${mode}) with Moddable SDK ${sdk.version}`);
    await rm(join(buildDirectory(sdk, mode), "mc.xs.c"), { force: true }); // linked anew, it warns anew
    const args = [...modeOptions[mode], "-m", "-p", sdk.platform, "-t", "build", "-o", directory];
    const result = await runTool("mcconfig", args, { cwd: simulator, env: sdkEnvironment(sdk) });
    await writeFile(join(directory, "simulator.log"), result.output);
    if (result.code !== 0) throw new BuildError(`mcconfig ${args.join(" ")} failed:\n${tail(result.output)}`);
    const warned = warnings(result.output);
    if (warned.length > 0) throw new BuildError(`the simulator builds with warnings:\n${warned.join("\n")}`);
    await writeFile(stamp, hash);
    return program;
  });
}

/** The makefile's directory, where modules and the resolved manifest are. */
export function buildDirectory(sdk: Sdk, mode: Mode): string {
  return join(outputOf(mode), "tmp", sdk.platform, "mc", mode, "simulator");
}

/** undefined: the host without a window can be built here; otherwise one line that says what is missing. Linux only. */
export function missingForHost(sdk: Sdk): string | undefined {
  if (sdk.platform !== "lin") return "the host without a window is written for Linux (GLib)";
  if (spawnSync("cc", ["--version"]).status !== 0) return "there is no C compiler (cc): apt install gcc";
  if (spawnSync("pkg-config", ["--version"]).status !== 0) return "pkg-config is not there: apt install pkg-config";
  if (spawnSync("pkg-config", ["--exists", "glib-2.0"]).status !== 0)
    return "GLib's headers are not there: apt install libglib2.0-dev";
  return undefined;
}

/** The application and the SDK's drivers, as hosts/simulator/manifest.json includes them. */
async function writeApplication(application: ApplicationFolder): Promise<void> {
  const place = join(output, "application");
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "application.js"), applicationModule(application));
  await writeFile(join(place, "drivers.js"), driversModule(allDrivers));
  const { modules, typescript } = applicationManifest(application);
  const own = { "hosts/application": "./application", "hosts/drivers": "./drivers" };
  const manifest = { include: driverManifests(allDrivers), modules: { ...own, ...modules }, typescript };
  await writeFile(join(place, "manifest.json"), JSON.stringify(manifest));
}

/** Returns the path of the host without a window. Throws a BuildError. */
export async function buildHost(sdk: Sdk): Promise<string> {
  const missing = missingForHost(sdk);
  if (missing !== undefined) throw new BuildError(missing);
  const here = { cwd: repository, env: process.env };
  const flags = (await runTool("pkg-config", ["--cflags", "--libs", "glib-2.0"], here)).output.trim().split(/\s+/);
  const source = join(simulator, "host", "host.c");
  const header = join(sdk.directory, "build", "simulators", "modules");
  const hash = createHash("sha256").update(await readFile(source));
  hash.update(await readFile(join(header, "screen.h"))).update(flags.join(" "));
  const path = join(output, `host-${hash.digest("hex").slice(0, 16)}`);
  await mkdir(output, { recursive: true });
  return withLock(join(output, "host.lock"), async () => {
    if (existsSync(path)) return path;
    const args = ["-O1", "-Wall", "-Wextra", "-Werror", `-I${header}`, "-o", path, source, ...flags, "-ldl"];
    const result = await runTool("cc", args, here);
    if (result.code !== 0) throw new BuildError(`cc ${source} failed:\n${tail(result.output)}`);
    return path;
  });
}

async function hashInputs(more: readonly string[], { folder }: ApplicationFolder): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([...more, existsSync(mbedTLS)]));
  const files = [join(repository, "manifest.json")];
  for (const each of [join(repository, "src"), folder]) files.push(...(await filesOf(each, true)));
  for (const folder of ["models", "moddable", "native/tls"])
    files.push(...(await filesOf(join(repository, "hosts", folder), false)));
  files.push(...(await filesOf(simulator, false)));
  for (const file of files.sort()) hash.update(relative(repository, file)).update(await readFile(file));
  return hash.digest("hex");
}

async function filesOf(folder: string, deep: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: deep }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

/** What went wrong stands at the end. */
function tail(text: string): string {
  return text.trim().split("\n").slice(-20).join("\n");
}

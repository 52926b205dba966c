/**
 * An application's folder, as the builds of all hosts take it: device.json, and app.ts where a person has code of their
 * own. It is checked here with the firmware's own check; the module that is made of it has what device.json says as
 * frozen objects, which the SDK's linker puts into flash.
 *
 * The folder takes the place of app/ in the repository, wherever it lies: what its code imports from "../src" is the
 * firmware's.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { StartError } from "../../cloud/src/errors.js";
import type { BoardFacts } from "../../src/device/check/board-facts.js";
import { checkDefinition } from "../../src/device/check/check-definition.js";
import { problemText } from "../../src/device/check/problems.js";
import { Kinds, type OwnKinds } from "../../src/device/kinds.js";
import { sdkDrivers } from "../moddable/tools/drivers.js";
import { busPins, pinNumbers } from "../models/hardware.js";
import { pinout } from "../models/pinout.js";

/** The repository's root. */
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** The example's. */
export const usualFolder = join(root, "app");
/** A part of the example that every board has pins for. */
export const smallExample = join(usualFolder, "room.json");
/** The board of the desktop. */
export const simulatedBoard: BoardFacts = Object.freeze({ pin: pinNumbers, I2C: busPins, pinout });
/** The same in Moddable's simulator, where the SDK's drivers are. */
export const simulatorBoard: BoardFacts = Object.freeze({ ...simulatedBoard, driver: sdkDrivers });

/** It cannot be built: one line for each thing that is wrong, with its place. */
export class ApplicationError extends StartError {}

export interface ApplicationFolder {
  readonly folder: string;
  /** of device.json, or the file that was named in its place */
  readonly file: string;
  /** app.ts; undefined: there is none */
  readonly code: string | undefined;
}

/** path: a folder, or the file of a definition in one. Throws an ApplicationError. */
export function findApplication(path: string = usualFolder): ApplicationFolder {
  const isFile = path.endsWith(".json");
  const file = resolve(isFile ? path : join(path, "device.json"));
  if (!existsSync(file)) throw new ApplicationError(`${shown(file)} is not there`);
  const folder = dirname(file);
  const code = join(folder, "app.ts");
  return { folder, file, code: existsSync(code) ? code : undefined };
}

/** What its device.json says. Throws an ApplicationError when it is no JSON. */
export function readDefinition({ file }: ApplicationFolder): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ApplicationError(`${shown(file)}: ${(error as Error).message}`);
  }
}

/** Throws an ApplicationError that says all that is wrong with it for a board. */
export async function checkApplication(
  application: ApplicationFolder,
  board: BoardFacts = simulatedBoard,
): Promise<void> {
  const problems = checkDefinition(readDefinition(application), board, new Kinds(await loadCode(application)));
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `${shown(application.file)}: ${problemText(problem)}`);
  throw new ApplicationError(lines.join("\n"));
}

/** The exports of its code, run here. */
export async function loadCode({ code, folder }: ApplicationFolder): Promise<OwnKinds> {
  if (code === undefined) return {};
  const result = await build({
    entryPoints: [code],
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    logLevel: "silent",
    plugins: [mountPlugin(folder)],
  }).catch((error: unknown) => {
    throw new ApplicationError(`${shown(code)}: ${(error as Error).message}`);
  });
  const text = result.outputFiles[0]?.text ?? "";
  return (await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`)) as OwnKinds;
}

/** JavaScript of the module hosts/application.js. `specifier`: of its code from there. */
export function applicationModule(application: ApplicationFolder, specifier = "../app/app.js"): string {
  const { $schema: _, ...said } = readDefinition(application) as Record<string, unknown>;
  const definition = `definition: ${frozen(said)}`;
  if (application.code === undefined) return `export const application = Object.freeze({ ${definition} });\n`;
  const lists = ["sensors", "actuators", "filters", "commands"].map((name) => `${name}: Object.freeze(code.${name})`);
  return (
    `import * as code from ${JSON.stringify(specifier)};\n` +
    `export const application = Object.freeze({ ${definition}, ${lists.join(", ")} });\n`
  );
}

/** What a manifest of the SDK has to say so that the folder is app/ in the image. */
export function applicationManifest({ folder, code }: ApplicationFolder): { modules: object; typescript: object } {
  if (code === undefined) return { modules: {}, typescript: {} };
  const modules: Record<string, string> = {};
  for (const name of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
    const place = join(folder, name);
    const hasCode = statSync(place).isDirectory() && readdirSync(place).some((file) => file.endsWith(".ts"));
    if (hasCode) modules[join("app", name, "*").replaceAll(sep, "/")] = join(place, "*");
  }
  const tsconfig = { compilerOptions: { rootDirs: [root, dirname(folder)] } };
  return { modules, typescript: folder === usualFolder ? {} : { tsconfig } };
}

/** Source of a value whose objects and arrays are frozen. */
function frozen(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `Object.freeze([${value.map(frozen).join(", ")}])`;
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${frozen(field)}`);
  return `Object.freeze({ ${fields.join(", ")} })`;
}

/** Lets a folder that lies anywhere take the place of app/: its "../" is the repository's root. */
export function mountPlugin(folder: string): Plugin {
  return {
    name: "application's folder",
    setup({ onResolve }) {
      if (folder === usualFolder) return;
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const place = relative(folder, join(resolveDir, path));
        const isInside = resolveDir === folder || resolveDir.startsWith(folder + sep);
        if (!isInside || !place.startsWith("..")) return undefined;
        return { path: join(usualFolder, place).replace(/\.js$/, ".ts") };
      });
    },
  };
}

function shown(path: string): string {
  const place = relative(process.cwd(), path);
  return place.startsWith("..") ? path : place;
}

/**
 * Makes the module that every host's program imports as hosts/application.js from the folder of an application: what its
 * device.json says, as frozen objects, which the SDK's linker puts into flash.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** The example's. */
export const usualFolder = join(root, "app");

/** JavaScript of the module. */
export function applicationModule(folder: string = usualFolder): string {
  const definition: unknown = JSON.parse(readFileSync(join(folder, "device.json"), "utf8"));
  return `export const application = Object.freeze({ definition: ${frozen(definition)} });\n`;
}

/** Source of a value whose objects and arrays are frozen. */
function frozen(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `Object.freeze([${value.map(frozen).join(", ")}])`;
  const fields = Object.entries(value).map(([key, field]) => `${JSON.stringify(key)}: ${frozen(field)}`);
  return `Object.freeze({ ${fields.join(", ")} })`;
}

/** The test files, and the folders whose tests are the firmware's and so run on XS too. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const firmware = new Set(["protocol", "websocket", "session", "device", "provisioning", "drivers", "models"]);

/** Of these each builds something with the Moddable SDK, which takes minutes. */
const withSdk = new Set(["moddable", "simulator"]);

/** Paths from the root, sorted. */
export function testFiles(): string[] {
  const paths = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
  return paths
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => join("test", path))
    .sort();
}

export function firmwareTestFiles(): string[] {
  return testFiles().filter((path) => firmware.has(folderOf(path)));
}

export function needsSdk(path: string): boolean {
  return withSdk.has(folderOf(path));
}

function folderOf(path: string): string {
  return path.split("/")[1] ?? "";
}

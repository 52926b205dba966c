/** What the tests of the ESP32 host share: a right board file, a folder of files, and whether the SDK is here. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findSdk, type Sdk } from "../../hosts/moddable/tools/sdk.js";

export const boardFile = Object.freeze({
  model: "A board",
  chip: "esp32",
  flash: "4MB",
  link: "wifi",
  socket: "uart",
  uart: { port: 0, receive: 3, transmit: 1 },
  pin: { button: 0, relay: 26, lamp: 25, light: 34 },
  bus: { default: { data: 21, clock: 22 } },
} as const);

const folders: string[] = [];

/** A folder with these files, removed when the process ends. */
export function temporaryFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "mooring-esp32-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, { mode: 0o755 });
  }
  return folder;
}
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Skips the test with a line when the SDK is not here. */
export function sdkOrSkip(context: Mocha.Context): Sdk {
  const sdk = findSdk();
  if (!("missing" in sdk)) return sdk;
  console.log(`      skipped: ${sdk.missing}`);
  return context.skip();
}

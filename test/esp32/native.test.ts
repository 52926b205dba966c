/**
 * The C of the ESP32 host: small, listed, in step with chip.js, and accepted by a desktop's compiler with XS's real
 * headers and stand-ins for ESP-IDF's (idf/). It is compiled for a board with ESP-IDF alone.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/esp32/tools/boards.js";
import { runTool } from "../../hosts/moddable/tools/sdk.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { sdkOrSkip } from "./support.js";

const folder = join(root, "hosts", "esp32", "native");
const files = readdirSync(folder).filter((name) => name.endsWith(".c"));
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const names = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = ""]) => name).sort();

describe("native C of the ESP32", () => {
  it("is under 100 lines a file, and each is listed in docs/hosts.md as compiled only with ESP-IDF", () => {
    const docs = readFileSync(join(root, "docs", "hosts.md"), "utf8");
    ok(docs.includes("compiled only with ESP-IDF"));
    for (const name of files) {
      ok(read(name).split("\n").length < 100, name);
      ok(docs.includes(`\`${name}\``), `docs/hosts.md lists ${name}`);
      ok(read(name).includes("Compiled only with ESP-IDF"), name);
    }
    ok(files.length > 0);
  });

  it("has exactly the functions that chip.js calls and chip.d.ts declares", () => {
    const defined = names(files.map(read).join("\n"), /^void (xs_mooring_\w+)\(/gm);
    // Some are there twice: for chips with and without the part.
    deepEqual([...new Set(defined)], names(read("chip.js"), /native\("(xs_mooring_\w+)"\)/g));
    deepEqual(names(read("chip.js"), /^export function (\w+)/gm), names(read("chip.d.ts"), /declare function (\w+)/g));
  });

  it("passes a compiler with every warning on, against XS's headers", async function () {
    const sdk = sdkOrSkip(this);
    const include = ["xs/includes", "xs/sources", "xs/platforms"].flatMap((path) => [
      "-isystem",
      join(sdk.directory, path),
    ]);
    const flags = ["-std=gnu17", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", "-fsyntax-only"];
    const platform = ["-DINCLUDE_XSPLATFORM=1", '-DXSPLATFORM="board-platform.h"', "-I", join(root, "test/esp32/idf")];
    for (const kind of [[], ["-DmxDebug=1"], ["-DSOC_PCNT_SUPPORTED=0"]]) {
      for (const name of files) {
        const args = [...flags, ...kind, ...platform, ...include, join(folder, name)];
        const run = await runTool("cc", args, { cwd: root, env: process.env }).catch(() => undefined);
        if (run === undefined) {
          console.log("      skipped: no C compiler (cc)");
          return this.skip();
        }
        equal(run.code, 0, `${name}: ${run.output}`);
      }
    }
  });
});

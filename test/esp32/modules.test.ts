/** The resolved manifest and the import specifiers agree: the SDK's linker does not look at modules that are not preloaded. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBoard, root } from "../../hosts/esp32/tools/boards.js";
import { Failure } from "../../hosts/esp32/tools/failure.js";
import { outputFolder, resolveManifest } from "../../hosts/esp32/tools/mcconfig.js";
import { writeTarget } from "../../hosts/esp32/tools/target.js";
import type { Sdk } from "../../hosts/moddable/tools/sdk.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { type Modules, modulesOfMakefile, resolveSpecifier, specifiersOf, strayImports } from "./imports.js";
import { sdkOrSkip, temporaryFolder } from "./support.js";

const read = (path: string): { modules: Record<string, string> } => JSON.parse(readFileSync(join(root, path), "utf8"));

/** Folders of TypeScript below, with "/" between. */
function folders(path: string): string[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).flatMap((entry) => folders(`${path}/${entry.name}`));
  return entries.some((entry) => entry.name.endsWith(".ts")) ? [path, ...below] : below;
}

/** The modules of a build for this board, as mcconfig resolves them. */
async function resolved(sdk: Sdk, board: string): Promise<Modules> {
  const output = join(root, "build", "esp32", "test", board);
  const target = join(output, "target");
  writeTarget(readBoard(board), { folder: target, subplatform: "test" });
  await resolveManifest(sdk, target, output);
  return modulesOfMakefile(readFileSync(join(outputFolder(output, "tmp", "test", false), "makefile"), "utf8"));
}

describe("import specifiers", () => {
  it("are read as they are left in the JavaScript", () => {
    const text = [
      'import a from "./a.js";',
      'import type { B } from "./b.js";',
      'import { type C } from "./c.js";',
      "import {\n  d,\n  e,\n} from '../d.js';",
      'import "./side-effect.js";',
      'export { f } from "./f.js";',
      'export type { G } from "./g.js";',
      '// import h from "./h.js";',
      '/* import i from "./i.js"; */',
      'const text = "import";',
    ].join("\n");
    deepEqual(specifiersOf(text), ["./a.js", "./c.js", "../d.js", "./side-effect.js", "./f.js"]);
    equal(resolveSpecifier("../../src/main.js", "hosts/esp32/main"), "src/main");
    equal(resolveSpecifier("embedded:io/digital", "hosts/esp32/io"), "embedded:io/digital");
  });

  it("that lead nowhere are found", () => {
    const folder = temporaryFolder({ "a.ts": 'import b from "./b.js";\nimport c from "../c/c.js";\n' });
    const modules = new Map([
      ["x/a", join(folder, "a.ts")],
      ["x/b", undefined],
    ] as const);
    deepEqual(strayImports(modules), ["x/a: imports ../c/c.js, and the manifest has no c/c"]);
  });
});

describe("the root manifest", () => {
  it("has every folder of src, each under its own path", () => {
    const { modules } = read("manifest.json");
    const expected = folders("src").map((folder) => [`${folder}/*`, `./${folder}/*`]);
    deepEqual(Object.entries(modules).sort(), expected.sort());
  });

  it("and the ESP32's lead to files that are there, and what is preloaded is among them", () => {
    for (const [name, source] of Object.entries(read("hosts/esp32/manifest.json").modules)) {
      if (typeof source === "string" && source.startsWith("."))
        ok(
          ["", ".ts"].some((end) => existsSync(join(root, "hosts/esp32", source.replace("/*", "") + end))),
          name,
        );
    }
    for (const name of JSON.parse(readFileSync(join(root, "hosts/esp32/manifest.json"), "utf8")).preload as string[])
      ok(existsSync(join(root, `${name}.ts`)), name);
  });
});

describe("the resolved manifest", () => {
  it("that names a missing module or folder is refused with its name, though mcconfig only warns", async function () {
    const sdk = sdkOrSkip(this);
    const output = join(root, "build", "esp32", "test", "broken");
    const target = join(output, "target");
    for (const name of ["hosts/esp32/nope", "nowhere/nope"]) {
      writeTarget(readBoard("esp32-c3-devkitm"), { folder: target, subplatform: "test" });
      const path = join(target, "manifest.json");
      const manifest = JSON.parse(readFileSync(path, "utf8"));
      manifest.modules["x/nope"] = join(root, name);
      writeFileSync(path, JSON.stringify(manifest));
      const error = await resolveManifest(sdk, target, output).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      ok(error instanceof Failure && error.message.includes(join(root, name)), String(error));
    }
  });

  for (const board of ["esp32-c3-devkitm", "wt32-eth01"]) {
    it(`of ${board} has every module that is imported`, async function () {
      const modules = await resolved(sdkOrSkip(this), board);
      for (const needed of ["src/main", "hosts/application", "hosts/esp32/main", "embedded:io/digital", "mc/config"])
        ok(modules.has(needed), needed);
      const own = [...modules].filter(([, file]) => file !== undefined);
      ok(own.length > 60, `${own.length} sources are looked at`);
      const link = board === "wt32-eth01" ? "ethernet" : "wifi";
      ok(modules.get("hosts/esp32/link/chosen")?.endsWith(`hosts/esp32/link/${link}.ts`), link);
      deepEqual(strayImports(modules), []);
    });
  }
});

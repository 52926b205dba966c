import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSdk, isOlder, oldestSdk, warnings } from "../../hosts/moddable/tools/sdk.js";
import { specifiersOf, wrongSpecifiers } from "../../hosts/moddable/tools/specifiers.js";
import { deepEqual, equal, ok } from "../support/assert.js";

let folder = "";
function put(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
function missing(files: Readonly<Record<string, string>>): string {
  const found = findSdk({ MODDABLE: put(files) });
  ok("missing" in found);
  return found.missing;
}

describe("the Moddable SDK", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mooring-sdk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is named with its place and the command that installs it where it is absent", () => {
    const line = missing({});
    ok(line.includes(folder) && line.includes("npx xs-dev setup"), line);
  });

  it("is refused when it is too old, with the version that is needed", () => {
    const line = missing({ "xs/sources/xsAll.c": "", "tools/VERSION": "6.1.0\n" });
    ok(line.includes("6.1.0") && line.includes(oldestSdk), line);
    ok(missing({ "xs/sources/xsAll.c": "", "tools/VERSION": "" }).includes(oldestSdk));
  });

  it("is refused when its tools are not built", () => {
    ok(missing({ "xs/sources/xsAll.c": "", "tools/VERSION": "9.0.0\n" }).includes("no tools built"));
  });

  it("has versions that compare by number, not by letter", () => {
    const older = (version: string) => isOlder(version, "8.2.0");
    deepEqual(["8.1.9", "7.99.0", "unknown", ""].map(older), [true, true, true, true]);
    deepEqual(["8.2.0", "8.2.3", "8.10.0", "10.0.0"].map(older), [false, false, false, false]);
  });

  it("warns of our own sources and of what the linker finds, not of its own C", () => {
    const own = "/x/tsc/src/session/session.js:12: warning: unused";
    const linker = "### warning: hosts/simulator/start: closeCodes[1000]: not frozen";
    const output = `# cc xsum.c\n/sdk/xs/sources/xsum.c:277:55: warning: format\n${own}\n### 12 instances, 3 keys\n${linker}`;
    deepEqual(warnings(output), [own, linker]);
  });
});

describe("imports against a manifest", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mooring-sdk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are read without the types, in every form that is in use", () => {
    const source = `/* import "comment" */\nimport type { A } from "./a.js";\nimport B from "b";\nimport { type C } from "./c.js";
import {\n  D,\n  type E,\n} from "../d.js";\nexport { F } from "./f.js";\nimport "./g.js";\nexport const h = 'import "x"';`;
    deepEqual(specifiersOf(source), ["b", "../d.js", "./f.js", "./g.js"]);
  });

  it("are wrong when they name no module, or another one than TypeScript reads there", () => {
    put({ "src/a.ts": 'import { b } from "./b.js";\nimport X from "absent";', "src/b.ts": "", "src/c.ts": "" });
    const file = (name: string) => join(folder, "src", name);
    const right = new Map([
      ["src/a", file("a.ts")],
      ["src/b", file("b.ts")],
      ["absent", "/sdk/absent.js"],
    ]);
    deepEqual(wrongSpecifiers(right, folder), []);
    const wrong = new Map([...right, ["src/b", file("c.ts")] as const]);
    wrong.delete("absent");
    deepEqual(wrongSpecifiers(wrong, folder), [
      'src/a.ts: "./b.js" is src/c.ts in the manifest',
      'src/a.ts: "absent" is not in the manifest',
    ]);
    equal(wrongSpecifiers(new Map(), folder).length, 0);
  });
});

/** The build of the engine, with a compiler that is a script; and which engine a person gets. */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { chooseEngine, EngineAbsent } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";

const fakeCompiler = `#!/bin/sh
if [ "$*" = --version ]; then echo "fake $FAKE_VERSION"; exit; fi
echo "$*" >> "$0.log"
case "$*" in
  *xsRun.c*) if [ -e "$0.broken" ]; then echo "xsRun.c:1:1: error: no header" >&2; exit 1; fi;;
esac
while [ $# -gt 1 ]; do shift; done
echo built > "$1"
`;

describe("build of the engine", () => {
  let folder = "";
  let compiler = "";
  const build = (onProgress: (done: number, total: number) => void = () => {}) =>
    buildEngine({ directory: join(folder, "engine"), compilers: [compiler], onProgress });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mooring-build-"));
    compiler = join(folder, "cc");
    await writeFile(compiler, fakeCompiler);
    await chmod(compiler, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("compiles each file once, links, counts, and leaves the executable alone", async () => {
    const counts: number[] = [];
    let files = 0;
    const { path } = await build((done, total) => {
      counts.push(done);
      files = total;
    });
    equal(await readFile(path ?? "", "utf8"), "built\n");
    deepEqual(
      counts,
      Array.from({ length: files + 1 }, (_, index) => index),
    );
    const commands = (await readFile(`${compiler}.log`, "utf8")).trim().split("\n");
    equal(commands.length, files + 1);
    equal(commands.filter((line) => line.includes("xsRun.c ")).length, 1);
    deepEqual(await readdir(join(path ?? "", "..")), ["mooring-xs"]);
    equal((await readdir(join(folder, "engine"))).length, 1);
  });

  it("is done once, also by two at the same time", async () => {
    const paths = await Promise.all([build(), build()]);
    equal(paths[0].path, paths[1].path);
    const count = (await readFile(`${compiler}.log`, "utf8")).split("\n").length;
    await build(() => ok(false, "progress of a build that is not needed"));
    equal((await readFile(`${compiler}.log`, "utf8")).split("\n").length, count);
    const linked = (await readFile(`${compiler}.log`, "utf8")).split("\n").filter((line) => line.includes("-lm"));
    equal(linked.length, 1);
  });

  it("is done anew for another compiler", async () => {
    const first = await build();
    await writeFile(compiler, fakeCompiler.replace("$FAKE_VERSION", "2"));
    ok((await build()).path !== first.path);
  });

  it("takes over from an owner of the lock that has died", async () => {
    const { path } = await build();
    const hashed = join(path ?? "", "..");
    await rm(hashed, { recursive: true });
    await mkdir(`${hashed}.lock`);
    await writeFile(join(`${hashed}.lock`, "owner"), "999999999");
    equal((await build()).path, path);
  });

  it("tells the compiler's own error, and leaves nothing behind", async () => {
    await writeFile(`${compiler}.broken`, "");
    const { absent } = await build();
    equal(absent, `${compiler} could not build it (xsRun.c:1:1: error: no header)`);
    deepEqual(await readdir(join(folder, "engine")), []);
  });

  it("names the compiler when there is none", async () => {
    deepEqual(await buildEngine({ compilers: ["mooring-no-such-compiler"] }), {
      absent: "no C compiler (cc, gcc or clang) was found",
    });
  });
});

describe("choice of the engine", () => {
  const present = () => Promise.resolve({ path: "/x" });
  const absent = () => Promise.resolve({ absent: "no C compiler was found" });

  it("is XS where it can be built, else Node's with a line that says why", async () => {
    deepEqual(await chooseEngine(undefined, present), { kind: "xs" });
    const { kind, note } = await chooseEngine(undefined, absent);
    equal(kind, "node");
    ok(note?.includes("no C compiler was found") && !note.includes("\n"), note);
  });

  it("is what was wished for, or an error", async () => {
    deepEqual(await chooseEngine("node", absent), { kind: "node" });
    deepEqual(await chooseEngine("xs", present), { kind: "xs" });
    const error = await chooseEngine("xs", absent).catch((caught: unknown) => caught);
    ok(error instanceof EngineAbsent && error.message === "no C compiler was found");
  });
});

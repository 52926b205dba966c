import * as fs from "node:fs";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Files, flashFile, keyValueFile, StoredDataError } from "../../hosts/desktop/board/files.js";
import { Flash, FlashModel } from "../../hosts/models/flash.js";
import { KeyValueModel } from "../../hosts/models/key-value.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";

class Killed extends Error {}

/** The file system of a process that is killed before its n-th step; nothing works after that. */
function dyingAfter(steps: number): { files: Files; taken(): number } {
  let taken = 0;
  const step =
    <A extends unknown[], R>(run: (...args: A) => R) =>
    (...args: A): R => {
      if (taken >= steps) throw new Killed(`killed after ${steps} steps`);
      taken++;
      return run(...args);
    };
  const files = {
    closeSync: step(fs.closeSync),
    fdatasyncSync: step(fs.fdatasyncSync),
    fsyncSync: step(fs.fsyncSync),
    mkdirSync: step(fs.mkdirSync),
    openSync: step(fs.openSync),
    readFileSync: step(fs.readFileSync),
    renameSync: step(fs.renameSync),
    // A write may take only part of what it is given.
    writeSync: step((file: number, bytes: Uint8Array, at: number | undefined, length?: number, position?: number) =>
      fs.writeSync(file, bytes, at ?? 0, Math.min(length ?? bytes.length - (at ?? 0), 16), position),
    ),
  } as unknown as Files;
  return { files, taken: () => taken };
}

/** The file system, and what was asked of it, by the names of files. */
function recorded(): { files: Files; steps: string[] } {
  const steps: string[] = [];
  const open = new Map<number, string>();
  const nameOf = (path: unknown): string => {
    const name = basename(String(path));
    return name.startsWith("mooring-storage-") ? "." : name;
  };
  const onFile =
    <A extends unknown[], R>(word: string, run: (file: number, ...rest: A) => R) =>
    (file: number, ...rest: A): R => {
      steps.push(`${word} ${open.get(file)}`);
      return run(file, ...rest);
    };
  const files = {
    ...fs,
    openSync: (path: string, ...rest: [string]) => {
      const file = fs.openSync(path, ...rest);
      open.set(file, nameOf(path));
      steps.push(`open ${nameOf(path)}`);
      return file;
    },
    renameSync: (from: string, to: string) => {
      steps.push(`rename ${nameOf(from)} ${nameOf(to)}`);
      fs.renameSync(from, to);
    },
    closeSync: onFile("close", fs.closeSync),
    fsyncSync: onFile("fsync", fs.fsyncSync),
    fdatasyncSync: onFile("fdatasync", fs.fdatasyncSync),
    writeSync: onFile("write", fs.writeSync as (file: number, ...rest: unknown[]) => number),
  } as unknown as Files;
  return { files, steps };
}

describe("storage of the desktop's board", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "mooring-storage-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const openStore = (files?: Files) => new KeyValueModel(keyValueFile(directory, files)).open({ path: "mooring" });

  it("keeps settings over restarts, in a folder that it makes, readable by their owner alone", () => {
    directory = join(directory, "a", "b");
    const store = openStore();
    store.write("server.url", "ws://a");
    store.write("server.token", "secret");
    store.delete("server.url");
    const again = openStore();
    equal(again.read("server.url"), undefined);
    equal(again.read("server.token"), "secret");
    equal(statSync(join(directory, "key-value.json")).mode & 0o777, 0o600);
    deepEqual(readdirSync(directory), ["key-value.json"]);
    directory = join(directory, "../..");
  });

  it("brings a new value to the disk before it takes the old one's place, and the place after that", () => {
    const { files, steps } = recorded();
    openStore().write("key", "old");
    openStore(files).write("key", "new");
    const begin = steps.findIndex((step) => step.startsWith("open key-value.json.new"));
    const order = steps.slice(begin).filter((step, i, all) => step !== all[i - 1]);
    deepEqual(order, [
      "open key-value.json.new",
      "write key-value.json.new",
      "fsync key-value.json.new",
      "close key-value.json.new",
      "rename key-value.json.new key-value.json",
      "open .",
      "fsync .",
      "close .",
    ]);
  });

  it("brings each change of the log partition to the disk before the call returns", () => {
    const { files, steps } = recorded();
    const file = flashFile(directory, 2, files);
    deepEqual(steps.slice(-2), ["write log.flash", "fsync log.flash"], "made whole");
    const flash = new Flash(new FlashModel(file.options));
    for (const change of [() => flash.write(Uint8Array.of(1, 2, 3), 10), () => flash.eraseBlock(1)]) {
      const before = steps.length;
      change();
      equal(steps.at(-1), "fdatasync log.flash");
      ok(steps.slice(before, -1).every((step) => step === "write log.flash") && steps.length > before + 1);
    }
    file.close();
  });

  it("holds the old or the new value, whole, after a kill between any two steps", () => {
    openStore().write("key", "old");
    let outcomes = "";
    for (let steps = 0; ; steps++) {
      const { files, taken } = dyingAfter(steps);
      let isDone = false;
      try {
        openStore(files).write("key", "new");
        isDone = true;
      } catch (error) {
        ok(error instanceof Killed, String(error));
      }
      const value = openStore().read("key");
      ok(value === "old" || value === "new", `${value} after ${steps} steps`);
      if (isDone) {
        equal(value, "new");
        ok(taken() <= steps);
        break;
      }
      outcomes += value === "old" ? "o" : "n";
      openStore().write("key", "old");
    }
    // Old until the rename, new after it: read, open, several writes, sync, close before; open, sync, close after.
    ok(/^o{8,}n{3}$/.test(outcomes), outcomes);
  });

  it("keeps the old value in memory and on the disk when the disk is full", () => {
    const { files } = dyingAfter(1e6);
    const store = openStore({
      ...files,
      writeSync: () => {
        throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      },
    } as unknown as Files);
    throws(() => store.write("key", "value"), "ENOSPC");
    equal(store.read("key"), undefined);
    equal(openStore().read("key"), undefined);
  });

  it("refuses a file that is broken or of another version, by its name", () => {
    const path = join(directory, "key-value.json");
    const cases: readonly (readonly [text: string, says: string])[] = [
      ["{", "is not JSON"],
      ["null", "is of version undefined"],
      ['{"version":2,"stores":{}}', "is of version 2, this program knows 1"],
      ['{"version":1,"stores":{"mooring":{"key":5}}}', "does not hold stores of strings"],
      ['{"version":1,"stores":[]}', "does not hold stores of strings"],
    ];
    for (const [text, says] of cases) {
      writeFileSync(path, text);
      const error = throws(() => openStore(), says);
      ok(error instanceof StoredDataError && error.message.includes(path), error.message);
      equal(readFileSync(path, "utf8"), text, "left as it was");
    }
  });

  it("keeps the log partition over restarts: written bytes, erased blocks, and erased bytes where nothing was", () => {
    const open = () => {
      const file = flashFile(directory, 4);
      return { file, flash: new Flash(new FlashModel(file.options)) };
    };
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i);
    const first = open();
    first.flash.write(bytes, 100);
    first.flash.write(bytes, 8192);
    first.flash.eraseBlock(0);
    first.file.close();
    first.file.close();
    const second = open();
    const whole = new Uint8Array(4 * 4096);
    second.flash.read(whole, 0);
    const expected = new Uint8Array(4 * 4096).fill(0xff);
    expected.set(bytes.subarray(4096 - 100), 4096);
    expected.set(bytes, 8192);
    deepEqual(whole, expected);
    equal(statSync(join(directory, "log.flash")).size, 4 * 4096);
    second.file.close();
  });

  it("has every written byte in the file when write returns, without an end in order", () => {
    const file = flashFile(directory, 2);
    const flash = new Flash(new FlashModel(file.options));
    flash.write(Uint8Array.of(1, 2, 3), 4095);
    deepEqual(
      new Uint8Array(readFileSync(join(directory, "log.flash")).subarray(4094, 4099)),
      Uint8Array.of(255, 1, 2, 3, 255),
    );
    file.close();
  });

  it("makes a partition whole again whose making was killed, and refuses one that is too large", () => {
    const path = join(directory, "log.flash");
    writeFileSync(path, new Uint8Array(100).fill(0xff));
    flashFile(directory, 2).close();
    deepEqual(new Uint8Array(readFileSync(path)), new Uint8Array(8192).fill(0xff));
    const error = throws(() => flashFile(directory, 1), "has 8192 bytes, more than the partition's 4096");
    ok(error instanceof StoredDataError);
  });
});

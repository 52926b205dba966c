/** Several settings as one, with the power cut at every write of the storage; and what a reset forgets. */
import { type KeyValueContents, KeyValueModel } from "../../hosts/models/key-value.js";
import { claimKeys } from "../../src/provisioning/claim.js";
import { commit, recover } from "../../src/provisioning/journal.js";
import { networkKeys } from "../../src/provisioning/stored-networks.js";
import { forgetAll, recoverSettings } from "../../src/provisioning/stored-settings.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";

const old = Object.freeze({ a: "1", b: "2", c: "3" });
const changes = Object.freeze({ a: "10", b: null, d: "4" });
const after = Object.freeze({ a: "10", c: "3", d: "4" });

/** Storage whose power goes with write number `cutAfter`; what is on the disk then is in `contents`. */
function storage(first: Record<string, string>, cutAfter: number) {
  let writes = 0;
  const disk: { contents: KeyValueContents } = { contents: { mooring: first } };
  const store = (contents: KeyValueContents): void => {
    if (writes++ >= cutAfter) throw new Error("power");
    disk.contents = contents;
  };
  const model = new KeyValueModel({ contents: disk.contents, store });
  return { disk, keyValue: model, board: { storage: { keyValue: model } as never } };
}

const sorted = (contents: KeyValueContents): [string, string][] =>
  Object.entries(contents["mooring"] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

describe("journal", () => {
  it("changes all of its settings or none, wherever the power is cut, also in the recovery itself", () => {
    let outcomes = 0;
    for (let cut = 0; ; cut++) {
      const first = storage(old, cut);
      let isDone = true;
      try {
        commit(first.keyValue.open({ path: "mooring" }), changes);
      } catch {
        isDone = false;
      }
      for (let again = 0; ; again++) {
        const second = storage(first.disk.contents["mooring"] ?? {}, again);
        try {
          recoverSettings(second.board);
        } catch {
          first.disk.contents = second.disk.contents;
          continue;
        }
        const left = sorted(second.disk.contents);
        const isOld = JSON.stringify(left) === JSON.stringify(Object.entries(old));
        ok(
          isOld || JSON.stringify(left) === JSON.stringify(Object.entries(after)),
          `cut ${cut}: ${JSON.stringify(left)}`,
        );
        equal(isOld, cut === 0, `cut ${cut}`);
        outcomes++;
        break;
      }
      if (isDone) break;
    }
    ok(outcomes >= 5, String(outcomes));
  });

  it("leaves nothing behind, finds nothing to do after it, and drops what it did not write", () => {
    const { keyValue, disk } = storage(old, 99);
    const store = keyValue.open({ path: "mooring" });
    commit(store, changes);
    deepEqual(sorted(disk.contents), Object.entries(after));
    equal(recover(store), false);
    for (const text of ["{", "null", "[]", '{"a":1}']) {
      store.write("setup.commit", text);
      equal(recover(store), false, text);
      equal(store.read("setup.commit"), undefined);
    }
    deepEqual(sorted(disk.contents), Object.entries(after));
  });

  it("throws with nothing changed when there is no room", () => {
    const model = new KeyValueModel({ contents: { mooring: old }, capacity: 120 });
    const store = model.open({ path: "mooring" });
    throws(() => commit(store, { a: "x".repeat(100) }), "room");
    equal(store.read("a"), "1");
    equal(recover(store), false);
  });
});

describe("a reset", () => {
  it("forgets networks, token, code and all that belongs to them, wherever the power is cut", () => {
    const keys = [...networkKeys, ...claimKeys];
    const first = Object.fromEntries([...keys, "tz"].map((key) => [key, "x"]));
    for (let cut = 0; ; cut++) {
      const { board, disk } = storage(first, cut);
      try {
        forgetAll(board);
      } catch {
        const second = storage(disk.contents["mooring"] ?? {}, 99);
        recoverSettings(second.board);
        const left = Object.keys(second.disk.contents["mooring"] ?? {});
        equal(left.length, cut === 0 ? keys.length + 1 : 2, `cut ${cut}: ${left}`);
        continue;
      }
      deepEqual(Object.keys(disk.contents["mooring"] ?? {}).sort(), ["setup.forgotten", "tz"]);
      break;
    }
  });
});

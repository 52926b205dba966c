import { type KeyValueContents, KeyValueModel } from "../../hosts/models/key-value.js";
import { deepEqual, equal, throws } from "../support/assert.js";

describe("key-value model", () => {
  it("keeps strings by store and key, and forgets what is deleted", () => {
    const model = new KeyValueModel();
    const store = model.open({ path: "mooring" });
    equal(store.read("server.url"), undefined);
    store.write("server.url", "ws://a");
    store.write("server.url", "ws://b");
    equal(model.open({ path: "mooring" }).read("server.url"), "ws://b");
    equal(model.open({ path: "other" }).read("server.url"), undefined);
    store.delete("server.url");
    store.delete("server.url");
    equal(store.read("server.url"), undefined);
  });

  it("takes names that objects have of their own as any other", () => {
    const model = new KeyValueModel();
    const store = model.open({ path: "constructor" });
    for (const key of ["__proto__", "toString", "constructor"]) {
      equal(store.read(key), undefined);
      store.write(key, key);
      equal(new KeyValueModel({ contents: model.contents }).open({ path: "constructor" }).read(key), key);
    }
  });

  it("hands the whole contents to the host before a change shows", () => {
    const stored: KeyValueContents[] = [];
    const model = new KeyValueModel({ store: (contents) => stored.push(contents) });
    const store = model.open({ path: "a" });
    store.write("k", "1");
    store.write("l", "2");
    store.delete("k");
    store.delete("k");
    deepEqual(stored, [{ a: { k: "1" } }, { a: { k: "1", l: "2" } }, { a: { l: "2" } }]);
  });

  it("changes nothing when the host cannot store", () => {
    let isFull = false;
    const model = new KeyValueModel({
      store: () => {
        if (isFull) throw new Error("disk full");
      },
    });
    const store = model.open({ path: "a" });
    store.write("k", "1");
    isFull = true;
    throws(() => store.write("k", "2"), "disk full");
    throws(() => store.write("l", "2"), "disk full");
    throws(() => store.delete("k"), "disk full");
    deepEqual(model.contents, { a: { k: "1" } });
  });

  it("throws when there is no room, keeping what was there", () => {
    const model = new KeyValueModel({ capacity: 200 });
    const store = model.open({ path: "a" });
    store.write("k", "x".repeat(100));
    throws(() => store.write("l", "x".repeat(100)), 'no room for "l"');
    throws(() => store.write("k", "x".repeat(180)), 'no room for "k"');
    equal(store.read("k")?.length, 100);
    equal(store.read("l"), undefined);
    throws(() => new KeyValueModel().open({ path: "a" }).write("k", "x".repeat(4001)), "more than 4000");
  });

  it("refuses paths, keys and values that NVS would refuse", () => {
    const model = new KeyValueModel();
    for (const path of ["", "a/b", "../a", "sixteencharacter", "a b"])
      throws(() => model.open({ path }), "is not a path");
    const store = model.open({ path: "a" });
    throws(() => store.write("", "x"), "is not of 1 to 15 characters");
    throws(() => store.write("sixteencharacter", "x"), "is not of 1 to 15 characters");
    throws(() => store.write("k", 5 as unknown as string), "is not a string");
    store.close();
    throws(() => store.read("k"), "closed");
  });
});

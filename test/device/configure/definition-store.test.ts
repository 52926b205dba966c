/** What a board has stored of its definitions, and what it is not. */

import { KeyValueModel } from "../../../hosts/models/key-value.js";
import { DefinitionStore, noState } from "../../../src/device/configure/definition-store.js";
import { deepEqual, equal } from "../../support/assert.js";

function storeWith(state: string): DefinitionStore {
  const model = new KeyValueModel();
  const keyValue = { open: (options: { path: string }) => model.open(options) };
  const opened = keyValue.open({ path: "definition" });
  opened.write("state", state);
  opened.close();
  return new DefinitionStore({ storage: { keyValue, log: undefined as never } });
}

describe("the stored state of definitions", () => {
  it("is read as it was written", () => {
    const states = [
      noState(),
      { good: "a" as const, goodPieces: 3, trial: undefined, trialPieces: 0, starts: 0 },
      { good: undefined, goodPieces: 0, trial: "b" as const, trialPieces: 12, starts: 2 },
    ];
    for (const state of states) {
      const store = storeWith("");
      store.writeState(state);
      deepEqual(store.readState(), state);
    }
    deepEqual(storeWith("-0 a1 0").readState(), { ...noState(), trial: "a", trialPieces: 1 });
  });

  it("is none where it is anything else", () => {
    const wrong = [
      "",
      "a1",
      "a1 b2",
      "a1 b2 ",
      "a b2 0",
      "c1 -0 0",
      "a1 -0 0 0",
      "a1  -0 0",
      "a1 -0 -1",
      "a1 -0 1e3",
      "a1.5 -0 0",
    ];
    for (const text of wrong) equal(storeWith(text).readState(), undefined, text);
  });
});

/** Packs as devices send them, resolved as RFC 8428 4.6 says. */
import { resolveSenml } from "../../cloud/src/senml.js";
import type { SenmlRecord } from "../../src/protocol/messages.js";
import { deepEqual } from "../support/assert.js";

const now = 1_800_000_000;

describe("a SenML pack", () => {
  it("is resolved with base name, base time and base unit, which hold until they are given again", () => {
    const pack: SenmlRecord[] = [
      { bn: "room/", bt: now - 100, bu: "Cel", n: "a", v: 1 },
      { n: "b", t: 5, u: "%RH", v: 2 },
      { bn: "hall/", bt: now - 50, n: "c", t: -1, vb: true },
      { n: "d", vs: "text" },
    ];
    deepEqual(resolveSenml(pack, now), [
      { n: "room/a", t: now - 100, u: "Cel", v: 1 },
      { n: "room/b", t: now - 95, u: "%RH", v: 2 },
      { n: "hall/c", t: now - 51, u: "Cel", vb: true },
      { n: "hall/d", t: now - 50, u: "Cel", vs: "text" },
    ]);
  });

  it("may have times relative to now, below 2^28 seconds", () => {
    const pack: SenmlRecord[] = [
      { n: "a", v: 1 },
      { n: "a", t: -60, v: 2 },
      { bt: -10, n: "a", t: -5, v: 3 },
    ];
    deepEqual(resolveSenml(pack, now), [
      { n: "a", t: now, v: 1 },
      { n: "a", t: now - 60, v: 2 },
      { n: "a", t: now - 15, v: 3 },
    ]);
  });

  it("has times to the microsecond, without what adding two numbers leaves behind it", () => {
    const pack: SenmlRecord[] = [{ bt: 1795179918.946, n: "a", t: 0.003, v: 1 }];
    deepEqual(resolveSenml(pack, now), [{ n: "a", t: 1795179918.949, v: 1 }]);
  });

  const wrong: [string, Record<string, unknown>, string][] = [
    ["no value", { n: "a" }, "/1"],
    ["two values", { n: "a", v: 1, vb: true }, "/1"],
    ["no name", { v: 1 }, "/1/n"],
    ["a name that begins with a point", { n: ".a", v: 1 }, "/1/n"],
    ["a name with a space", { n: "a b", v: 1 }, "/1/n"],
    ["a name that is too long with its base", { bn: "x".repeat(40), n: "y".repeat(9), v: 1 }, "/1/n"],
    ["a time far in the future", { n: "a", v: 1, t: 2e11 }, "/1/t"],
    ["a time before 1970", { n: "a", v: 1, t: -2e9 }, "/1/t"],
    ["a field that must be understood", { n: "a", v: 1, odd_: 1 }, "/1/odd_"],
    ["a base value", { n: "a", v: 1, bv: 20 }, "/1/bv"],
    ["a later version", { n: "a", v: 1, bver: 11 }, "/1/bver"],
    ["a unit with a space", { n: "a", v: 1, u: "m s" }, "/1/u"],
  ];
  for (const [what, record, at] of wrong) {
    it(`with ${what} is refused with the place`, () => {
      const result = resolveSenml([{ n: "right", v: 1 }, record as SenmlRecord], now);
      deepEqual(Array.isArray(result) ? "taken" : result.at, at);
    });
  }
});

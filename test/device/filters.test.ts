/** Reference values of each filter, from its formula. */
import type { FilterDefinition } from "../../src/device/definition.js";
import type { Filter } from "../../src/device/filter-kind.js";
import { filterKinds } from "../../src/device/filter-kinds.js";
import { validate } from "../../src/protocol/validate.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";

function make(kind: string, options: Readonly<Record<string, unknown>>): Filter {
  const found = filterKinds[kind];
  if (found === undefined) throw new Error(`no filter ${kind}`);
  const definition: FilterDefinition = { kind, ...options };
  equal(validate(found.options, definition), undefined, kind);
  equal(found.check?.(definition), undefined, kind);
  return found.make(definition);
}

/** What the filter gives for each value, one every stepMs. */
function run(filter: Filter, values: readonly number[], stepMs = 1000): (number | undefined)[] {
  return values.map((value, i) => filter.apply(value, 5000 + i * stepMs, 0));
}

/** The same values after reset() give the same again: nothing of before is left. */
function holds(
  filter: Filter,
  values: readonly number[],
  expected: readonly (number | undefined)[],
  stepMs = 1000,
): void {
  for (let round = 0; round < 2; round++) {
    const given = run(filter, values, stepMs);
    for (const [i, value] of expected.entries()) {
      if (value === undefined) equal(given[i], undefined, `${round}, value ${i}`);
      else close(given[i] ?? Number.NaN, value, 1e-9, `${round}, value ${i}`);
    }
    filter.reset();
  }
}

describe("filters", () => {
  it("median gives the middle one, a wild value never", () => {
    holds(make("median", { window: 3 }), [5, 1, 4, 1000, 3, 3, -7], [5, 3, 4, 4, 4, 3, 3]);
    holds(make("median", { window: 5 }), [1, 2, 3, 4, 5, 6, 6, 6], [1, 1.5, 2, 2.5, 3, 4, 5, 6]);
  });

  it("moving average gives the mean of the newest values", () => {
    holds(make("movingAverage", { window: 4 }), [4, 8, 0, 4, 12, 12], [4, 6, 4, 4, 6, 7]);
    const filter = make("movingAverage", { window: 2 });
    equal(filter.apply(Number.MAX_VALUE, 0, 0), Number.MAX_VALUE);
    close((filter.apply(Number.MAX_VALUE, 1, 0) ?? 0) / Number.MAX_VALUE, 1, 1e-9);
  });

  it("minimum and maximum give the extremes of the newest values", () => {
    holds(make("minimum", { window: 3 }), [5, 7, 6, 9, 8, 2], [5, 5, 5, 6, 6, 2]);
    holds(make("maximum", { window: 3 }), [5, 7, 6, 1, 2, -9], [5, 7, 7, 7, 6, 2]);
  });

  it("exponential average lets older values fade, by count or by time", () => {
    holds(make("exponentialAverage", { weight: 0.25 }), [8, 16, 16, 0], [8, 10, 11.5, 8.625]);
    const e = Math.exp(-1);
    holds(make("exponentialAverage", { timeMs: 2000 }), [0, 1, 1], [0, 1 - e, 1 - e * e], 2000);
    const late = make("exponentialAverage", { timeMs: 2000 });
    late.apply(0, 0, 0);
    close(late.apply(1, 4000, 0) ?? 0, 1 - e * e, 1e-9, "a value that is late counts more");
    equal(late.apply(1, 4000, 0), late.apply(5, 4000, 0), "one at the same time counts nothing");
  });

  it("delta lets through what differs enough from what went on before it", () => {
    const nothing = undefined;
    holds(make("delta", { by: 2 }), [10, 11, 11.9, 12, 13.9, 10, 10], [10, nothing, nothing, 12, nothing, 10, nothing]);
    holds(make("delta", { part: 0.1 }), [100, 109, 111, 0, 0, 0.1], [100, nothing, 111, 0, nothing, 0.1]);
  });

  it("throttle lets one value through in its interval", () => {
    const nothing = undefined;
    holds(make("throttle", { intervalMs: 2500 }), [1, 2, 3, 4, 5, 6, 7], [1, nothing, nothing, 4, nothing, nothing, 7]);
  });

  it("heartbeat lets the newest sample through when none has come for its interval", () => {
    const filter = make("heartbeat", { intervalMs: 3000 });
    for (let round = 0; round < 2; round++) {
      equal(filter.held?.(1, 0), undefined, "nothing before the first");
      equal(filter.apply(2, 1000, 0), 2);
      equal(filter.held?.(3, 2000), undefined);
      equal(filter.held?.(4, 4000), 4);
      equal(filter.held?.(5, 5000), undefined);
      equal(filter.apply(6, 5500, 0), 6);
      equal(filter.held?.(7, 7000), undefined);
      filter.reset();
    }
  });

  it("linear calibration goes along its points and beyond them; one point is an offset", () => {
    holds(make("calibrateLinear", { points: [[0, 10]] }), [0, 5, -5], [10, 15, 5]);
    const points = [
      [0, 0.5],
      [10, 10],
      [20, 30],
    ];
    holds(make("calibrateLinear", { points }), [0, 5, 10, 15, 20, 30, -10], [0.5, 5.25, 10, 20, 30, 50, -9]);
  });

  it("polynomial calibration computes its polynomial", () => {
    holds(make("calibratePolynomial", { coefficients: [1, -2, 0.5] }), [0, 1, 2, -4], [1, -0.5, -1, 17]);
    holds(make("calibratePolynomial", { coefficients: [7] }), [0, 1e9], [7, 7]);
  });

  it("calibration of what no number can hold is a fault, until a value can be held", () => {
    for (const filter of [
      make("calibratePolynomial", { coefficients: [0, 0, 0, 1] }),
      make("calibrateLinear", {
        points: [
          [0, 0],
          [1e-12, 1e12],
        ],
      }),
    ]) {
      equal(filter.apply(1e300, 0, 0), undefined);
      equal(filter.fault, "out-of-range");
      equal(filter.apply(0, 0, 0), 0);
      equal(filter.fault, undefined);
    }
  });

  it("clamp gives its ends for what lies beyond", () => {
    holds(make("clamp", { minimum: 0, maximum: 100 }), [-1, 0, 50, 100, 101], [0, 0, 50, 100, 100]);
    holds(make("clamp", { maximum: 5 }), [-1e9, 6], [-1e9, 5]);
    holds(make("clamp", { minimum: 5 }), [1e9, 4], [1e9, 5]);
  });

  it("out of range takes what lies beyond for a fault, and says so until a value is right", () => {
    const filter = make("outOfRange", { minimum: -40, maximum: 85 });
    deepEqual(run(filter, [-40, 85]), [-40, 85]);
    for (const value of [-40.1, 85.1]) {
      equal(filter.apply(value, 0, 0), undefined);
      equal(filter.fault, "out-of-range");
    }
    equal(filter.apply(20, 0, 0), 20);
    equal(filter.fault, undefined);
    filter.apply(1000, 0, 0);
    filter.reset();
    equal(filter.fault, undefined);
  });

  it("debounce lets a value through that has stood still", () => {
    const nothing = undefined;
    const values = [1, 1, 1, 1, 0, 1, 1, 1];
    const expected = [nothing, nothing, 1, 1, nothing, nothing, nothing, 1];
    holds(make("debounce", { forMs: 2000 }), values, expected);
    holds(make("debounce", { forMs: 1000, within: 0.5 }), [20, 20.4, 20.6, 20.2], [nothing, 20.4, nothing, 20.2]);
  });

  it("rate limit follows no faster than its slope", () => {
    holds(make("rateLimit", { perSecond: 2 }), [10, 20, 20, 11, 13, -100], [10, 12, 14, 12, 13, 11]);
    holds(make("rateLimit", { perSecond: 2 }), [0, 10, 10], [0, 1, 2], 500);
  });

  it("say what is wrong with their parameters", () => {
    const cases: readonly (readonly [kind: string, options: object])[] = [
      ["median", { window: 4 }],
      ["median", { window: 17 }],
      ["median", {}],
      ["movingAverage", { window: 1 }],
      ["movingAverage", { window: 65 }],
      ["minimum", { window: 2.5 }],
      ["exponentialAverage", {}],
      ["exponentialAverage", { weight: 0 }],
      ["exponentialAverage", { weight: 0.5, timeMs: 5 }],
      ["delta", {}],
      ["delta", { by: 1, part: 1 }],
      ["delta", { by: 0 }],
      ["throttle", { intervalMs: 0 }],
      ["heartbeat", {}],
      ["calibrateLinear", { points: [] }],
      ["calibrateLinear", { points: [[1, 2, 3]] }],
      [
        "calibrateLinear",
        {
          points: [
            [1, 0],
            [1, 5],
          ],
        },
      ],
      ["calibratePolynomial", { coefficients: [1, 2, 3, 4, 5, 6, 7] }],
      ["clamp", {}],
      ["clamp", { minimum: 5, maximum: 5 }],
      ["outOfRange", { minimum: "0" }],
      ["debounce", { forMs: 1000, within: -1 }],
      ["rateLimit", { perSecond: 0 }],
    ];
    for (const [kind, options] of cases) {
      const found = filterKinds[kind];
      ok(found !== undefined, kind);
      const definition = { kind, ...options };
      const wrong = validate(found.options, definition) ?? found.check?.(definition);
      ok(wrong !== undefined, `${kind} ${JSON.stringify(options)} was taken`);
    }
  });
});

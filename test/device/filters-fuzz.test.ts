/** Random chains of random filters over random values, from fixed seeds: nothing is thrown, nothing is NaN or Infinity. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { FilterDefinition, SensorDefinition } from "../../src/device/definition.js";
import { filterKinds } from "../../src/device/filter-kinds.js";
import { Kinds } from "../../src/device/kinds.js";
import { Readings, readingsMaximum, valuesLength } from "../../src/device/readings.js";
import { Reporter } from "../../src/device/reporter.js";
import type { SensorKind } from "../../src/device/sensor-kind.js";
import type { Schema } from "../../src/protocol/schema.js";
import { validate } from "../../src/protocol/validate.js";
import type { Outbox } from "../../src/session/outbox.js";
import { equal, ok } from "../support/assert.js";

const wild: readonly number[] = Object.freeze([
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  0,
  -0,
  1e12,
]);

/** A value that the schema allows, often at its ends. */
function valueFor(schema: Schema, random: SeededRandom): unknown {
  if (!("type" in schema)) throw new Error("a schema without a type");
  if (schema.type === "array") {
    const { minItems = 0, maxItems = 4 } = schema;
    const length = minItems + (random.next() % (maxItems - minItems + 1));
    return Array.from({ length }, () => valueFor(schema.items, random));
  }
  if (schema.type !== "number" && schema.type !== "integer") throw new Error(`a parameter of type ${schema.type}`);
  const { minimum = 0, maximum = 1 } = schema;
  const kind = random.next() % 4;
  if (kind === 0) return minimum;
  if (kind === 1) return maximum;
  const value = minimum + (random.next() / 2 ** 32) * Math.min(maximum - minimum, kind === 2 ? 20 : maximum - minimum);
  return schema.type === "integer" ? Math.floor(value) : value;
}

/** A filter with parameters that pass its own check. */
function filterFrom(random: SeededRandom): FilterDefinition {
  const names = Object.keys(filterKinds);
  for (;;) {
    const kind = names[random.next() % names.length] ?? "";
    const { options, check } = filterKinds[kind] ?? {};
    const definition: Record<string, unknown> = {};
    for (const [name, schema] of Object.entries(options?.properties ?? {}))
      if (options?.required?.includes(name) || random.next() % 2 === 0) definition[name] = valueFor(schema, random);
    const whole = { kind, ...definition };
    if (options !== undefined && validate(options, whole) === undefined && check?.(whole) === undefined) return whole;
  }
}

function sampleFrom(random: SeededRandom): number {
  const kind = random.next() % 4;
  if (kind === 0) return wild[random.next() % wild.length] ?? 0;
  if (kind === 1) return random.noise() * 1e308;
  return random.noise() * 100;
}

/** One chain over 200 samples; returns what was told. */
function runChain(seed: number): { told: number; faults: number } {
  const random = new SeededRandom(seed);
  const filters = Array.from({ length: 1 + (random.next() % 4) }, () => filterFrom(random));
  const note = `seed ${seed}: ${JSON.stringify(filters)}`;
  const kind = { title: "", readings: [{ key: "value", title: "" }] } as unknown as SensorKind;
  const definition: SensorDefinition = { kind: "fuzz", readings: { value: { filters } } };
  let told = 0;
  let faults = 0;
  const outbox = {
    addMeasurement: (_p: string, _name: string, _unit: undefined, value: number, _now: number, quality: number) => {
      ok(Number.isFinite(value), `${note} told ${value}`);
      ok(quality >= (values[readingsMaximum] ?? 0) && quality <= 3, `${note} told the quality ${quality}`);
      told++;
    },
    addEvent: (event: string) => {
      faults += event === "sensor.fault" ? 1 : -1;
    },
  } as unknown as Outbox;
  const reporter = new Reporter(outbox, { write: () => undefined }, 0);
  const readings = new Readings(kind, definition, new Kinds({}));
  const values = new Float64Array(valuesLength);
  let now = random.next() % 1000000;
  for (let i = 0; i < 200; i++) {
    now += random.next() % (random.next() % 8 === 0 ? 100000000 : 5000);
    values[0] = sampleFrom(random);
    values[readingsMaximum] = random.next() % 4;
    if (random.next() % 50 === 0) {
      readings.reset();
      faults = 0;
    }
    try {
      readings.tellAll(values, now, reporter);
    } catch (error) {
      throw new Error(`${note}: ${(error as Error).message}`);
    }
    ok(faults === 0 || faults === 1, `${note}: a fault is told once`);
  }
  return { told, faults };
}

describe("chains of filters", () => {
  it("never throw and never tell what is no number, whatever comes", () => {
    let told = 0;
    for (let seed = 1; seed <= 200; seed++) told += runChain(seed).told;
    ok(told > 3000, `${told} values went through`);
  });

  it("give finite numbers or none for finite numbers, each filter for itself", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed * 7919);
      const definition = filterFrom(random);
      const filter = filterKinds[definition.kind]?.make(definition);
      let now = 0;
      for (let i = 0; i < 100; i++) {
        now += random.next() % 100000;
        const value = sampleFrom(random);
        if (!Number.isFinite(value)) continue;
        const isHeld = random.next() % 4 === 0;
        const given = isHeld ? filter?.held?.(value, now) : filter?.apply(value, now, random.next() % 4);
        const note = `seed ${seed}: ${JSON.stringify(definition)} gave ${given} for ${value}`;
        ok(given === undefined || Number.isFinite(given), note);
        if (given !== undefined && filter?.fault !== undefined && !isHeld) ok(false, `${note} with a fault`);
      }
    }
    equal(Object.keys(filterKinds).length, 14);
  });
});

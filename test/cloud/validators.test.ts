/**
 * The device's small validator against Ajv, over generated values: both must give the same verdict on every message,
 * else one side refuses what the other was told is right.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import { deviceMethods, type Method, serverMethods } from "../../src/protocol/messages.js";
import type { Schema } from "../../src/protocol/schema.js";
import { isName, validate } from "../../src/protocol/validate.js";
import { equal, ok } from "../support/assert.js";

/** xorshift32: 0 <= next() < 1 */
function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

const oddities: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  300000001,
  "",
  "a",
  "-a",
  "temperature",
  "ä😀",
  "x".repeat(300),
  [],
  [[]],
  {},
  { n: 1 },
];

/**
 * A value that mostly is as the schema says. `bad`: how often each of its parts is wrong, 1 is often; large schemas have so
 * many parts that only a small one gives values that are right throughout.
 */
function generate(schema: Schema, random: () => number, bad: number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  if (random() < 0.04 * bad) return pick(oddities);
  if ("const" in schema) return schema.const;
  if ("enum" in schema) return pick(schema.enum);
  if ("anyOf" in schema) return generate(pick(schema.anyOf), random, bad);
  switch (schema.type) {
    case undefined:
      return pick(oddities);
    case "null":
      return null;
    case "boolean":
      return random() < 0.5;
    case "string": {
      const length = Math.floor(random() * ((schema.maxLength ?? 20) + 1)) + (random() < 0.05 * bad ? 2 : 0);
      return pick(["a", "Z", "9"]) + pick(["b", "-", "😀", "ü", "."]).repeat(Math.max(0, length - 1));
    }
    case "number":
    case "integer": {
      const low = schema.minimum ?? -1000;
      const high = Math.min(schema.maximum ?? 1000, low + 1e6);
      const within = pick([low, high, low + random() * (high - low)]);
      const value = random() < 0.4 * bad ? pick([low - 1, high + 1]) : within;
      return schema.type === "integer" && random() > 0.1 * bad ? Math.round(value) : value;
    }
    case "array": {
      const most = Math.min((schema.maxItems ?? 3) + 1, random() < 0.02 ? 200 : 4);
      return Array.from({ length: Math.floor(random() * (most + 1)) }, () => generate(schema.items, random, bad));
    }
    case "object": {
      const value: Record<string, unknown> = random() < 0.1 ? { added: 1 } : {};
      for (const [key, property] of Object.entries(schema.properties)) {
        const isRequired = schema.required?.includes(key) ?? false;
        if (random() < (isRequired ? 1 - 0.03 * bad : 0.6)) value[key] = generate(property, random, bad);
      }
      return value;
    }
  }
}

describe("the device's validator and the cloud's", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: false, formats: { name: isName, id: isName } });
  const all: Record<string, Method> = { ...deviceMethods, ...serverMethods };
  for (const [name, method] of Object.entries(all)) {
    for (const part of ["params", "result"] as const) {
      const schema = method[part];
      if (schema === undefined) continue;
      it(`agree on 2,000 generated values of ${name}'s ${part}`, () => {
        const isRight = ajv.compile(schema);
        let right = 0;
        for (let seed = 1; seed <= 2000; seed++) {
          const value = generate(schema, seeded(seed * 7919), seed % 2 === 0 ? 1 : 0.1);
          const violation = validate(schema, value);
          if (violation === undefined) right++;
          equal(violation === undefined, isRight(value), `seed ${seed}: ${JSON.stringify(value)?.slice(0, 300)}`);
        }
        ok(right > 20 && right < 2000, `${right} of 2000 were right: the values do not try both verdicts`);
      });
    }
  }

  it("name every type that would be right", () => {
    const violation = validate(serverMethods["actuator.set"].params, { name: "relay", value: { a: 1 } });
    equal(violation?.at, "/value");
    equal(violation?.reason, "must be a number or a boolean or a string");
  });

  it("say where the first violation stands, as a JSON Pointer", () => {
    const params = {
      stream: "12345678",
      priority: "periodic",
      n: 0,
      records: [
        { n: "a", v: 1 },
        { n: "b", v: "x" },
      ],
    };
    const violation = validate(deviceMethods.telemetry.params, params);
    equal(violation?.at, "/records/1/v");
    equal(violation?.reason, "must be a number");
  });
});

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { findApplication, loadCode, readDefinition, simulatedBoard } from "../../hosts/tools/application.js";
import { descriptionReference } from "../../hosts/tools/description-reference.js";
import { descriptionSchema, schemaText } from "../../hosts/tools/description-schema.js";
import { checkDefinition } from "../../src/device/check/check-definition.js";
import { Kinds } from "../../src/device/kinds.js";
import { equal, ok } from "../support/assert.js";

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

describe("the published description", () => {
  it("docs/description.md is what `npm run docs:description` writes", () => {
    ok(read("description.md") === descriptionReference(new Kinds({})), "run `npm run docs:description`");
    ok(!read("description.md").includes("undefined"));
  });

  it("docs/device.schema.json is what `npm run docs:description` writes, and knows the example's own kinds", async () => {
    const kinds = new Kinds(await loadCode(findApplication()));
    ok(read("device.schema.json") === schemaText(kinds), "run `npm run docs:description`");
  }).timeout(30_000);
});

describe("the JSON Schema of device.json", () => {
  const application = findApplication();
  let kinds: Kinds;
  let isRight: (value: unknown) => boolean;

  before(async function () {
    this.timeout(60_000);
    kinds = new Kinds(await loadCode(application));
    isRight = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(descriptionSchema(kinds)) as never;
  });

  it("accepts the example, and is named in it where editors look", () => {
    const definition = readDefinition(application) as { $schema?: string };
    ok(isRight(definition));
    equal(definition.$schema, "../docs/device.schema.json");
  });

  it("refuses slips: kinds, options, readings, units, filters", () => {
    const sensor = (more: object) => ({ sensors: [{ kind: "sht4x", bus: "default", ...more }], actuators: [] });
    ok(isRight(sensor({})));
    ok(!isRight({ sensors: [{ kind: "sht5x", bus: "default" }], actuators: [] }));
    for (const wrong of [
      { intervalMS: 5 },
      { intervalMs: "5 s" },
      { readings: { temprature: {} } },
      { readings: { temperature: { unit: "lx" } } },
      { readings: { temperature: { filters: [{ kind: "medan" }] } } },
      { address: 4 },
    ]) {
      ok(!isRight(sensor(wrong)), JSON.stringify(wrong));
    }
    ok(isRight(sensor({ readings: { temperature: { unit: "K" } } })));
  });

  it("accepts all that the firmware's own check accepts, in mutations from a fixed seed", () => {
    const random = new SeededRandom(3);
    const text = JSON.stringify(readDefinition(application));
    const scraps = [true, 0, 2000, "x", "default", "switch", [], {}];
    let accepted = 0;
    for (let round = 0; round < 2000; round++) {
      const mutated: unknown = JSON.parse(text, (_key, value: unknown) =>
        random.next() > 0.01 * 2 ** 32 ? value : scraps[random.next() % scraps.length],
      );
      if (checkDefinition(mutated, simulatedBoard, kinds).length > 0) continue;
      accepted++;
      ok(isRight(mutated), JSON.stringify(mutated));
    }
    ok(accepted > 100, `${accepted} were right`);
  }).timeout(30_000);
});

import { SeededRandom } from "../../../hosts/models/seeded-random.js";
import type { BoardFacts } from "../../../src/device/check/board-facts.js";
import { checkDefinition } from "../../../src/device/check/check-definition.js";
import { problemText } from "../../../src/device/check/problems.js";
import { filterKind } from "../../../src/device/filter-kind.js";
import { Kinds } from "../../../src/device/kinds.js";
import { freeze } from "../../../src/protocol/schema.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { example } from "../../support/example.js";

const facts: BoardFacts = {
  pin: { button: 0, relay: 2, lamp: 4, light: 34 },
  I2C: { default: { data: 21, clock: 22 } },
  pinout: {
    pins: [0, 2, 4, 6, 12, 13, 21, 22, 34, 35],
    taken: { 6: "flash" },
    inputOnly: [34, 35],
    analog: [34, 35],
  },
};
const between = filterKind({
  title: "Between",
  options: freeze({
    type: "object",
    properties: { low: { type: "number" }, high: { type: "number" } },
    required: ["low", "high"],
  }),
  check: ({ low, high }) => (low < high ? undefined : { at: "low", reason: `must be less than high (${high})` }),
  make: () => ({ apply: (value) => value, reset: () => {} }),
});
const kinds = new Kinds({ ...example, filters: { between } });

const problems = (definition: unknown): string[] => checkDefinition(definition, facts, kinds).map(problemText);
const sensor = (...sensors: unknown[]): string[] => problems({ sensors, actuators: [] });
const actuator = (...actuators: unknown[]): string[] => problems({ sensors: [], actuators });

const contact = { kind: "contact", pin: "button", mode: "inputPullUp" };
const climate = { kind: "sht4x", bus: "default" };

describe("the check of a definition", () => {
  it("finds nothing wrong with the example", () => {
    deepEqual(problems(example.definition), []);
  });

  it("refuses what is no definition at all", () => {
    for (const wrong of [undefined, null, 1, "x", [], true]) deepEqual(problems(wrong), ["must be an object"]);
    deepEqual(problems({}), ["sensors: is missing", "actuators: is missing"]);
    deepEqual(problems({ sensors: {}, actuators: 1 }), ["sensors: must be an array", "actuators: must be an array"]);
    deepEqual(problems({ sensors: [1], actuators: [null] }), [
      "sensors[0]: must be an object",
      "actuators[0]: must be an object",
    ]);
  });

  it("names the kind that was meant, or those that there are", () => {
    deepEqual(sensor({ kind: "sht4" }), ['sensors[0].kind: there is no kind "sht4"; did you mean "sht4x"?']);
    ok(sensor({ kind: "thermocouple" })[0]?.startsWith('sensors[0].kind: there is no kind "thermocouple"; known are '));
    deepEqual(sensor({}), ["sensors[0].kind: is missing"]);
    deepEqual(sensor({ kind: 4 }), ["sensors[0].kind: must be a string"]);
    deepEqual(actuator({ kind: "swich", name: "x" }), [
      'actuators[0].kind: there is no kind "swich"; did you mean "switch"?',
    ]);
    for (const kind of ["constructor", "toString", "__proto__"]) {
      ok(sensor({ kind })[0]?.startsWith(`sensors[0].kind: there is no kind "${kind}"`), kind);
    }
  });

  it("says of a driver of the SDK whether this build has it, or where there are any", () => {
    const thermometer = { kind: "tmp117", bus: "default" };
    const with117 = { ...facts, driver: { tmp117: class {} } };
    const on = (board: BoardFacts, ...sensors: unknown[]): string[] =>
      checkDefinition({ sensors, actuators: [] }, board, kinds).map(problemText);
    deepEqual(on(with117, thermometer), []);
    deepEqual(on(facts, thermometer), [
      'sensors[0].kind: "tmp117" has a driver of the Moddable SDK: it works on boards and in the simulator alone',
    ]);
    deepEqual(on(with117, { kind: "tmp102", bus: "default" }), [
      'sensors[0].kind: "tmp102" is not in this build, which has those drivers of the SDK that it was told to have',
    ]);
    deepEqual(on(with117, { kind: "TMP117", bus: "default" }), [
      'sensors[0].kind: there is no kind "TMP117"; did you mean "tmp117"?',
    ]);
    deepEqual(on(with117, { ...thermometer, address: 0x50 }, { kind: "sht3x", bus: "default", intervalMs: 500 }), [
      "sensors[0].address: 80 is none of this chip's: 72, 73, 74, 75",
      'sensors[1].kind: "sht3x" is not in this build, which has those drivers of the SDK that it was told to have',
      "sensors[1].intervalMs: must be at least 1000 for a sht3x",
      'sensors[1].readings.temperature.name: "temperature" is sensors[0].readings.temperature.name already',
    ]);
  });

  it("says what uses a pin on this board", () => {
    deepEqual(sensor({ ...contact, pin: 6 }), ["sensors[0].pin: 6 is used by flash on this board"]);
    deepEqual(sensor({ ...contact, pin: 99 }), ["sensors[0].pin: 99 does not exist on this board"]);
    deepEqual(sensor({ ...contact, pin: "buton" }), [
      'sensors[0].pin: there is no pin "buton" on this board; did you mean "button"?',
    ]);
    deepEqual(sensor({ ...contact, pin: 1.5 }), ["sensors[0].pin: must be the name of a pin or the number of a GPIO"]);
    deepEqual(actuator({ kind: "switch", name: "x", pin: 34 }), ["actuators[0].pin: 34 has no output on this board"]);
    const curve = { kind: "linear", zero: 0, full: 1 };
    deepEqual(sensor({ kind: "analog", pin: 12, curve }), [
      "sensors[0].pin: 12 has no analog converter on this board; 34, 35 have",
    ]);
    deepEqual(sensor({ kind: "analog", pin: 35, curve }), []);
  });

  it("refuses a pin that is used twice, by name or number, and by a bus", () => {
    const relay = { kind: "switch", name: "relay", pin: "relay" };
    deepEqual(actuator(relay, { kind: "light", name: "lamp", pin: 2 }), [
      "actuators[1].pin: 2 is used by actuators[0].pin already",
    ]);
    deepEqual(problems({ sensors: [climate], actuators: [{ ...relay, pin: 21 }] }), [
      'actuators[0].pin: 21 is used by bus "default" already',
    ]);
    deepEqual(problems({ sensors: [], actuators: [{ ...relay, pin: 21 }] }), []);
  });

  it("refuses a bus that is not there, and an address that is used twice on one", () => {
    deepEqual(sensor({ ...climate, bus: "defalt" }), [
      'sensors[0].bus: there is no bus "defalt" on this board; did you mean "default"?',
    ]);
    const readings = { temperature: { name: "attic" } };
    deepEqual(sensor(climate, { ...climate, readings }), [
      "sensors[1].bus: address 68 (0x44) is used by sensors[0].bus already",
    ]);
    deepEqual(sensor(climate, { ...climate, readings, address: 69 }), []);
    deepEqual(sensor({ ...climate, address: 200 }), ["sensors[0].address: must be at most 119"]);
  });

  it("refuses two of the same name, wherever they are", () => {
    const readings = { active: { name: "relay" } };
    deepEqual(
      problems({ sensors: [{ ...contact, readings }], actuators: [{ kind: "switch", name: "relay", pin: 2 }] }),
      ['actuators[0].name: "relay" is sensors[0].readings.active.name already'],
    );
    deepEqual(sensor(climate, { ...climate, address: 69 }), [
      'sensors[1].readings.temperature.name: "temperature" is sensors[0].readings.temperature.name already',
      'sensors[1].readings.humidity.name: "humidity" is sensors[0].readings.humidity.name already',
    ]);
    deepEqual(sensor({ ...contact, readings: { active: { name: "front door" } } }), [
      "sensors[0].readings.active.name: must consist of letters, digits, '.', '_' and '-', and begin with a letter or digit",
    ]);
  });

  it("finds what refers to no reading, wherever that stands", () => {
    const heating = { kind: "climate", name: "heating", reading: "temperatur", heat: { pin: "relay" } };
    deepEqual(problems({ sensors: [climate], actuators: [heating] }), [
      'actuators[0].reading: there is no reading "temperatur"; did you mean "temperature"?',
    ]);
    deepEqual(problems({ sensors: [climate], actuators: [{ ...heating, reading: "temperature" }] }), []);
    const target = { kind: "switch", name: "heating.target", pin: "lamp" };
    deepEqual(problems({ sensors: [climate], actuators: [{ ...heating, reading: "temperature" }, target] }), [
      'actuators[1].name: "heating.target" is actuators[0].name already',
    ]);
  });

  it("refuses intervals out of range", () => {
    deepEqual(sensor({ ...climate, intervalMs: 10 }), ["sensors[0].intervalMs: must be at least 100"]);
    deepEqual(sensor({ ...climate, intervalMs: 1e9 }), ["sensors[0].intervalMs: must be at most 86400000"]);
    deepEqual(sensor({ ...climate, intervalMs: "2 s" }), ["sensors[0].intervalMs: must be a number"]);
  });

  it("finds the field that was meant", () => {
    deepEqual(sensor({ ...climate, intervalMS: 2000 }), [
      'sensors[0].intervalMS: there is no such field here; did you mean "intervalMs"?',
    ]);
    const readings = { temprature: {}, humidity: { tittle: "x" } };
    deepEqual(sensor({ ...climate, readings }), [
      'sensors[0].readings.temprature: there is no such reading; did you mean "temperature"?',
      'sensors[0].readings.humidity.tittle: there is no such field here; did you mean "title"?',
    ]);
    deepEqual(problems({ sensors: [], actuators: [], sensor: [] }), [
      'sensor: there is no such field here; did you mean "sensors"?',
    ]);
  });

  it("holds readings against what is read: units, ranges, events", () => {
    const humidity = (reading: object): string[] => sensor({ ...climate, readings: { humidity: reading } });
    deepEqual(humidity({ unit: "lx" }), [
      "sensors[0].readings.humidity.unit: what is read in %RH cannot be told in lx",
    ]);
    deepEqual(humidity({ unit: "percent" }).length, 1);
    deepEqual(sensor({ ...climate, readings: { temperature: { unit: "K" } } }), []);
    deepEqual(humidity({ minimum: 5, maximum: 5 }), [
      "sensors[0].readings.humidity.minimum: must be less than maximum (5)",
    ]);
    deepEqual(humidity({ events: { active: "a", inactive: "b" } }), [
      "sensors[0].readings.humidity.events: is for readings that are true or false",
    ]);
    deepEqual(sensor({ ...contact, readings: { active: { decimals: 2 } } }), [
      "sensors[0].readings.active.decimals: is for numbers",
    ]);
    deepEqual(humidity({ decimals: 2.5 }), ["sensors[0].readings.humidity.decimals: must be a whole number"]);
  });

  it("holds filters against their kinds", () => {
    const at = "sensors[0].readings.humidity.filters";
    const filters = (...list: unknown[]): string[] => sensor({ ...climate, readings: { humidity: { filters: list } } });
    deepEqual(filters({ kind: "between", low: 0, high: 1 }), []);
    deepEqual(filters({ kind: "betwen" }), [`${at}[0].kind: there is no kind "betwen"; did you mean "between"?`]);
    deepEqual(filters({ kind: "between", low: 2, high: 1 }), [`${at}[0].low: must be less than high (1)`]);
    deepEqual(filters({ kind: "between", low: 0 }), [`${at}[0].high: is missing`]);
    deepEqual(filters({ kind: "between", low: 0, high: 1, hi: 2 }).length, 1);
    const many = Array.from({ length: 9 }, () => ({ kind: "between", low: 0, high: 1 }));
    deepEqual(filters(...many), [`${at}: must have at most 4 items`]);
  });

  it("looks into the one of several forms that a value wants to be", () => {
    const analog = { kind: "analog", pin: "light" };
    deepEqual(sensor({ ...analog, curve: { kind: "linear", zero: 1 } }), ["sensors[0].curve.full: is missing"]);
    deepEqual(sensor({ ...analog, curve: { kind: "logarithmic", decades: 99 } }), [
      "sensors[0].curve.decades: must be at most 12",
    ]);
    equal(sensor({ ...analog, curve: { kind: "cubic" } }).length, 1);
  });

  it("tells the first dozen of very many, and refuses lists that are too long", () => {
    const many = Array.from({ length: 200 }, () => ({ kind: "nothing" }));
    const found = problems({ sensors: many, actuators: many });
    equal(found.length, 12);
    equal(found[0], "sensors: must have at most 32 items");
  });

  it("survives whatever JSON can say: places and reasons, never an exception", () => {
    const random = new SeededRandom(6);
    const text = JSON.stringify(example.definition);
    const scraps = [null, true, -1, 1e99, "", "kind", "\u0000", [], {}, [[]], { kind: "sht4x" }, "x".repeat(500)];
    for (let round = 0; round < 400; round++) {
      const mutated: unknown = JSON.parse(text, (_key, value: unknown) => {
        if (random.next() > 0.05 * 2 ** 32) return value;
        return scraps[random.next() % scraps.length];
      });
      for (const { at, reason } of checkDefinition(mutated, facts, kinds)) {
        ok(at.length < 200 && reason.length > 0 && reason.length < 1000, `round ${round}: ${at}`);
      }
    }
  });
});

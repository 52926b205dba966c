/** What makes a reading less sure than a good one, from its source through its filters to what is told of it. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { defineSensor } from "../../src/device/app.js";
import type { FilterDefinition, SensorDefinition } from "../../src/device/definition.js";
import { Kinds } from "../../src/device/kinds.js";
import { Readings, readingsMaximum, valuesLength } from "../../src/device/readings.js";
import { Reporter } from "../../src/device/reporter.js";
import type { SensorKind } from "../../src/device/sensor-kind.js";
import start from "../../src/main.js";
import { type Quality, qualityCode } from "../../src/protocol/senml.js";
import type { Outbox } from "../../src/session/outbox.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { example } from "../support/example.js";
import { VirtualWorld } from "../support/virtual-world.js";

type Told = [value: number, quality: number];

/** Tells one reading through filters, a second apart. */
function through(filters: readonly FilterDefinition[]) {
  const told: Told[] = [];
  const outbox = {
    addMeasurement: (
      _priority: string,
      _name: string,
      _unit: undefined,
      value: number,
      _now: number,
      quality: number,
    ) => told.push([value, quality]),
    addEvent: () => undefined,
  } as unknown as Outbox;
  const reporter = new Reporter(outbox, { write: () => undefined }, 0);
  const kind = { title: "", readings: [{ key: "x", title: "" }] } as unknown as SensorKind;
  const definition: SensorDefinition = { kind: "test", readings: { x: { filters } } };
  const readings = new Readings(kind, definition, new Kinds({}));
  const values = new Float64Array(valuesLength);
  let now = 0;
  const tell = (value: number, quality?: Quality): void => {
    now += 1000;
    values[0] = value;
    values[readingsMaximum] = qualityCode(quality);
    readings.tellAll(values, now, reporter);
  };
  return { told, tell, readings };
}

function given(filters: readonly FilterDefinition[], values: readonly number[]): Told[] {
  const { told, tell } = through(filters);
  for (const value of values) tell(value);
  return told;
}

const [good, settling, limited] = [0, 1, 3];

describe("the quality of a reading", () => {
  it("is good where nothing says otherwise", () => {
    deepEqual(given([], [1, 2]), [
      [1, good],
      [2, good],
    ]);
    deepEqual(given([{ kind: "exponentialAverage", weight: 0.5 }], [4, 8]), [
      [4, good],
      [6, good],
    ]);
  });

  it("is settling while a window is not full, and again after a fault", () => {
    for (const kind of ["median", "movingAverage", "minimum", "maximum"]) {
      const { told, tell, readings } = through([{ kind, window: 3 }]);
      for (let i = 0; i < 4; i++) tell(5);
      readings.reset();
      for (let i = 0; i < 3; i++) tell(5);
      deepEqual(
        told.map(([, quality]) => quality),
        [settling, settling, good, good, settling, settling, good],
        kind,
      );
    }
  });

  it("is limited where a clamp has changed the value or a rate limit holds it back, and not at the end itself", () => {
    deepEqual(given([{ kind: "clamp", minimum: 0, maximum: 10 }], [-1, 0, 5, 10, 11]), [
      [0, limited],
      [0, good],
      [5, good],
      [10, good],
      [10, limited],
    ]);
    deepEqual(given([{ kind: "rateLimit", perSecond: 2 }], [0, 5, 5, 5]), [
      [0, good],
      [2, limited],
      [4, limited],
      [5, good],
    ]);
  });

  it("stays through the filters behind, the gravest of all", () => {
    const { told, tell } = through([
      { kind: "movingAverage", window: 2 },
      { kind: "calibrateLinear", points: [[0, 1]] },
      { kind: "clamp", maximum: 8 },
    ]);
    tell(1, "estimated");
    tell(3);
    tell(5);
    tell(99);
    deepEqual(told, [
      [2, 2],
      [3, 2],
      [5, good],
      [8, limited],
    ]);
  });

  it("is that of a value as long as it is in a window", () => {
    const { told, tell } = through([{ kind: "movingAverage", window: 3 }]);
    for (const quality of [undefined, undefined, undefined, "limited", undefined, undefined, undefined] as const)
      tell(1, quality);
    deepEqual(
      told.map(([, quality]) => quality),
      [settling, settling, good, limited, limited, limited, good],
    );
  });

  it("that has changed is told through a delta, or a reading that stands still would settle for ever", () => {
    const { told, tell } = through([
      { kind: "movingAverage", window: 2 },
      { kind: "delta", by: 5 },
    ]);
    for (let i = 0; i < 5; i++) tell(20);
    deepEqual(told, [
      [20, settling],
      [20, good],
    ]);
  });

  it("of what is held back and comes later is that of the sample itself", () => {
    const { told, tell } = through([
      { kind: "throttle", intervalMs: 3500 },
      { kind: "heartbeat", intervalMs: 2000 },
    ]);
    tell(1, "limited");
    tell(2);
    tell(3);
    deepEqual(told, [
      [1, limited],
      [3, good],
    ]);
  });

  it("never costs a value: the same ones are told as without it, from 100 seeds", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededRandom(seed);
      const filters: FilterDefinition[] = [
        { kind: "median", window: 3 },
        { kind: "clamp", minimum: -50, maximum: 50 },
        { kind: "throttle", intervalMs: 1 + (random.next() % 4000) },
      ];
      const [plain, judged] = [through(filters), through(filters)];
      for (let i = 0; i < 50; i++) {
        const value = random.noise() * 100;
        plain.tell(value);
        judged.tell(value, ([undefined, "settling", "estimated", "limited"] as const)[random.next() % 4]);
      }
      deepEqual(
        judged.told.map(([value]) => value),
        plain.told.map(([value]) => value),
        `seed ${seed}`,
      );
      for (const [i, [, quality]] of judged.told.entries())
        ok(quality >= (plain.told[i]?.[1] ?? 0) && quality <= 3, `seed ${seed}: it only grows graver`);
    }
  });
});

describe("the quality of a source", () => {
  function run(sensor: SensorDefinition, kinds: Readonly<Record<string, SensorKind>> = {}) {
    const world = new VirtualWorld();
    const definition = { sensors: [sensor], actuators: [] };
    const device = start(world.virtual.board, { definition, sensors: kinds });
    const told = (name: string) =>
      world.cloud.stored.map(({ record }) => record).filter((record) => record["n"] === name);
    return { world, device, told, qualities: (name: string) => told(name).map(({ quality }) => quality) };
  }

  it("of an analog converter is limited at both ends of its range", () => {
    const curve = { kind: "linear", zero: 0, full: 100 };
    const { world, device, told, qualities } = run({ kind: "analog", pin: "light", intervalMs: 1000, curve });
    const { Analog } = world.hardware.io;
    const read = Analog.prototype.read;
    const counts = [0, 1, 2 ** 11, 2 ** 12 - 2, 2 ** 12 - 1];
    let reads = 0;
    Analog.prototype.read = () => counts[reads++] ?? 5;
    try {
      world.clock.advance(20_000);
    } finally {
      Analog.prototype.read = read;
    }
    deepEqual(qualities("value").slice(0, 6), ["limited", undefined, undefined, undefined, "limited", undefined]);
    equal(told("value")[4]?.["v"], 100);
    device.close();
  });

  it("of a pulse counter's rate is estimated while it falls without a pulse; its total is good", () => {
    const meter = { kind: "pulses", pin: "meter", mode: "inputPullUp", pulsesPerUnit: 1000, zeroAfterMs: 60000 };
    const { world, device, qualities } = run(meter);
    world.hardware.meter.probe.set("power", 0);
    world.clock.advance(10500);
    world.hardware.meter.pulse(20);
    world.clock.advance(30000);
    deepEqual(qualities("rate"), [undefined, "estimated", "estimated"]);
    world.clock.advance(60000);
    deepEqual(qualities("rate").at(-1), undefined, "after zeroAfterMs it stands still");
    ok(qualities("total").every((quality) => quality === undefined));
    device.close();
  });

  it("of a chip is what its driver says of each property", () => {
    const { world, device, told } = run({ kind: "scd4x", bus: "default" });
    world.clock.advance(140_000);
    const count = (name: string) => told(name).filter(({ quality }) => quality === "settling").length;
    deepEqual([count("co2"), count("humidity"), count("temperature")], [12, 18, 24]);
    equal(told("temperature").at(-1)?.["quality"], undefined);
    device.close();
  });

  it("of what is worked out of other readings is that of the gravest of them", () => {
    const world = new VirtualWorld();
    const device = start(world.virtual.board, example);
    const { hardware } = world;
    const dewPoints = () => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === "dewpoint");
    world.clock.advance(30_000);
    equal(dewPoints().at(-1)?.["quality"], undefined);
    hardware.sht4x.probe.set("humidity", 130);
    world.clock.advance(30_000);
    equal(dewPoints().at(-1)?.["quality"], "limited");
    device.close();
  });

  it("of a person's own sensor is what it says", () => {
    let quality: Quality | undefined = "estimated";
    const own = defineSensor({
      title: "Own",
      readings: [{ key: "own", title: "Own" }],
      intervalMs: 1000,
      open: () => ({
        sample: () => 1,
        get quality() {
          return quality;
        },
      }),
    });
    const { world, device, qualities } = run({ kind: "own" }, { own });
    world.clock.advance(1500);
    quality = "a word of its own" as Quality;
    world.clock.advance(1000);
    quality = undefined;
    world.clock.advance(1000);
    deepEqual(
      qualities("own")
        .map((each) => each ?? "good")
        .slice(-3),
      ["estimated", "good", "good"],
    );
    device.close();
  });
});

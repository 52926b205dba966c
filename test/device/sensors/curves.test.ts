import { applyCurve, type Curve } from "../../../src/device/sensors/curves.js";
import { close, equal, ok } from "../../support/assert.js";
import { VirtualWorld } from "../../support/virtual-world.js";

/** The part of its reference that a converter reads for a thermistor of so many ohm beside 10 kilohm. */
const atGround = (ohms: number): number => ohms / (ohms + 10000);

describe("curves of analog sensors", () => {
  it("go along their points and beyond them", () => {
    const curve: Curve = {
      kind: "points",
      points: [
        [0.25, 0],
        [0.5, 40],
        [0.75, 100],
      ],
    };
    for (const [part, value] of [
      [0.25, 0],
      [0.375, 20],
      [0.5, 40],
      [0.7, 88],
      [0, -40],
      [1, 160],
    ] as const)
      close(applyCurve(curve, part), value, 1e-9, `${part}`);
  });

  it("turn a thermistor into degrees by Beta: 25 Cel at its nominal resistance, and the inverse of its formula", () => {
    const curve: Curve = { kind: "beta", beta: 3950 };
    close(applyCurve(curve, 0.5), 25, 1e-9);
    // r = r0 exp(beta (1/T - 1/T0))
    for (const temperature of [-20, 0, 50, 100]) {
      const ohms = 10000 * Math.exp(3950 * (1 / (temperature + 273.15) - 1 / 298.15));
      close(applyCurve(curve, atGround(ohms)), temperature, 1e-6);
    }
  });

  it("turn a thermistor into degrees by Steinhart and Hart: the table of the BetaTHERM 10K3A1", () => {
    const curve: Curve = { kind: "steinhart-hart", a: 0.001129241, b: 0.0002341077, c: 8.775468e-8 };
    for (const [temperature, ohms] of [
      [0, 32650.8],
      [25, 10000],
      [50, 3602.3],
      [100, 678.3],
    ] as const)
      close(applyCurve(curve, atGround(ohms)), temperature, 0.05, `${temperature}`);
  });

  it("know at which side the thermistor lies, and with which resistor", () => {
    const curve: Curve = { kind: "beta", beta: 3950, side: "supply", seriesOhms: 4700 };
    close(applyCurve(curve, 4700 / 14700), 25, 1e-9);
    ok(applyCurve(curve, 0.6) > 25, "warmer: less resistance to the supply, more voltage");
  });

  it("have no value for a thermistor that is broken or shorted", () => {
    for (const side of ["ground", "supply"] as const)
      for (const part of [0, 1]) {
        equal(Number.isNaN(applyCurve({ kind: "beta", beta: 3950, side }, part)), true, `${side} ${part}`);
        const curve: Curve = { kind: "steinhart-hart", a: 0.0011, b: 0.00023, c: 8.8e-8, side };
        equal(Number.isNaN(applyCurve(curve, part)), true, `${side} ${part}`);
      }
  });
});

describe("an analog sensor", () => {
  it("takes the mean of several reads for one sample, and is at fault when its curve has no value", () => {
    const world = new VirtualWorld();
    const raws = [2047, 2049, 2048, 2048];
    let reads = 0;
    world.hardware.pins.wireAnalog(34, () => raws[reads++ % raws.length] ?? 0);
    const device = world.startOnline({
      definition: {
        sensors: [
          {
            kind: "analog",
            pin: "light",
            oversampling: 4,
            curve: { kind: "beta", beta: 3950 },
            readings: { value: { name: "attic", unit: "Cel" } },
          },
        ],
        actuators: [],
      },
    });
    world.clock.advance(5000);
    const records = () => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === "attic");
    close(Number(records()[0]?.["v"]), 24.99, 0.011);
    equal(reads % 4, 0);
    raws.fill(4095);
    world.clock.advance(4000);
    const faults = world.cloud.stored.filter(({ record }) => record["name"] === "sensor.fault");
    equal((faults[0]?.record["data"] as { fault: string }).fault, "out-of-range");
    device.close();
  });
});

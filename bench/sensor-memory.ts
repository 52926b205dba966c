/**
 * What one sensor of each kind, and one filter, take of a board's heap on XS 13.3 after a collection, without what the
 * host's IO takes behind them. docs/drivers.md has the table.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBoard } from "../hosts/desktop/board/run.js";
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { bundleGuest } from "../hosts/desktop/engine/bundle.js";

const pin = { mode: "inputPullUp" } as const;
const analog = { kind: "analog", pin: "light", curve: { kind: "beta", beta: 3950 } };
const sensors: Readonly<Record<string, object>> = {
  analog,
  contact: { kind: "contact", pin: "button", ...pin },
  pulses: { kind: "pulses", pin: "meter", pulsesPerUnit: 1000, ...pin },
  "pulses, debounced": { kind: "pulses", pin: "meter", pulsesPerUnit: 1000, debounceMs: 20, ...pin },
  device: { kind: "device" },
  sht4x: { kind: "sht4x", bus: "default" },
  scd4x: { kind: "scd4x", bus: "default" },
  bme280: { kind: "bme280", bus: "default" },
  bh1750: { kind: "bh1750", bus: "default" },
  ina219: { kind: "ina219", bus: "default" },
};
const filters: Readonly<Record<string, object>> = {
  calibrateLinear: { points: [[0, 1]] },
  calibratePolynomial: { coefficients: [0, 1] },
  clamp: { minimum: 0 },
  debounce: { forMs: 1000 },
  delta: { by: 1 },
  exponentialAverage: { weight: 0.5 },
  heartbeat: { intervalMs: 1000 },
  maximum: { window: 5 },
  median: { window: 5 },
  minimum: { window: 5 },
  movingAverage: { window: 5 },
  outOfRange: { minimum: 0 },
  rateLimit: { perSecond: 1 },
  throttle: { intervalMs: 1000 },
};

const few = 1;
const many = 9;

/**
 * A guest that opens and starts so many sensors of one definition over IO that does nothing, and holds nothing. The
 * definition lies in flash, as the built-in one does.
 */
const guest = (definition: object, count: number): string => `
import { runGuest } from "./hosts/desktop/guest/run.js";
import { Kinds } from "./src/device/kinds.js";
import { valuesLength } from "./src/device/readings.js";
import { Reporter } from "./src/device/reporter.js";
import { Sensor } from "./src/device/sensor.js";
const definition = ${JSON.stringify(definition)} as never;
const nothing = { addMeasurement() {}, addEvent() {}, write() {}, read() {}, close() {}, note() {} } as never;
class IO {
  get resolution() { return 12; }
  read(into: Uint8Array) { return into === undefined ? 2000 : into.fill(0x60); }
  write() {}
  close() {}
}
const bus = { io: IO, data: 21, clock: 22 };
const fake = Object.freeze({
  io: { Analog: IO, Digital: IO, PulseCount: IO, I2C: IO },
  clock: { now: () => 1 },
  storage: { keyValue: { open: () => nothing } },
  network: { interface: { io: IO } },
  memory: () => nothing,
  restartReason: { reason: "power" },
});
runGuest((_board, launch) => {
  const kinds = new Kinds({});
  const site = { board: fake, kinds, reporter: new Reporter(nothing, nothing, 0), wake() {}, pin: () => 1, bus: () => bus, jitter: nothing };
  const parts: Sensor[] = [];
  const values = new Float64Array(valuesLength);
  for (let i = 0; i < ${count}; i++) {
    const part = new Sensor(kinds.sensor((definition as { kind: string }).kind)!, definition, site as never, 0);
    part.advance(1, values);
    parts.push(part);
  }
  launch.post(parts.some(({ fault }) => fault !== undefined) ? String(parts[0]?.fault) : "ready");
  return { stop(done) { for (const part of parts) part.close(); done(); } };
});`;

async function used(definition: object, count: number): Promise<{ slots: number; chunks: number }> {
  const bundle = await bundleGuest({ source: { text: guest(definition, count), name: "sensor-memory.ts" } });
  const directory = mkdtempSync(join(tmpdir(), "mooring-memory-"));
  try {
    let tell = (_text: string) => {};
    const posted = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const options = { directory, id: "desk-1", kind: "xs", bundle, sensors: [], onPrint: console.error } as const;
    const run = await runBoard({ ...options, onPost: tell });
    const text = await posted;
    if (text !== "ready") throw new Error(`${JSON.stringify(definition)}: ${text}`);
    const memory = await run.engine?.memory({ collect: true });
    await run.stop();
    return { slots: memory?.slotsUsed ?? 0, chunks: memory?.chunksUsed ?? 0 };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Of one, from the difference of many and few: what they share is not counted. */
async function measure(definition: object): Promise<{ slots: number; chunks: number }> {
  const [first, last] = [await used(definition, few), await used(definition, many)];
  const each = (key: "slots" | "chunks") => Math.round((last[key] - first[key]) / (many - few));
  return { slots: each("slots"), chunks: each("chunks") };
}

const { absent } = await buildEngine();
if (absent !== undefined) {
  console.error(`npm run bench -- sensor-memory needs XS: ${absent}`);
  process.exit(1);
}
const row = (name: string, slots: number, chunks: number) =>
  console.log(`${name.padEnd(22)}${String(slots).padStart(7)}${String(chunks).padStart(10)}`);
console.log(`${"a sensor".padEnd(22)}${"slots".padStart(7)}${"chunks, B".padStart(10)}`);
for (const [name, definition] of Object.entries(sensors)) {
  const { slots, chunks } = await measure(definition);
  row(name, slots, chunks);
}
const plain = await measure(analog);
console.log(`\n${"a filter, the list of a sensor's filters with it".padEnd(22)}`);
for (const [kind, options] of Object.entries(filters)) {
  const { slots, chunks } = await measure({ ...analog, readings: { value: { filters: [{ kind, ...options }] } } });
  row(kind, slots - plain.slots, chunks - plain.chunks);
}

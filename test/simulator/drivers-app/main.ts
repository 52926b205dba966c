/** Every driver of the SDK that the firmware knows, as the firmware opens it, over its chip; one line for each. */
import { drivers } from "../../../hosts/drivers.js";
import { sdkKinds } from "../../../src/device/sensors/sdk-kinds.js";
import type { Site } from "../../../src/device/source.js";
import { onBus } from "../../drivers/support/scripted-chip.js";
import { chips } from "./chips.js";

/** The host's. */
declare const screen: { postMessage(line: string): void };

export default function start(): void {
  for (const [name, [makeChip]] of Object.entries(chips)) {
    const kind = sdkKinds[name];
    if (kind === undefined) continue;
    const values = new Float64Array(kind.readings.length);
    const { bus, chip, options } = onBus(kind.address ?? 0, makeChip());
    const site = { board: { driver: drivers }, bus: () => options.sensor } as unknown as Site;
    const definition = { kind: name, bus: "default" };
    const source = kind.open(site, definition);
    const started = source.start();
    const read = typeof started === "string" ? started : source.read(values);
    bus.detach(kind.address ?? 0);
    const pulled = source.read(new Float64Array(kind.readings.length));
    const closed = attempt(() => source.close());
    // With the chip away from the start, then again: the bus is free, though a constructor has thrown.
    const absent = [1, 2].map(() => {
      const other = kind.open(site, definition);
      const fault = other.start();
      const first = typeof fault === "string" ? fault : other.read(new Float64Array(kind.readings.length));
      return [first, attempt(() => other.close())];
    });
    bus.attach(kind.address ?? 0, chip);
    const again = kind.open(site, definition);
    const healed = again.start();
    attempt(() => again.close());
    screen.postMessage(JSON.stringify({ name, started, read, values: [...values], pulled, closed, absent, healed }));
  }
}

function attempt(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * The machine's own sensors, so that something real moves on a desktop: how busy its processors are, and on Linux the
 * temperature of a thermal zone where there is one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import type { HostSensor } from "../../../src/board/board.js";

export interface MachineSensor {
  name: string;
  /** SenML */
  unit: string;
  open(): HostSensor;
}

const zonesFolder = "/sys/class/thermal";

/** What this machine has. */
export function machineSensors(thermalFolder = zonesFolder): MachineSensor[] {
  const sensors: MachineSensor[] = [{ name: "load", unit: "/", open: () => new Load() }];
  const zone = findZone(thermalFolder);
  if (zone !== undefined) sensors.push({ name: "processor", unit: "Cel", open: () => new ThermalZone(zone) });
  return sensors;
}

/** Part of the processors' time that was not idle since the sample before (at first: since the machine's start), 0 to 1. */
class Load implements HostSensor {
  #busy = 0;
  #total = 0;
  #last: number | undefined;

  constructor() {
    this.#measure();
  }

  sample(): number | undefined {
    return this.#measure();
  }

  close(): void {}

  #measure(): number | undefined {
    let busy = 0;
    let total = 0;
    for (const { times } of cpus()) {
      const all = times.user + times.nice + times.sys + times.idle + times.irq;
      total += all;
      busy += all - times.idle;
    }
    const passed = total - this.#total;
    // The machine counts in ticks of 10 ms: too soon is no news.
    if (passed > 0) this.#last = Math.min(1, Math.max(0, (busy - this.#busy) / passed));
    this.#busy = busy;
    this.#total = total;
    return this.#last;
  }
}

class ThermalZone implements HostSensor {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  sample(): number | undefined {
    return readZone(this.#path);
  }

  close(): void {}
}

/** The first zone that can be read, the processor's own before others. */
function findZone(folder: string): string | undefined {
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => name.startsWith("thermal_zone"));
  } catch {
    return undefined; // not Linux, or a machine without zones
  }
  const zones = names.sort().map((name) => ({ path: join(folder, name, "temp"), type: typeOf(folder, name) }));
  zones.sort((a, b) => Number(/cpu|pkg|soc/i.test(b.type)) - Number(/cpu|pkg|soc/i.test(a.type)));
  return zones.find(({ path }) => readZone(path) !== undefined)?.path;
}

function typeOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name, "type"), "utf8");
  } catch {
    return "";
  }
}

/** Cel; undefined: it cannot be read, or says something that no processor is. */
function readZone(path: string): number | undefined {
  try {
    const value = Number(readFileSync(path, "utf8").trim()) / 1000;
    return value > -50 && value < 150 ? value : undefined;
  } catch {
    return undefined;
  }
}

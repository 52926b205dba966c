/** The host's own sensors (load, temperature of the processor), by their names in board.sensor. */
import type { HostSensor } from "../../board/board.js";
import { freeze } from "../../protocol/schema.js";
import { deviceLimits } from "../limits.js";
import { sensorKind } from "../sensor-kind.js";
import type { Source } from "../source.js";

export const host = sensorKind({
  title: "Sensor of the host",
  options: freeze({
    type: "object",
    properties: { sensor: { type: "string", maxLength: 48, description: "its name among the host's sensors" } },
    required: ["sensor"],
  }),
  readings: [{ key: "value", title: "Value", decimals: 3 }],
  intervalMs: deviceLimits.hostSensorMs,
  open: (site, { sensor }) => {
    for (const place of site.board.sensor) {
      if (place.name !== sensor) continue;
      const { io, name: _name, unit: _unit, ...options } = place;
      return new HostSource(new io(options));
    }
    throw new Error(`no sensor ${sensor} on this host`);
  },
});

class HostSource implements Source {
  private readonly io: HostSensor;

  constructor(io: HostSensor) {
    this.io = io;
  }

  start(): number {
    return 0;
  }

  read(values: Float64Array): string | undefined {
    let value: number | undefined;
    try {
      value = this.io.sample();
    } catch {
      return "no-answer";
    }
    if (value === undefined || !Number.isFinite(value)) return "no-reading";
    values[0] = value;
    return undefined;
  }

  close(): void {
    this.io.close();
  }
}

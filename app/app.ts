/**
 * The code of the example home, beside its device.json (and room.json, a part of it that every board has pins for): the dew point of the climate room, below which a cold wall gets
 * wet, and a command for the end of the day. docs/app.md tells how this is written.
 */
import { defineCommand, defineSensor } from "../src/device/app.js";
import { graver } from "../src/protocol/senml.js";

/**
 * Cel; the Magnus formula with Sonntag's coefficients for water (1990), within 0.1 K from -45 to 60 Cel.
 * temperature in Cel, humidity in %RH above 0
 */
export function dewPointOf(temperature: number, humidity: number): number {
  const gamma = Math.log(humidity / 100) + (17.62 * temperature) / (243.12 + temperature);
  return (243.12 * gamma) / (17.62 - gamma);
}

const reading = { type: "string", format: "reading", maxLength: 48 } as const;

export const sensors = Object.freeze({
  "dew-point": defineSensor({
    title: "Dew point",
    options: {
      temperature: { ...reading, description: "name of the reading in Cel" },
      humidity: { ...reading, description: "name of the reading in %RH" },
    },
    required: ["temperature", "humidity"],
    readings: [{ key: "dewpoint", title: "Dew point", unit: "Cel", decimals: 1 }],
    intervalMs: 10000,
    open: (site, options) => {
      const temperature = site.watch(options.temperature);
      const humidity = site.watch(options.humidity);
      return {
        sample: () => {
          const fault = temperature.fault ?? humidity.fault;
          if (fault !== undefined) return fault;
          if (typeof temperature.value !== "number" || typeof humidity.value !== "number") return undefined;
          return humidity.value > 0 ? dewPointOf(temperature.value, humidity.value) : "out-of-range";
        },
        get quality() {
          return graver(temperature.quality, humidity.quality);
        },
      };
    },
  }),
});

/** What is to be at night, as far as this device has it. */
const night = Object.freeze([
  Object.freeze(["lamp", 0] as const),
  Object.freeze(["relay", false] as const),
  Object.freeze(["door", "locked"] as const),
  Object.freeze(["climate.target", 17] as const),
]);

export const commands = Object.freeze([
  defineCommand({
    name: "home.goodnight",
    title: "Good night",
    run: (_params, home) => {
      const done: Record<string, unknown> = {};
      for (const [name, value] of night) {
        if (!home.has(name)) continue;
        home.set(name, value);
        done[name] = home.value(name);
      }
      home.event("home.goodnight");
      return done;
    },
  }),
]);

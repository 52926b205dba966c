/**
 * A button or contact on a digital input: true while it is active, after it has stood still for a moment; and how many
 * times it has become active since the start. For what counts by itself and must lose nothing there is pulses.ts.
 */
import type { Digital } from "../../board/io.js";
import { freeze } from "../../protocol/schema.js";
import { deviceLimits } from "../limits.js";
import { places } from "../places.js";
import { sensorKind } from "../sensor-kind.js";
import type { Source } from "../source.js";

export const contact = sensorKind({
  title: "Contact or button",
  options: freeze({
    type: "object",
    properties: {
      pin: places.inputPin,
      mode: { enum: ["input", "inputPullUp", "inputPullDown"] },
      activeLow: { type: "boolean", description: "active while the pin is low; default false" },
      debounceMs: { type: "number", minimum: 0, maximum: 10000, description: "that it must stand still; default 20" },
    },
    required: ["pin", "mode"],
  }),
  readings: [
    { key: "active", title: "Active", type: "boolean" },
    { key: "count", title: "Times active", unit: "count", decimals: 0 },
  ],
  open: (site, { pin, mode, activeLow = false, debounceMs = deviceLimits.debounceMs }) => {
    const source = new ContactSource(debounceMs);
    const onReadable = (): void => {
      source.isDue = true;
      site.wake();
    };
    source.io = new site.board.io.Digital({ pin: site.pin(pin), mode, activeLow, onReadable });
    return source;
  },
});

class ContactSource implements Source {
  io: Digital | undefined;
  isDue = false;
  private readonly debounceMs: number;
  private wasActive: boolean | undefined;
  private count = 0;

  constructor(debounceMs: number) {
    this.debounceMs = debounceMs;
  }

  start(): number {
    if (!this.isDue) return 0;
    this.isDue = false;
    return this.debounceMs;
  }

  read(values: Float64Array): number | string | undefined {
    if (this.isDue) return this.start(); // it has moved again
    let isActive: boolean;
    try {
      isActive = this.io?.read() === 1;
    } catch {
      return "no-answer";
    }
    // Told at the start and when it has grown.
    const isNews = this.wasActive === undefined || (isActive && !this.wasActive);
    if (isActive && this.wasActive === false) this.count++;
    this.wasActive = isActive;
    values[0] = isActive ? 1 : 0;
    values[1] = isNews ? this.count : Number.NaN;
    return undefined;
  }

  get isActive(): boolean {
    try {
      return this.io?.read() === 1;
    } catch {
      return false; // read() says so as a fault
    }
  }

  close(): void {
    this.io?.close();
  }
}

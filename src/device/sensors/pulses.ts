/**
 * A meter that gives pulses: of water, gas, current. Its rate, and its total, which survives a restart.
 *
 * The rate is the new pulses over the time since the sample that saw the one before them, or all but the first of them
 * over the time since the sample before, whichever is more: after a long rest the latter is nearer. While none comes it
 * falls as it must have fallen (one pulse over the time since; its quality is then estimated: it is the most that it can
 * be), and is 0 after zeroAfterMs. The total is written
 * to storage when it has grown and storeMs have passed since the last time, and at the end: 96 times a day by default.
 * A cut of power loses what was counted since then; storage holds pulses, so pulsesPerUnit may be corrected later.
 */
import type { Board } from "../../board/board.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { qualityCodes } from "../../protocol/senml.js";
import { places } from "../places.js";
import { readingsMaximum } from "../readings.js";
import type { Reporter } from "../reporter.js";
import { sensorKind } from "../sensor-kind.js";
import type { Site, Source } from "../source.js";
import { openPulseCounter, type PulseCounter } from "./pulse-counter.js";
import { readTotal, totalKey, writeTotal } from "./pulse-totals.js";

const storeMsDefault = 900000; // ms between two writes
const zeroAfterMsDefault = 300000; // ms without a pulse
const rateMs = Object.freeze({ second: 1000, minute: 60000, hour: 3600000 } as const);

const options = freeze({
  type: "object",
  properties: {
    pin: places.inputPin,
    mode: { enum: ["input", "inputPullUp", "inputPullDown"] },
    pulsesPerUnit: { type: "number", minimum: 1e-6, maximum: 1e9, description: "pulses for one unit of the total" },
    per: { enum: ["second", "minute", "hour"], description: "what the rate is per; default hour: kWh and kW" },
    offset: { type: "number", minimum: 0, maximum: 1e12, description: "the meter's own reading when pulses began" },
    debounceMs: { type: "number", minimum: 0, maximum: 1000, description: "ms, for contacts of metal; default 0" },
    storeMs: { type: "number", minimum: 60000, maximum: 86400000, description: "ms between two writes of the total" },
    zeroAfterMs: { type: "number", minimum: 1000, maximum: 86400000, description: "ms without a pulse: rate 0" },
  },
  required: ["pin", "mode", "pulsesPerUnit"],
});

type Options = Readonly<FromSchema<typeof options>>;

export const pulses = sensorKind({
  title: "Pulse counter",
  options,
  readings: [
    { key: "rate", title: "Rate", decimals: 3 },
    { key: "total", title: "Total", decimals: 3 },
  ],
  intervalMs: 10000,
  open: (site, definition) => new PulseSource(site, definition, site.pin(definition.pin)),
});

class PulseSource implements Source {
  private readonly board: Board;
  private readonly reporter: Reporter;
  private readonly options: Options;
  private readonly pin: number;
  private readonly counter: PulseCounter;
  /** Pulses that were stored when it was opened. */
  private readonly base: number;
  /** Pulses of the counter, at the newest sample that saw new ones; undefined: no sample yet. */
  private count: number | undefined;
  /** monotonic ms, of that sample */
  private countedAt = 0;
  /** monotonic ms, of the newest sample */
  private sampledAt = 0;
  /** pulses a ms; NaN: not known yet */
  private rate = Number.NaN;
  private stored: number;
  private storedAt: number;

  constructor(site: Site, options: Options, pin: number) {
    const { board, reporter } = site;
    this.board = board;
    this.reporter = reporter;
    this.options = options;
    this.pin = pin;
    this.storedAt = board.clock.now();
    this.base = this.stored = this.load(this.storedAt);
    this.counter = openPulseCounter(board, pin, options.mode, options.debounceMs ?? 0);
  }

  start(): number {
    return 0;
  }

  read(values: Float64Array): string | undefined {
    let count: number;
    try {
      count = this.counter.read();
    } catch {
      return "no-answer";
    }
    const { pulsesPerUnit, per = "hour", offset = 0, storeMs = storeMsDefault } = this.options;
    const now = this.board.clock.now();
    if (this.measure(count, now)) values[readingsMaximum] = qualityCodes.estimated;
    if (now - this.storedAt >= storeMs) this.store(this.base + count, now);
    values[0] = (this.rate * rateMs[per]) / pulsesPerUnit;
    values[1] = offset + (this.base + count) / pulsesPerUnit;
    return undefined;
  }

  close(): void {
    const { count } = this;
    this.counter.close();
    if (count !== undefined) this.store(this.base + count, this.board.clock.now());
  }

  /** True: the rate is what it must have fallen to, for no pulse has come. */
  private measure(count: number, now: number): boolean {
    const { zeroAfterMs = zeroAfterMsDefault } = this.options;
    const passedMs = now - this.countedAt;
    const most = 1 / passedMs; // that it can be while no pulse comes
    let isEstimated = false;
    if (this.count === undefined || count !== this.count) {
      if (this.count !== undefined && passedMs > 0) {
        const fresh = count - this.count;
        this.rate = Math.max(fresh / passedMs, (fresh - 1) / Math.max(1, now - this.sampledAt));
      }
      this.count = count;
      this.countedAt = now;
    } else if (passedMs >= zeroAfterMs) this.rate = 0;
    else if (most < this.rate) {
      this.rate = most;
      isEstimated = true;
    }
    this.sampledAt = now;
    return isEstimated;
  }

  /** Throws what the storage throws: a total that cannot be read is no 0. */
  private load(now: number): number {
    const text = readTotal(this.board, this.pin);
    if (text === undefined) return 0;
    const pulses = Number(text);
    if (Number.isSafeInteger(pulses) && pulses >= 0) return pulses;
    this.reporter.log.write(
      "error",
      "pulses.total-lost",
      `${totalKey(this.pin)} is no count: ${text.slice(0, 32)}`,
      now,
    );
    return 0;
  }

  private store(pulses: number, now: number): void {
    if (pulses === this.stored) return;
    // Tried again after the same time, whatever becomes of it.
    this.storedAt = now;
    try {
      writeTotal(this.board, this.pin, pulses);
      this.stored = pulses;
    } catch (error) {
      this.reporter.log.write("error", "pulses.not-stored", `${totalKey(this.pin)}: ${(error as Error).message}`, now);
    }
  }
}

/**
 * What is behind a sensor whose driver is the Moddable SDK's. Those drivers were written for one program with one sensor:
 * they speak to their chip in the constructor, throw what the bus throws, say through onError what is wrong and go on,
 * and give what is in a chip's registers before its first conversion. Here each of that becomes a reading or a fault.
 */
import type { Board, HostDriver, HostDriverOptions } from "../../board/board.js";
import type { Constructor } from "../../board/io.js";
import { qualityCodes } from "../../protocol/senml.js";
import { readingsMaximum } from "../readings.js";
import type { Source } from "../source.js";
import { thrownText } from "../thrown.js";
import { SdkI2C, SdkSMBus } from "./sdk-bus.js";
import type { SdkKind, SdkReading } from "./sdk-kind.js";

const none = Object.freeze({}); // settings: the drivers' defaults, which one of them sends only when it is configured
const triesMost = 20; // times that a driver may say that it has none yet
const retryMs = 250; // ms between them

/** What drivers say, in the words of ours. */
const words: Readonly<Record<string, string>> = Object.freeze({
  "bad checksum": "wrong-crc",
  "unexpected sensor": "wrong-chip",
  "init fail": "wrong-chip",
});

export class SdkSource implements Source {
  /** Set by the bus, as the driver opens it. */
  bus: SdkI2C | undefined;
  private readonly kind: SdkKind;
  private readonly Driver: Constructor<HostDriverOptions, HostDriver>;
  private readonly place: Board["I2C"][string];
  private readonly address: number;
  private driver: HostDriver | undefined;
  /** What the driver has said of itself since it was asked last. */
  private complaint: string | undefined;
  private tries = 0;
  private hasRead = false;
  private hasFailed = false;

  /** The driver is made by the first start(). */
  constructor(
    kind: SdkKind,
    Driver: Constructor<HostDriverOptions, HostDriver>,
    place: Board["I2C"][string],
    address: number,
  ) {
    this.kind = kind;
    this.Driver = Driver;
    this.place = place;
    this.address = address;
  }

  start(): number | string {
    const { settings, settleMs } = this.kind;
    this.tries = 0;
    this.complaint = undefined;
    if (this.driver !== undefined && settings === undefined) return 0;
    try {
      this.driver ??= this.make();
      this.driver.configure?.(settings ?? none);
    } catch (error) {
      return this.thrown(error);
    }
    return this.complaint === undefined ? settleMs : this.failed(this.complaint);
  }

  private make(): HostDriver {
    const onError = (reason?: string): void => {
      this.complaint = thrownText(reason ?? "error");
    };
    const io = this.kind.isSMBus ? SdkSMBus : SdkI2C;
    const sensor = { io, address: this.address, place: this.place, holder: this };
    const driver = new this.Driver({ sensor, onError });
    // The MLX90614 calls what is its own property.
    Object.defineProperty(driver, "onError", { value: onError });
    return driver;
  }

  read(values: Float64Array): number | string | undefined {
    this.complaint = undefined;
    let sample: unknown;
    try {
      sample = this.driver?.sample();
    } catch (error) {
      return this.thrown(error);
    }
    if (this.complaint !== undefined) return this.failed(this.complaint);
    const fault = typeof sample === "object" && sample !== null ? this.take(sample as Fields, values) : "timeout";
    if (fault === undefined) {
      this.hasRead = true;
      return undefined;
    }
    // Nothing yet, or what the chip had in its registers before it measured.
    const isEarly = fault === "timeout" || (fault === "out-of-range" && !this.hasRead);
    if (isEarly && ++this.tries < triesMost) return retryMs;
    return this.failed(fault === "timeout" && this.bus?.isSilent === true ? "no-answer" : fault);
  }

  /** The bus is closed whatever the driver does; what it could not tell a chip that is not there is no news. */
  close(): void {
    const { driver, bus } = this;
    this.driver = this.bus = undefined;
    try {
      driver?.close?.();
    } catch (error) {
      if (!this.hasFailed && bus?.isSilent !== true) throw error;
    } finally {
      bus?.close();
    }
  }

  /** The fault; undefined: there is a value, and none that the chip cannot measure. */
  private take(sample: Fields, values: Float64Array): string | undefined {
    const { readings } = this.kind;
    let count = 0;
    for (let i = 0; i < readings.length; i++) {
      const { part, property, unit, factor = 1, least, most, isEstimated } = readings[i] as SdkReading;
      const value = ((part === "" ? sample : sample[part]) as Fields | undefined)?.[property];
      values[i] = Number.NaN;
      if (typeof value !== "number" || Number.isNaN(value)) continue;
      if (value < least || value > most) return "out-of-range";
      const told = value * factor;
      // The formulas of hygrometers go a little beyond what there is.
      const isAtEnd = unit === "%RH" && (told <= 0 || told >= 100);
      values[i] = isAtEnd ? (told <= 0 ? 0 : 100) : told;
      if (isAtEnd) values[readingsMaximum + i] = qualityCodes.limited;
      else if (isEstimated === true) values[readingsMaximum + i] = qualityCodes.estimated;
      count++;
    }
    return count > 0 ? undefined : this.bus?.isSilent === true ? "no-answer" : "no-reading";
  }

  private thrown(error: unknown): string {
    if (this.bus?.isSilent === true) return this.failed("no-answer");
    const text = thrownText(error);
    return this.failed(Object.hasOwn(words, text) ? text : `exception: ${text}`);
  }

  private failed(reason: string): string {
    this.hasFailed = true;
    return Object.hasOwn(words, reason) ? (words[reason] as string) : reason;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * A kind of sensors whose driver comes with the Moddable SDK. The firmware knows what each is called and what it gives;
 * the class is the host's (Board.driver), and is in a build whose device.json names it.
 */
import { freeze } from "../../protocol/schema.js";
import type { Problem } from "../check/problems.js";
import type { SensorDefinition } from "../definition.js";
import { places } from "../places.js";
import type { Quantity } from "../quantities.js";
import type { SensorKind } from "../sensor-kind.js";
import type { Site, Source } from "../source.js";
import { checkAddress } from "./driver.js";
import { SdkSource } from "./sdk-source.js";

/** A quantity, and what the chip can measure of it: from `least` to `most`, in the driver's unit. */
export interface SdkReading extends Quantity {
  readonly least: number;
  readonly most: number;
  /** It is reckoned from something else. */
  readonly isEstimated?: boolean;
}

export interface SdkKindOptions {
  readonly title: string;
  /** Addresses that the chip can have; the first is its usual one. */
  readonly addresses: readonly number[];
  readonly readings: readonly SdkReading[];
  /** Whether the driver asks for the class SMBus; else for I2C. */
  readonly isSMBus?: boolean;
  /** ms from the driver's constructor to the end of the first conversion; default 0: sample() waits for its own */
  readonly settleMs?: number;
  /** ms that sample() waits */
  readonly blocksMs?: number;
  /** What begins a conversion by configure(), at each start: for a chip that sleeps after a loss of its power. */
  readonly settings?: object;
  /** ms; default 2000, or 10000 for one that waits */
  readonly intervalMs?: number;
}

const options = freeze({
  type: "object",
  properties: { bus: places.bus, address: places.address },
  required: ["bus"],
});
const waitingMinimumMs = 1000; // ms, the least interval of one that holds all else up

export function sdkKind(given: SdkKindOptions): Readonly<SdkKind> {
  return Object.freeze(new SdkKind(given));
}

export class SdkKind implements SensorKind {
  readonly title: string;
  readonly readings: readonly SdkReading[];
  readonly options = options;
  readonly intervalMs: number;
  readonly intervalMinimumMs?: number;
  readonly address: number | undefined;
  readonly isHostDriver = true;
  readonly isSMBus: boolean;
  readonly settleMs: number;
  readonly blocksMs: number | undefined;
  readonly settings: object | undefined;
  readonly addresses: readonly number[];

  constructor(given: SdkKindOptions) {
    const { title, addresses, readings, isSMBus = false, settleMs = 0, blocksMs } = given;
    this.title = title;
    this.addresses = Object.freeze(addresses);
    this.address = addresses[0];
    this.readings = Object.freeze(readings);
    this.isSMBus = isSMBus;
    this.settleMs = settleMs;
    this.blocksMs = blocksMs;
    this.settings = given.settings;
    this.intervalMs = given.intervalMs ?? (blocksMs === undefined ? 2000 : 10_000);
    if (blocksMs !== undefined) this.intervalMinimumMs = waitingMinimumMs;
  }

  check(definition: SensorDefinition): Problem | undefined {
    return checkAddress(this.addresses, definition);
  }

  open(site: Site, definition: SensorDefinition): Source {
    const Driver = site.board.driver?.[definition.kind];
    if (Driver === undefined) throw new Error(`the driver of ${definition.kind} is not in this build`);
    const address = (definition["address"] ?? this.address) as number;
    return new SdkSource(this, Driver, site.bus(definition["bus"] as string), address);
  }
}

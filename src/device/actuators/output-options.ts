/** What a definition may say of an output, and how it is opened. */
import type { FromSchema } from "../../protocol/schema.js";
import { freeze } from "../../protocol/schema.js";
import type { ActuatorSite } from "../actuator-kind.js";
import type { Problem } from "../check/problems.js";
import type { PinReference } from "../definition.js";
import { places } from "../places.js";
import { references } from "../references.js";
import type { Interlock } from "./interlock.js";
import { Output, type OutputOwner } from "./output.js";

const milliseconds = Object.freeze({ type: "integer", minimum: 0, maximum: 86400000 } as const);

/** Limits of anything that is on or off. */
export const limitOptions = freeze({
  type: "object",
  properties: {
    maximumOnMs: {
      type: "integer",
      minimum: 10,
      maximum: 86400000,
      description: "ms; it goes off by itself after so long; switching it on again does not prolong that",
    },
    minimumOnMs: { ...milliseconds, description: "ms; once on it stays on so long, whatever is asked" },
    minimumOffMs: { ...milliseconds, description: "ms; once off, and after a start, it stays off so long" },
    interlock: references.interlock,
    interlockDelayMs: {
      type: "integer",
      minimum: 0,
      maximum: 600000,
      description: "ms; between one of the interlock that goes off and the next that goes on",
    },
  },
});

const place = Object.freeze({
  pin: places.outputPin,
  activeLow: { type: "boolean", description: "on while the pin is low; default false" },
} as const);

/** An output whose limits are its actuator's. */
export const plainOutput = freeze({ type: "object", properties: place, required: ["pin"] });

/** An output with limits of its own. */
export const limitedOutput = freeze({
  type: "object",
  properties: { ...place, ...limitOptions.properties },
  required: ["pin"],
});

const { maximumOnMs, minimumOnMs, minimumOffMs } = limitOptions.properties;

/** An output with times of its own, whose interlock is its actuator's. */
export const cycledOutput = freeze({
  type: "object",
  properties: { ...place, maximumOnMs, minimumOnMs, minimumOffMs },
  required: ["pin"],
});

export type LimitOptions = FromSchema<typeof limitOptions>;
type Place = Readonly<{ pin: PinReference; activeLow?: boolean }>;

/** The interlock that a definition names; undefined: none. */
export function interlockOf(site: ActuatorSite, { interlock }: LimitOptions): Interlock | undefined {
  return interlock === undefined ? undefined : site.interlock(interlock);
}

/** Opens it, off. Throws what the board throws. */
export function openOutput(site: ActuatorSite, options: Place & LimitOptions, owner: OutputOwner): Output {
  return openOwn(site, options, owner, options, interlockOf(site, options), options.interlockDelayMs);
}

/** The same with an interlock of its owner's own. */
export function openOwn(
  site: ActuatorSite,
  { pin, activeLow = false }: Place,
  owner: OutputOwner,
  limits: LimitOptions,
  interlock: Interlock | undefined,
  delayMs: number | undefined,
): Output {
  const io = new site.board.io.Digital({ pin: site.pin(pin), mode: "output", activeLow, initialValue: 0 });
  return new Output(io, 1, limits, owner, site.board.clock.now(), interlock, delayMs);
}

/** What is wrong with them together, at `at` in their actuator's definition. */
export function limitFault(limits: LimitOptions | undefined, at = ""): Problem | undefined {
  const { maximumOnMs, minimumOnMs, interlock, interlockDelayMs } = limits ?? {};
  const place = (key: string): string => (at === "" ? key : `${at}.${key}`);
  if (maximumOnMs !== undefined && minimumOnMs !== undefined && minimumOnMs > maximumOnMs) {
    return { at: place("minimumOnMs"), reason: `must be at most maximumOnMs (${maximumOnMs})` };
  }
  if (interlockDelayMs === undefined || interlock !== undefined) return undefined;
  return { at: place("interlockDelayMs"), reason: "belongs to an interlock" };
}

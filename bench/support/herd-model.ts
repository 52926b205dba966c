/**
 * Ten thousand devices as a model: each is a state and a delay, no firmware. The delays of "mooring" come from the real
 * src/session/backoff.ts with the causes of src/session/causes.ts; the server admits so many sessions a second and
 * answers what is above that as said. Time goes in steps of 10 ms.
 */
import { Admission } from "../../cloud/src/gateway/admission.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { Backoff } from "../../src/session/backoff.js";
import { type Cause, causeOfEnd } from "../../src/session/causes.js";

/** Gives the delay until the next attempt, ms; why: how the one before it ended. */
export type Delays = (why: Cause) => number;
export type Strategy = Readonly<{ name: string; make: (random: SeededRandom) => Delays }>;

export interface HerdOptions {
  readonly devices: number;
  readonly outageMs: number;
  readonly admittedPerSecond: number;
  /**
   * seconds; Retry-After of the 503 beyond that; "queue": as the reference cloud gives it, a place of its own to each;
   * undefined: the connection is dropped without a word
   */
  readonly retryAfterS: number | "queue" | undefined;
  readonly seed: number;
}

export interface HerdResult {
  /** attempts in the worst second after the recovery */
  peakPerSecond: number;
  /** ms from the recovery until 99 % of the devices are back; undefined: not within a quarter of an hour */
  backMs: number | undefined;
  /** attempts of a device, from the cut on */
  attemptsEach: number;
}

const stepMs = 10;
const giveUpMs = 900_000;
const lost = { closeCode: 1006, closeReason: "", isClean: false };

/** A killed server: a reset, and then nobody listens. */
const killed = causeOfEnd({ ...lost, failure: { code: "connection.lost" } });

/** Beyond what the server admits. */
function turnedAway(retryAfterS: number | undefined): Cause {
  if (retryAfterS === undefined) return killed;
  const failure = { code: "upgrade.status", status: 503, retryAfterMs: retryAfterS * 1000 };
  return causeOfEnd({ ...lost, failure });
}

const fraction = (random: SeededRandom): number => random.next() / 0x100000000;

export const strategies: readonly Strategy[] = Object.freeze<Strategy[]>([
  {
    name: "mooring",
    make: (random) => {
      const backoff = new Backoff({ random: (into) => random.fill(into) });
      return ({ policy, hintMs }) => backoff.next(policy, hintMs);
    },
  },
  { name: "fixed 10 s", make: () => () => 10_000 },
  {
    name: "1-32 s doubling, no jitter",
    make: () => {
      let attempt = 0;
      return () => Math.min(1000 * 2 ** attempt++, 32_000);
    },
  },
  {
    name: "full jitter 1-60 s alone",
    make: (random) => {
      let attempt = 0;
      return () => fraction(random) * Math.min(1000 * 2 ** attempt++, 60_000);
    },
  },
]);

export function runHerd(strategy: Strategy, options: HerdOptions): HerdResult {
  const { devices, outageMs, admittedPerSecond, retryAfterS, seed } = options;
  const admission = new Admission(admittedPerSecond, outageMs);
  const away = (now: number): Cause => turnedAway(retryAfterS === "queue" ? admission.hintSeconds(now) : retryAfterS);
  const slots: number[][] = [];
  const delays: Delays[] = [];
  const put = (device: number, step: number): void => {
    const slot = slots[step];
    if (slot === undefined) slots[step] = [device];
    else slot.push(device);
  };
  for (let device = 0; device < devices; device++) {
    const delay = strategy.make(new SeededRandom(Math.imul(seed * devices + device + 1, 0x9e3779b1)));
    delays.push(delay);
    put(device, Math.ceil(delay(killed) / stepMs));
  }
  const isBackFor99 = Math.ceil(devices * 0.99);
  const perSecond = new Map<number, number>();
  let attempts = 0;
  let back = 0;
  let backMs: number | undefined;
  let room = 0;
  for (let step = 0; step * stepMs < outageMs + giveUpMs && back < devices; step++) {
    const now = step * stepMs;
    const isUp = now >= outageMs;
    if (now % 1000 === 0) room = admittedPerSecond;
    for (const device of slots[step] ?? []) {
      attempts++;
      const second = Math.floor((now - outageMs) / 1000);
      if (isUp) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
      if (isUp && room > 0) {
        room--;
        if (++back === isBackFor99) backMs = now - outageMs;
      } else put(device, step + Math.max(1, Math.ceil((delays[device] as Delays)(isUp ? away(now) : killed) / stepMs)));
    }
    slots[step] = [];
  }
  return { peakPerSecond: Math.max(0, ...perSecond.values()), backMs, attemptsEach: attempts / devices };
}

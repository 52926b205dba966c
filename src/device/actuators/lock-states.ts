/**
 * The life of a lock, as a table.
 *
 * Theory of operation. A lock is `locked` or `unlocked` at rest, `locking` or `unlocking` while it is driven (or waits to
 * be: a motor rests between two drives), `jammed` when the drive ended and its contact says that it is not where it
 * should be, `unknown` when nobody can say. A command drives it unless it is where it should be. A drive ends when the
 * contact of that end is reached, at the latest after the drive time. What the contacts say at rest counts more than what
 * was commanded: a key from outside is a change too.
 *
 * An event that a state does not list changes nothing.
 */
export const lockStates = Object.freeze(["unknown", "locked", "unlocked", "locking", "unlocking", "jammed"] as const);
export type LockState = (typeof lockStates)[number];

export const lockEvents = Object.freeze([
  /** a drive begins */
  "lock",
  "unlock",
  /** the contacts say where it is, or that they do not know */
  "atLocked",
  "atUnlocked",
  "lost",
  /** the drive is over, and nothing contradicts */
  "driven",
  /** the drive is over, and it is not where it should be */
  "blocked",
] as const);
export type LockEvent = (typeof lockEvents)[number];

const driven = Object.freeze({ lock: "locking", unlock: "unlocking" } as const);

export const lockTransitions: Readonly<Record<LockState, Readonly<Partial<Record<LockEvent, LockState>>>>> =
  Object.freeze({
    unknown: Object.freeze({ ...driven, atLocked: "locked", atUnlocked: "unlocked" }),
    locked: Object.freeze({ ...driven, atUnlocked: "unlocked", lost: "unknown" }),
    unlocked: Object.freeze({ ...driven, atLocked: "locked", lost: "unknown" }),
    locking: Object.freeze({ ...driven, atLocked: "locked", driven: "locked", blocked: "jammed" }),
    unlocking: Object.freeze({
      ...driven,
      atUnlocked: "unlocked",
      driven: "unlocked",
      blocked: "jammed",
    }),
    jammed: Object.freeze({ ...driven, atLocked: "locked", atUnlocked: "unlocked" }),
  });

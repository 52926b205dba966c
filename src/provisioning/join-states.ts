/**
 * The way into a network, as a table.
 *
 * Theory of operation. Without a network to join the station is `idle`. With one it is `waiting` until a moment that is
 * drawn by lot, then `scanning` for those that it knows, `joining` the best of them (the name and the password),
 * `addressing` (DHCP), and `ready`. Each phase has a deadline; what fails leads to the next network that was found, and
 * after the last one back to `waiting`: nothing parks. A wired board skips the scan.
 *
 * An event that a state does not list is a fault: it is logged and counted, and the state stays.
 */
export const joinStates = Object.freeze(["idle", "waiting", "scanning", "joining", "addressing", "ready"] as const);
export type JoinState = (typeof joinStates)[number];

export const joinEvents = Object.freeze([
  /** there is something to join, or something else than before */
  "begin",
  /** there is nothing to join any more */
  "forget",
  /** the delay is over: look for what is known */
  "scan",
  /** one to try, or the next one */
  "join",
  /** it has let us in; an address is to come */
  "linked",
  "addressed",
  /** none of them was to be had */
  "failed",
  /** the link or its address is gone */
  "lost",
] as const);
export type JoinEvent = (typeof joinEvents)[number];

const always = Object.freeze({ begin: "waiting", forget: "idle" } as const);

export const joinTransitions: Readonly<Record<JoinState, Readonly<Partial<Record<JoinEvent, JoinState>>>>> =
  Object.freeze({
    idle: always,
    waiting: Object.freeze({ ...always, scan: "scanning", join: "joining", addressed: "ready" }),
    scanning: Object.freeze({ ...always, join: "joining", addressed: "ready", failed: "waiting" }),
    joining: Object.freeze({
      ...always,
      join: "joining",
      linked: "addressing",
      addressed: "ready",
      failed: "waiting",
    }),
    addressing: Object.freeze({ ...always, join: "joining", addressed: "ready", failed: "waiting" }),
    ready: Object.freeze({ ...always, lost: "waiting" }),
  });

/**
 * The life of a connection, as a table.
 *
 * Theory of operation. A device without a usable server address is `unset`. With one it is `down` while its own link
 * has no address, `waiting` while a retry is due at a known moment, or on its way: resolving the name, connecting (TCP),
 * securing (TCP and TLS together, for the platforms do not tell them apart), upgrading (HTTP to WebSocket), greeting
 * (hello), online. Each of these phases has one deadline, and whatever goes wrong in any of them leads to `waiting`, so
 * nothing ever parks. A peer that refuses this device leads to `refused`: the same, but slow, and shown to people.
 * `closing` is a closing handshake of our own and `draining` the wait for what is not acknowledged before it; both end
 * by a deadline too. `stopped` is the end, entered because somebody asked for it.
 *
 * An event that a state does not list is a fault: it is logged and counted, and the state stays.
 */
export const states = Object.freeze([
  "unset",
  "down",
  "waiting",
  "refused",
  "resolving",
  "connecting",
  "securing",
  "upgrading",
  "greeting",
  "online",
  "draining",
  "closing",
  "stopped",
] as const);
export type State = (typeof states)[number];

export const events = Object.freeze([
  /** there is a server address now */
  "configured",
  /** there is none any more */
  "cleared",
  /** our own link has an address, or has lost it */
  "linkUp",
  "linkDown",
  /** the delay is over */
  "due",
  /** the delay is over and our link is down */
  "absent",
  /** the name has an address; next comes TCP, or TCP with TLS */
  "resolved",
  "resolvedSecure",
  "connected",
  "secured",
  /** 101 */
  "upgraded",
  /** hello's result */
  "greeted",
  /** the connection ended or its deadline passed; to be tried again */
  "failed",
  /** the connection ended because the peer does not want this device, or is not who it should be */
  "refused",
  /** we end the connection, with a closing handshake */
  "end",
  /** a stop was asked for: send what waits first */
  "drain",
  /** a stop was asked for, or what it waited for is done */
  "stop",
] as const);
export type Event = (typeof events)[number];

export const transitions: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>> = Object.freeze({
  unset: Object.freeze({ configured: "down", cleared: "unset", linkUp: "unset", linkDown: "unset", stop: "stopped" }),
  down: Object.freeze({ cleared: "unset", linkUp: "waiting", linkDown: "down", stop: "stopped" }),
  waiting: Object.freeze({
    cleared: "unset",
    due: "resolving",
    linkUp: "waiting",
    linkDown: "down",
    stop: "stopped",
  }),
  // A link that comes and goes must not make a refused device faster.
  refused: Object.freeze({
    cleared: "unset",
    due: "resolving",
    absent: "down",
    linkUp: "refused",
    linkDown: "refused",
    stop: "stopped",
  }),
  resolving: Object.freeze({
    resolved: "connecting",
    resolvedSecure: "securing",
    failed: "waiting",
    linkDown: "down",
    stop: "stopped",
  }),
  connecting: Object.freeze({ connected: "upgrading", failed: "waiting", linkDown: "down", stop: "stopped" }),
  securing: Object.freeze({
    secured: "upgrading",
    failed: "waiting",
    refused: "refused",
    linkDown: "down",
    stop: "stopped",
  }),
  upgrading: Object.freeze({
    upgraded: "greeting",
    failed: "waiting",
    refused: "refused",
    linkDown: "down",
    stop: "stopped",
  }),
  greeting: Object.freeze({
    greeted: "online",
    failed: "waiting",
    refused: "refused",
    end: "closing",
    linkDown: "down",
    stop: "closing",
  }),
  online: Object.freeze({
    failed: "waiting",
    refused: "refused",
    end: "closing",
    drain: "draining",
    linkDown: "down",
    stop: "closing",
  }),
  draining: Object.freeze({
    failed: "stopped",
    refused: "stopped",
    end: "closing",
    linkDown: "stopped",
    stop: "closing",
  }),
  closing: Object.freeze({ failed: "waiting", refused: "refused", linkDown: "down", stop: "stopped" }),
  stopped: Object.freeze({}),
});

/** On the way to a connection, or in one: there is something to let go of. Each of them but online has a deadline. */
export type ConnectionState = Exclude<State, "unset" | "down" | "waiting" | "refused" | "stopped">;

export function isConnection(state: State): state is ConnectionState {
  return state !== "unset" && state !== "down" && state !== "waiting" && state !== "refused" && state !== "stopped";
}

/** Bounds of the session alone; what both sides must agree on stands in src/protocol/limits.ts. */
export const sessionLimits = Object.freeze({
  /** ms; deadline of each phase: a name, TCP, and hello need a few round trips; TLS on a board takes seconds to compute */
  resolvingMs: 10000,
  connectingMs: 10000,
  securingMs: 20000,
  upgradingMs: 10000,
  greetingMs: 10000,
  /** ms; closing handshake of our own; a person may be waiting for the end */
  closingMs: 1000,
  /** ms; before a stop, for what is not acknowledged */
  drainingMs: 1500,
  /** ms; for the acknowledgement of a pack: the application behind the socket is alive as well */
  acknowledgeMs: 10000,
  /** ms; online that long, the count of attempts falls back */
  stableMs: 60000,
  /** bytes; a message of ours: the description of some twenty sensors and actuators with their methods' schemas */
  outgoingBytes: 4096,
  /** bytes; a pack: one and a half TCP segments, about thirty records */
  packBytes: 1536,
  /** bytes; what the WebSocket may hold to be sent: an answer and a pack, with their frame headers */
  queueBytes: 6144,
  /** bytes; read from TCP at a time, and the most that is written at a time */
  transferBytes: 1024,
  /** reads; in a row before the rest of the device has its turn */
  readsInARow: 8,
  /** bytes; of the outbox, by priority: some 30 events, 30 changes of state, 110 readings */
  eventBytes: 2048,
  stateBytes: 2048,
  periodicBytes: 7168,
  /** bytes; one record of the outbox: a text of 256 characters, each as an escape, is more than anyone sends */
  recordBytes: 768,
  /** packs; refused in a row by the server before the records are given up, for it will not ever take them */
  refusedPacks: 3,
  /** ms; before a pack is sent again that the server could not store and gave no delay for */
  holdMs: 5000,
} as const);

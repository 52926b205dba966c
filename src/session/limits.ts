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
  /** bytes; the buffer for what we write: hello with all its texts, an answer. A larger answer gets one of its own */
  outgoingBytes: 1536,
  /** bytes; the buffer for a longer answer, while it is written: what has no room in it comes with the next */
  answerBytes: 2560,
  /** bytes; a pack: within one TCP segment of 1,440 bytes, its frame's header included; about 27 readings */
  packBytes: 1400,
  /** bytes; what the WebSocket may hold to be sent: a pack and control frames; a longer message goes in fragments */
  queueBytes: 1280,
  /** bytes; read from TCP at a time, into a buffer of that size */
  readBytes: 512,
  /** bytes; written to TCP at a time, from where they lie */
  writeBytes: 1440,
  /** bytes; of the outbox, by priority: some 14 events, 75 changes of state, 190 readings */
  eventBytes: 1024,
  stateBytes: 1024,
  periodicBytes: 4096,
  /** bytes; one record of the outbox, one line of the log: a text of 256 characters with its frame */
  recordBytes: 512,
  /** bytes; what is written to the log partition at a time, with its header: about ten readings, or one large record */
  logEntryBytes: 640,
  /** erasures of each sector in any 24 hours: at 100,000, which flash bears, it lasts 34 years; 2 MB a day with 64 sectors */
  logErasuresPerDay: 8,
  /** numbers; reserved at a time in the log partition, 20 bytes each time: an hour and a half of 1.5 readings a second */
  logNumbers: 8192,
  /** ms; without a session before records go to the log partition, unless half of a ring is taken: most outages are short */
  spillAfterMs: 30000,
  /** ms; then between one time and the next: a power cut costs that much of readings; events and state go at once */
  spillEveryMs: 30000,
  /** ms; an outage lasts so long before its readings are thinned out, where that is set: most end sooner */
  thinAfterMs: 600000,
  /** s; range of the window that the setting gives: the shorter, the more stays; the longer, the more a power cut costs */
  thinSecondsMinimum: 10,
  thinSecondsMaximum: 3600,
  /** packs; refused in a row by the server before the records are given up, for it will not ever take them */
  refusedPacks: 3,
  /** ms; for a time server's answer, all questions to it included */
  ntpMs: 30000,
  /** ms; between two questions when there was no answer, doubling from the first to the last */
  ntpRetryMs: 5000,
  ntpRetryCapMs: 900000,
  /** ms; the same while the time is not known at all: without it no certificate may be good */
  ntpUnknownCapMs: 60000,
  /** ms; between two questions that were answered: a crystal of 40 ppm goes wrong by 0.9 s in six hours */
  ntpEveryMs: 21600000,
  /** ms; so long an answer counts more than the server's time: one that was missed does not change the source */
  ntpFreshMs: 46800000,
  /** ms; differences up to this are what a message takes, and the clock is left alone */
  clockSlackMs: 100,
  /** ms; from this difference on setting the clock is a step: counted and told */
  stepMs: 1000,
  /** ms; two settings of the clock that lie so far apart say how fast it goes */
  driftMs: 1800000,
  /** ms; by which NTP and the server may differ before a person is told */
  clockDifferenceMs: 5000,
  /** ms; the last time seen is stored anew when it is so much later: once a day at most, however often the device starts */
  seenEveryMs: 86400000,
  /** ms; after a session began, before the first report of its figures, and between two of them */
  metricsFirstMs: 5000,
  metricsEveryMs: 60000,
  /** addresses of one cloud; tried in turn */
  servers: 4,
  /** ms; before a pack is sent again that the server could not store and gave no delay for */
  holdMs: 5000,
} as const);

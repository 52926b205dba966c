/**
 * Every bound of the wire in one table. A bound of one part alone (a queue of the outbox, a timer of the session)
 * stands in that part's own limits; what both sides must agree on stands here.
 */
export const limits = Object.freeze({
  /** bytes; a text message that a device accepts, and the most it sends: it fits twice into what is left of 56 KB */
  messageBytes: 4096,
  /** bytes; what the server accepts from a device before it closes with 1009: sixteen device messages */
  serverMessageBytes: 65536,
  /** records; of a telemetry pack or event list: the server's work per message stays bounded */
  packRecords: 128,
  /** packs; sent and not yet acknowledged: one of each priority, so that a refused pack is never overtaken */
  windowPacks: 3,
  /** entries; of one log message */
  logEntries: 32,
  /** characters; id of a device: it stands in URLs */
  idCharacters: 64,
  /** characters; name of a sensor, actuator, event or method */
  nameCharacters: 48,
  /** characters; any free text */
  textCharacters: 256,
  /** levels; of nested arrays and objects in a message: recursion on a 512-slot stack */
  depth: 12,
  /** values; numbers, strings, lists, objects of a message to a device, counted together: each takes slots of its heap */
  values: 96,
  /** bytes; of one string in a message to a device: any text of 256 characters, each of four bytes */
  stringBytes: 1024,
  /** characters; of the id of a request to a device: it is kept to know a repeat */
  requestIdCharacters: 64,
  /** items; of each list in a device's description */
  descriptionItems: 64,
  /** items; of what is desired that a device refuses: more are not told */
  refusals: 16,
  /** bytes; of all that is desired of a device, as JSON: it comes in hello's result */
  desiredBytes: 2048,
  /** values; of all that is desired of a device, counted together */
  desiredValues: 64,
  /** requests; that one side may have in flight at the other */
  requestsInFlight: 8,
  /** ms; between two pings when nothing else proves life: half-open is noticed in pingMs + pongMs, under 45 s */
  pingMs: 25000,
  /** ms; for the pong */
  pongMs: 10000,
  /** ms; range that a server may set pingMs to */
  pingMsMinimum: 5000,
  pingMsMaximum: 300000,
  /** ms; a server waits so long for hello before it closes with 4408 */
  helloMs: 10000,
  /** ms; default and greatest deadline of a command */
  commandMs: 10000,
  commandMsMaximum: 120000,
  /** messages a second and burst; more is answered with rateLimited, and far more (ten times) with close 1008 */
  messagesPerSecond: 50,
  messagesBurst: 200,
} as const);

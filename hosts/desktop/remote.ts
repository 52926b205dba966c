/**
 * What passes between the firmware in its engine and the board in Node, as small numbers: classes that can be
 * constructed, operations on objects, events of objects. Both sides import this table and nothing else of each other.
 *
 * Object 0 is the board. Each constructed object has a number of its own that is never used again while the engine
 * lives, so an event of a closed object finds nobody.
 */
export const classes = Object.freeze({
  Digital: 1,
  Analog: 2,
  PWM: 3,
  I2C: 4,
  TCP: 5,
  TLS: 6,
  UDP: 7,
  Listener: 8,
  NetworkInterface: 9,
  Resolver: 10,
  KeyValue: 11,
  Flash: 12,
  HostSensor: 13,
  AccessPoint: 14,
  PulseCount: 15,
  Serial: 16,
} as const);

export const operations = Object.freeze({
  // of the board

  /** () -> JSON: BoardDescription */
  describe: 1,
  /** (class, options as JSON) -> object */
  construct: 2,
  /** () -> ms */
  now: 3,
  /** () -> ms or undefined */
  wall: 4,
  /** (ms) */
  setWall: 5,
  /** (timer, ms): the guest chooses the timer's number; event `timer` follows */
  setTimer: 6,
  /** (timer) */
  clearTimer: 7,
  /** (count) -> bytes */
  random: 8,
  /** (algorithm, bytes) -> bytes */
  digest: 9,
  /** (reason): the engine ends */
  restart: 10,
  /** (text): to the program that started the board */
  post: 11,
  /** (): the firmware has ended in order, as event `close` asked it to */
  stopped: 12,
  /** (online): whether the firmware has a session with its server; only when it changed */
  link: 13,
  /** () -> V */
  supply: 14,

  // of every other object

  /** () */
  close: 20,
  /** (name) -> value of a property */
  get: 21,
  /**
   * Digital, Analog, PulseCount, HostSensor () -> number; I2C (count) -> bytes; TCP, TLS, Serial (most) -> bytes or undefined;
   * UDP () -> bytes or undefined, then `get` address and port; KeyValue (key) -> text or undefined;
   * Flash (offset, count) -> bytes; Listener () -> object (TCP) or undefined
   */
  read: 22,
  /**
   * Digital, PWM, PulseCount (number); I2C (bytes); TCP, TLS (bytes) -> writable; UDP (bytes, address, port); KeyValue (key, text);
   * Flash (bytes, offset)
   */
  write: 23,
  /** KeyValue (key) */
  delete: 24,
  /** Flash (start, end) */
  eraseBlock: 25,
  /** NetworkInterface (JoinOptions as JSON): undefined joins what is stored */
  connect: 26,
  /** NetworkInterface () */
  disconnect: 27,
  /** Resolver (request, host): the guest chooses the request's number; event `resolved` or `unresolved` follows */
  resolve: 28,
  /** NetworkInterface (scan): the guest chooses the scan's number; events `found`, then `scanned` follow */
  scan: 29,
} as const);

export const events = Object.freeze({
  // of the board

  /** (timer) */
  timer: 1,
  /** (): the firmware is to end in order */
  close: 2,
  /** (text): from the program that started the board */
  message: 3,

  // of every other object

  /** (count): bytes, packets, or connections that wait; Digital (): the level changed */
  readable: 10,
  /** (count): bytes */
  writable: 11,
  /** (reason or undefined): terminal */
  error: 12,
  /** (property): NetworkInterface */
  changed: 13,
  /** (request, address) */
  resolved: 14,
  /** (request, reason or undefined) */
  unresolved: 15,
  /** (scan, FoundNetwork as JSON): NetworkInterface */
  found: 16,
  /** (scan, reason or undefined): NetworkInterface */
  scanned: 17,
} as const);

/** What the board tells of itself, as JSON. */
export interface BoardDescription {
  pin: Readonly<Record<string, number>>;
  I2C: Readonly<Record<string, Readonly<{ data: number; clock: number }>>>;
  sensor: readonly Readonly<{ name: string; unit: string }>[];
  identity: Readonly<{ id: string; model: string }>;
  restartReason: Readonly<{ reason: string; detail?: string }>;
  /** The firmware joins networks, and opens a portal on this port of the machine; absent: it has nothing to join. */
  portalPort?: number | undefined;
  /** Whether it has a UART. */
  hasSerial: boolean;
  /** What the program that started the board hands to its guest. */
  launch: Readonly<Record<string, unknown>>;
}

/**
 * One device's way to the server: names, TCP and TLS in the shape of src/board, and what can go wrong on it. Bytes
 * keep their order, as TCP's do: what is lost comes later, not never, unless the connection is forgotten.
 */
import type { Resolver, TCP, TCPOptions, TLSOptions } from "../../../src/board/network.js";
import type { VirtualClock } from "../virtual-clock.js";
import type { Chance } from "./chance.js";
import type { EventLog } from "./event-log.js";
import { SimulatedResolver, SimulatedSocket } from "./sockets.js";

/** The server's end of a connection. */
export interface ServerEnd {
  readonly path: Path;
  /** The name by which the device has asked. */
  readonly host: string;
  onData: (bytes: Uint8Array) => void;
  /** The client is gone: it closed, or was reset. */
  onEnd: () => void;
  send(bytes: Uint8Array): void;
  /** Ends the connection in order, behind what was sent. */
  end(): void;
  /** A reset: what is on its way is lost. */
  reset(): void;
}

export interface Conditions {
  /** ms one way, and up to so many more, by chance */
  delayMs: number;
  jitterMs: number;
  /** 0 to 1; pieces that are lost once and come 0.3 to 3 s later */
  loss: number;
  /** bytes; what arrives is cut into pieces of at most that size */
  splitBytes: number;
  /** bytes; what a client may write before the other end has taken it */
  windowBytes: number;
  /** Nothing moves, either way; it does again afterwards. */
  isStalled: boolean;
  resolver: "ok" | "fail" | "silent";
  connecting: "ok" | "fail" | "silent";
  securing: "ok" | "fail" | "silent" | "distrust";
  /** days; how long ago the server's certificate became valid */
  certificateDays: number;
  /** past: a time server that is years behind */
  ntp: "ok" | "silent" | "past";
}

export const goodConditions: Readonly<Conditions> = Object.freeze({
  delayMs: 10,
  jitterMs: 0,
  loss: 0,
  splitBytes: 1460,
  windowBytes: 4096,
  isStalled: false,
  resolver: "ok",
  connecting: "ok",
  securing: "ok",
  certificateDays: 500,
  ntp: "silent",
});

export class Path {
  conditions: Conditions = { ...goodConditions };
  /** Sockets and resolvers of the device that are not closed, and the most there were. */
  open = 0;
  mostOpen = 0;
  /** ms since 1970, by which the device judges certificates */
  judgedAt: () => number = () => Number.POSITIVE_INFINITY;
  /** Counts cuts of power: what an earlier life of the device has opened is gone. */
  life = 0;
  readonly name: string;
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly log: EventLog;
  readonly TCP: new (
    options: TCPOptions,
  ) => TCP;
  readonly TLS: new (
    options: TLSOptions,
  ) => TCP;
  readonly Resolver: new (
    options: object,
  ) => Resolver;
  /** Takes each connection; true: somebody listens there. */
  readonly server: (end: ServerEnd) => boolean;
  readonly #sockets = new Set<SimulatedSocket>();
  readonly #held: (() => void)[] = [];

  constructor(name: string, clock: VirtualClock, chance: Chance, log: EventLog, server: (end: ServerEnd) => boolean) {
    this.name = name;
    this.clock = clock;
    this.chance = chance;
    this.log = log;
    this.server = server;
    const path = this;
    this.TCP = class extends SimulatedSocket {
      constructor(options: TCPOptions) {
        super(path, options, false);
      }
    };
    this.TLS = class extends SimulatedSocket {
      constructor(options: TLSOptions) {
        super(path, options, true);
      }
    };
    this.Resolver = class extends SimulatedResolver {
      constructor() {
        super(path);
      }
    };
  }

  /** What is named changes, the rest stays. */
  set(change: Partial<Conditions>): void {
    const wasStalled = this.conditions.isStalled;
    this.conditions = { ...this.conditions, ...change };
    if (!wasStalled || this.conditions.isStalled) return;
    for (const held of this.#held.splice(0)) this.clock.after(this.conditions.delayMs, held);
  }

  /** ms that one piece takes now, its repetition included */
  travelMs(): number {
    const { delayMs, jitterMs, loss } = this.conditions;
    let ms = delayMs;
    if (jitterMs > 0) ms += Math.floor(this.chance.fraction() * jitterMs);
    if (loss > 0 && this.chance.fraction() < loss) ms += this.chance.whole(300, 3000);
    return ms;
  }

  /** Runs what arrives now, or holds it until the path is no longer stalled. */
  arrive(action: () => void): void {
    if (this.conditions.isStalled) this.#held.push(action);
    else action();
  }

  add(socket: SimulatedSocket): void {
    this.#sockets.add(socket);
    this.opened();
  }

  remove(socket: SimulatedSocket): void {
    if (this.#sockets.delete(socket)) this.open--;
  }

  opened(): void {
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
  }

  /** Both ends learn at once that all connections are gone. */
  resetAll(): void {
    for (const socket of [...this.#sockets]) socket.fail("reset");
  }

  /** A router forgets all connections, or the address has changed: they stay, and nothing arrives any more. */
  forgetAll(): void {
    for (const socket of this.#sockets) socket.forget();
  }

  /** The device has no power: its sockets are gone, and nobody was told. */
  cut(): void {
    for (const socket of [...this.#sockets]) socket.vanish();
    this.open = 0;
    this.life++;
  }
}

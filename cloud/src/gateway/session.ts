/**
 * One connection of one device, from the upgrade to its end: deadlines, heartbeat, rates and what waits to be sent.
 * What the device asks is answered in device-methods.ts.
 */
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { RawData, WebSocket } from "ws";
import { closeCodes } from "../../../src/protocol/close-codes.js";
import { errorCodes } from "../../../src/protocol/faults.js";
import { limits } from "../../../src/protocol/limits.js";
import type { Params } from "../../../src/protocol/messages.js";
import { Rate } from "../rate.js";
import type { DeviceMetrics } from "../watch-messages.js";
import { Heartbeat, type HeartbeatTimes } from "./heartbeat.js";
import { RoundTrip } from "./round-trip.js";
import { type Outcome, RpcError, RpcPeer } from "./rpc.js";

/** Times of the link; tests shorten them. */
export interface LinkTimes extends HeartbeatTimes {
  helloMs: number;
}

export interface SessionOptions extends LinkTimes {
  id: string;
  socket: WebSocket;
  stream: Socket;
  address: string;
  /** seconds since 1970 */
  now: () => number;
  handle: (session: DeviceSession, method: string, params: unknown) => unknown;
  onEnd: (session: DeviceSession, reason: string) => void;
  onFault: (error: unknown) => void;
}

const pauseAboveBytes = 262_144; // unsent answers at which the device is not read any further
const resumeBelowBytes = 32_768;
const mostUnsentBytes = 1_048_576; // beyond this nothing is sent: the heartbeat will end the connection
const floodFactor = 10; // times the rate at which a device is cut off

export class DeviceSession {
  readonly session = randomBytes(9).toString("base64url");
  readonly options: SessionOptions;
  readonly since: number;
  readonly roundTrip = new RoundTrip();
  /** undefined: it has not said hello */
  hello: Params<"hello"> | undefined;
  lastEnd: string | null = null;
  /** the newest report of this session; null: there was none yet */
  metrics: DeviceMetrics | null = null;
  /** version of what is desired that it has, or was sent last; undefined: not known */
  taken: number | undefined;
  /** version of what is desired that it has said it has; 0: none */
  confirmed = 0;
  /** version of what is desired; what was named later the device has judged with the newest that it was sent */
  judgedFrom = 0;
  /** it has given a time that is too far ahead */
  isAhead = false;
  messagesIn = 0;
  messagesOut = 0;
  /** messages beyond the rate */
  refused = 0;
  readonly #rpc: RpcPeer;
  readonly #rate = new Rate(limits.messagesPerSecond, limits.messagesBurst, performance.now());
  readonly #flood = new Rate(
    limits.messagesPerSecond * floodFactor,
    limits.messagesBurst * floodFactor,
    performance.now(),
  );
  #helloTimer: NodeJS.Timeout | undefined;
  #heartbeat: Heartbeat | undefined;
  #heartbeatTimer: NodeJS.Timeout | undefined;
  #readAtPing = 0;
  #isPaused = false;
  #isEnded = false;
  #endReason: string | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.since = options.now();
    this.#rpc = new RpcPeer({
      send: (text) => this.#send(text),
      handle: (method, params) => options.handle(this, method, params),
      onFault: options.onFault,
    });
    const { socket } = options;
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("ping", () => this.#heartbeat?.heard(performance.now()));
    socket.on("pong", (data) => this.#pong(data));
    socket.on("close", (code, reason) => this.#ended(describeEnd(code, reason.toString())));
    socket.on("error", (error) => {
      this.#endReason ??= error.message;
    });
    this.#helloTimer = setTimeout(() => this.close(4408, "no hello in time"), options.helloMs);
  }

  get id(): string {
    return this.options.id;
  }

  get ignored(): number {
    return this.#rpc.ignored;
  }

  /** Called by hello's handler. */
  greeted(hello: Params<"hello">): void {
    this.hello = hello;
    clearTimeout(this.#helloTimer);
    this.#heartbeat = new Heartbeat(this.options, performance.now());
    this.#beat();
  }

  /** Asks the device; never rejects. */
  request(method: string, params: unknown, deadlineMs: number, ownId?: string): Promise<Outcome> {
    return this.#isEnded ? Promise.resolve({ kind: "lost" }) : this.#rpc.request(method, params, deadlineMs, ownId);
  }

  /** Begins the closing handshake; ws cuts the connection when the device does not answer it. */
  close(code: number, reason: string): void {
    this.#endReason ??= describeEnd(code, reason);
    this.options.socket.close(code, reason);
  }

  terminate(reason: string): void {
    this.#endReason ??= reason;
    this.options.socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isEnded || this.options.socket.readyState !== this.options.socket.OPEN) return;
    this.messagesIn++;
    const now = performance.now();
    this.#heartbeat?.heard(now);
    const isFlood = !this.#flood.take(now);
    if (isFlood || isBinary) {
      if (isFlood) this.close(1008, "far too many messages");
      else this.close(1003, "binary messages were not negotiated");
      return;
    }
    let refusal: RpcError | undefined;
    if (!this.#rate.take(now)) {
      this.refused++;
      refusal = new RpcError(errorCodes.rateLimited, "too many messages", { retryAfterMs: this.#rate.waitMs(now) });
    }
    this.#rpc.receive((data as Buffer).toString("utf8"), refusal);
  }

  #send(text: string): boolean {
    const { socket } = this.options;
    if (socket.readyState !== socket.OPEN || socket.bufferedAmount > mostUnsentBytes) return false;
    this.messagesOut++;
    socket.send(text, () => this.#resume());
    if (socket.bufferedAmount > pauseAboveBytes && !this.#isPaused) {
      this.#isPaused = true;
      socket.pause();
    }
    return true;
  }

  #resume(): void {
    const { socket } = this.options;
    if (!this.#isPaused) return;
    // While nothing is read, that it takes what it is sent is the sign of life.
    this.#heartbeat?.heard(performance.now());
    if (socket.bufferedAmount > resumeBelowBytes || socket.readyState !== socket.OPEN) return;
    this.#isPaused = false;
    socket.resume();
  }

  #beat(): void {
    const heartbeat = this.#heartbeat;
    if (heartbeat === undefined || this.#isEnded) return;
    const now = performance.now();
    const { socket, stream } = this.options;
    // Part of a message proves life as well.
    if (heartbeat.due(now) === "dead" && stream.bytesRead > this.#readAtPing) heartbeat.heard(now);
    const due = heartbeat.due(now);
    if (due === "dead") {
      this.terminate("no pong");
      return;
    }
    if (due === "ping") {
      this.#readAtPing = stream.bytesRead;
      socket.ping(heartbeat.pinged(now));
    }
    this.#heartbeatTimer = setTimeout(() => this.#beat(), Math.ceil(heartbeat.waitMs(now)));
  }

  #pong(data: Buffer): void {
    const roundTripMs = this.#heartbeat?.ponged(data.toString(), performance.now());
    if (roundTripMs !== undefined) this.roundTrip.add(roundTripMs);
  }

  #ended(reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#helloTimer);
    clearTimeout(this.#heartbeatTimer);
    this.#rpc.close();
    this.options.onEnd(this, this.#endReason ?? reason);
  }
}

/** "1012 service restart", "4409 replaced by a newer session": for logs and the dashboard. */
function describeEnd(code: number, reason: string): string {
  const known = (closeCodes as Record<number, { name: string } | undefined>)[code]?.name;
  return `${code} ${reason === "" ? (known ?? "") : reason}`.trim().slice(0, limits.textCharacters);
}

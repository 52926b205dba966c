/**
 * A WebSocket connection (RFC 6455, RFC 7692) without I/O: bytes and `now` go in; events, bytes and the next deadline
 * come out. It opens no socket, sets no timer, and never throws for what the peer does.
 *
 * How it is driven: receive() what TCP brought, call next() until it gives `none`, hand what take() or transmit()
 * gives to TCP, and set one timer for `deadline`. At the event `closed`, close TCP. It comes exactly once, last.
 *
 * The life of it:
 *   upgrading -> open -> closing (we asked) -> lingering -> closed
 *                     -> lingering (they asked, or broke a rule: what is queued and our close frame go out)
 * In `lingering` a client waits a moment for the server to end TCP (7.1.1), so that no TIME_WAIT stays on the board.
 */
import { closeCodeOf, closeFault, closePayload, closeReasonOf, faultCloseCode } from "./close.js";
import {
  type ConnectionOptions,
  type ConnectionState,
  events,
  type Failure,
  type ServerOptions,
} from "./connection-options.js";
import type { DeflateCodec, DeflateOffer, DeflateParameters } from "./deflate.js";
import { Handshake } from "./handshake.js";
import { Mask } from "./mask.js";
import { controlBytes, opcodes } from "./opcodes.js";
import { Receiver, received } from "./receiver.js";
import { SendQueue } from "./send-queue.js";

export type { ConnectionOptions, ConnectionState, Failure, ServerOptions } from "./connection-options.js";

export const connectionEvents = events;
// ms; that a client gives the server to end TCP once both close frames are out
const lingerMs = 1000;
const nothing = new Uint8Array(0);

export class WebSocketConnection {
  // Fields and not getters, for they are read with every message; changed here alone.
  state: ConnectionState;
  /** Open, and TCP stands: next() gives `none` until something is received, written or ended. */
  isSteady = false;
  /** ms on the caller's monotonic clock: call next(now) then; Infinity: no deadline */
  deadline = Number.POSITIVE_INFINITY;
  // What came: the newest message, ping or pong lies in its `source` from `start` to `end`; and what is to be sent.
  readonly received: Receiver;
  readonly sending: SendQueue;
  /** From the peer's close frame: 1005 when it had no code, 1006 when there was none (7.1.5). */
  closeCode = 1006;
  closeReason = "";
  /** Both close frames were exchanged. */
  isClean = false;
  private now: number;
  private handshake: Handshake | undefined;
  private hasEnded = false;
  private readonly closeMs: number;
  private readonly isServer: boolean;
  private isAnnounced = false;
  // Declared alone, and so no slot on XS, until there is one.
  declare failure: Failure | undefined;
  /** The subprotocol that the server chose. */
  declare protocol: string | undefined;
  /** What was agreed about compression; undefined: there is none. */
  declare deflate: DeflateParameters | undefined;
  private declare offer: DeflateOffer | undefined;
  private declare codec: DeflateCodec | undefined;
  private declare endReason: string | undefined;

  /** Throws TypeError or RangeError for options that make no sense, before anything is sent. */
  constructor(options: ConnectionOptions | ServerOptions) {
    this.isServer = options.role === "server";
    this.now = options.now;
    this.closeMs = options.closeMs;
    if (!(options.queueBytes >= 256)) throw new RangeError("queueBytes: at least 256");
    if (!(options.maximumMessageBytes >= 0)) throw new RangeError("maximumMessageBytes: not a size");
    if (options.role === "server") {
      this.state = "open";
      this.isSteady = true;
    } else {
      this.handshake = new Handshake(options);
      if (options.deflate !== undefined) this.offer = options.deflate;
      this.state = "upgrading";
      this.deadline = options.now + options.upgradeMs;
    }
    const mask = options.role === "server" ? undefined : new Mask(options.source, options.xor);
    this.sending = new SendQueue(options.queueBytes, mask, options.queueGrows === true);
    this.received = new Receiver(this.isServer, options.maximumMessageBytes, options.inParts === true, options.utf8);
  }

  /** The newest message, ping or pong; valid until the following next() or receive(). */
  get message(): Uint8Array {
    return this.received.payload;
  }

  get binary(): boolean {
    return this.received.binary;
  }
  /** The connection has ended and TCP has not: close it now. */
  get wantsDisconnect(): boolean {
    return this.state === "closed" && !this.hasEnded;
  }

  /** bytes that wait to be handed to TCP */
  get transmittable(): number {
    if (this.state === "closed") return 0;
    return this.handshake?.unsentBytes ?? this.sending.pendingBytes;
  }

  /** bytes of the queue that are free for messages, their headers included */
  get queueFree(): number {
    return this.sending.freeBytes;
  }

  /** Written messages that were not yet handed to TCP whole: the last so many. */
  get unsentMessages(): number {
    return this.sending.messagesWritten - this.sending.messagesTaken;
  }

  /**
   * What TCP brought: bytes[0] up to bytes[count], all by default. They are borrowed until next() has given `none`;
   * throws when the last ones were not taken.
   */
  receive(bytes: Uint8Array, now: number, count = bytes.length): void {
    this.now = now;
    const { state } = this;
    if (state === "closed" || state === "lingering" || this.hasEnded) return;
    if (!this.received.isEmpty || this.handshake?.isComplete) throw new Error("receive before next() gave none");
    if (this.handshake === undefined) this.received.load(bytes, 0, count);
    else this.handshake.read(bytes, count);
  }

  /** TCP ended or failed; reason: what is known about it. What came before is still delivered. */
  end(now: number, reason?: string): void {
    this.now = now;
    this.hasEnded = true;
    this.isSteady = false;
    if (reason !== undefined) this.endReason ??= reason;
  }

  /** The next event, one of connectionEvents. To be called until it gives `none`. */
  next(now: number): number {
    this.now = now;
    let event: number = this.state === "upgrading" ? this.upgrade() : events.none;
    while (event === events.none && (this.state === "open" || this.state === "closing")) {
      const kind = this.received.pull();
      if (kind === received.data) return events.message;
      if (kind === received.nothing) break;
      event = this.accept(kind, now);
    }
    if (event !== events.none) return event;
    if (this.state !== "closed") this.checkEnd(now);
    if (this.state === "closed") return this.announce();
    return this.state === "open" && this.sending.hasRoomAgain() ? events.writable : events.none;
  }

  /**
   * Queues a whole message; text must be UTF-8. false: there is no room, nothing was taken, and `writable` will come;
   * or the connection is not open. Throws RangeError for a message that the queue can never hold: see writePart().
   */
  write(bytes: Uint8Array, binary: boolean): boolean {
    return this.state === "open" && this.sending.write(bytes, binary);
  }

  /**
   * Queues as much of a message, from bytes[start] on, as there is room for, as a fragment, and returns how many bytes
   * were taken; when not all were, `writable` will come. isEnd: the message ends with these bytes. Every call for one
   * message gives the same `binary`. -1: not open, or no room worth a fragment; nothing was done.
   */
  writePart(bytes: Uint8Array, start: number, binary: boolean, isEnd: boolean): number {
    return this.state === "open" ? this.sending.writePart(bytes, start, binary, isEnd) : -1;
  }

  /** Queues a ping, 0-125 bytes; it overtakes messages. false: not open, or too many control frames wait. */
  ping(payload: Uint8Array = nothing): boolean {
    return this.control(opcodes.ping, payload);
  }

  /** The same with opcodes.ping, or opcodes.pong for one that nobody asked for (5.5.3): pings are answered without it. */
  control(opcode: number, payload: Uint8Array): boolean {
    if (payload.length > controlBytes) throw new RangeError("a control frame holds 125 bytes");
    return this.state === "open" && this.sending.control(opcode, payload);
  }

  /**
   * Begins the closing handshake behind what is queued, or gives up the upgrade. Idempotent. Throws RangeError for a
   * code that may not be sent (1000-1003, 1007-1014, 3000-4999) or a reason above 123 bytes of UTF-8.
   */
  close(code = 1000, reason = "", now = this.now): void {
    const payload = closePayload(code, reason);
    this.now = now;
    if (this.state === "upgrading") this.finish({ code: "upgrade.cancelled" });
    if (this.state !== "open") return;
    this.sending.close(payload);
    this.enter("closing", now + this.closeMs);
  }

  /** What should go to TCP next, at most limitBytes; empty: nothing. Valid until the next call of anything here. */
  take(limitBytes: number): Uint8Array {
    if (this.state === "closed") return nothing;
    return this.handshake?.take(limitBytes) ?? this.sending.take(limitBytes);
  }

  /** Fills the caller's buffer with what should go to TCP; returns the number of bytes, 0: nothing. */
  transmit(into: Uint8Array): number {
    let count = 0;
    while (count < into.length && this.transmittable > 0) {
      const bytes = this.take(into.length - count);
      into.set(bytes, count);
      count += bytes.length;
    }
    return count;
  }

  private enter(state: ConnectionState, deadline: number): void {
    this.state = state;
    this.isSteady = state === "open" && !this.hasEnded;
    this.deadline = deadline;
  }

  private upgrade(): number {
    const handshake = this.handshake as Handshake;
    if (!handshake.isComplete) return events.none;
    if (handshake.fault !== undefined) return this.finish(handshake.failure());
    if (handshake.protocol !== undefined) this.protocol = handshake.protocol;
    if (handshake.deflate !== undefined && this.offer !== undefined) {
      this.deflate = handshake.deflate;
      this.codec = this.offer.open(handshake.deflate);
      this.received.useCodec(this.codec);
      this.sending.useCodec(this.codec);
    }
    this.received.load(handshake.rest, handshake.restAt, handshake.restEnd);
    this.handshake = undefined;
    this.enter("open", Number.POSITIVE_INFINITY);
    return events.open;
  }

  /** Acts on an event of `received` other than data, and returns what next() would. For who pulls from it directly. */
  accept(kind: number, now: number): number {
    this.now = now;
    switch (kind) {
      case received.ping:
        if (this.state === "open") this.sending.control(opcodes.pong, this.message);
        return events.ping;
      case received.pong:
        return events.pong;
      case received.close:
        this.takeClose(this.message);
        return events.none;
      default:
        this.fail(this.received.fault as string);
        return events.none;
    }
  }

  private takeClose(payload: Uint8Array): void {
    const fault = closeFault(payload);
    if (fault !== undefined) {
      this.fail(fault);
      return;
    }
    this.closeCode = closeCodeOf(payload);
    this.closeReason = closeReasonOf(payload);
    this.isClean = true;
    this.linger(payload.subarray(0, 2));
  }

  /** The peer broke a rule: our close frame says which, and nothing that comes later counts (7.1.7). */
  private fail(code: string): void {
    const closeCode = faultCloseCode(code);
    this.failure = { code, closeCode };
    this.linger(closePayload(closeCode, ""));
  }

  private linger(payload: Uint8Array): void {
    if (this.state === "open") this.sending.close(payload);
    this.enter("lingering", this.now + this.closeMs);
  }

  private checkEnd(now: number): void {
    const state = this.state;
    if (state === "lingering") {
      if (this.sending.pendingBytes === 0) this.deadline = Math.min(this.deadline, now + lingerMs);
      if (this.hasEnded || now >= this.deadline || (this.isServer && this.sending.pendingBytes === 0)) this.finish();
    } else if (this.hasEnded) {
      const code = state === "upgrading" ? "upgrade.ended" : state === "closing" ? "close.lost" : "connection.lost";
      this.finish({ code, ...(this.endReason !== undefined && { detail: this.endReason }) });
    } else if (now >= this.deadline) this.finish({ code: state === "upgrading" ? "upgrade.timeout" : "close.timeout" });
  }

  private finish(failure?: Failure): number {
    if (failure !== undefined) this.failure ??= failure;
    this.enter("closed", Number.POSITIVE_INFINITY);
    return events.none;
  }

  private announce(): number {
    if (this.isAnnounced) return events.none;
    this.isAnnounced = true;
    this.codec?.close();
    return events.closed;
  }
}

/**
 * A session, without I/O: what the network did becomes events of the table (life.ts), a WebSocket, a heartbeat. Pulled,
 * never calling back: link.ts tells what happened, next() hands out what the device has to know, `deadline` says when to
 * call again. What is said on the connection is in conversation.ts.
 */
import { connectionEvents, type WebSocketConnection } from "../websocket/connection.js";
import { type Cause, cause, causeOfEnd, causeOfPhase } from "./causes.js";
import { type Claim, Conversation } from "./conversation.js";
import { Heartbeat } from "./heartbeat.js";
import { Life } from "./life.js";
import { figures } from "./metrics.js";
import { type SessionEvent, sessionEvents } from "./session-events.js";
import type { SessionOptions } from "./session-options.js";
import { openSocket, writeSome } from "./socket.js";
import { type Event, isConnection, type State } from "./states.js";
import type { ServerURL } from "./url.js";

export class Session {
  /** Address that the name was resolved to; from then on. */
  address = "";
  readonly life: Life;
  readonly conversation: Conversation;
  private readonly options: SessionOptions;
  private readonly heartbeat = new Heartbeat();
  private socket: WebSocketConnection | undefined;
  /** undefined: there is none, the token is the device's own */
  claim: Claim | undefined;
  private token: string | undefined;
  /** Our own link has an address; told by linkChanged(). */
  isLinkUp = false;
  private isTransportEnded = false;
  private isHolding = false;
  private isStopping = false;
  private isToldOnline = false;
  /** What is left of the newest message of ours: the queue is smaller than a message may be. */
  private rest: Uint8Array | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.life = new Life(options.board, options.log);
    this.conversation = new Conversation(options, this);
  }

  /**
   * The cloud's addresses, tried in turn; none: it is unset again. And the token that proves who we are; or, with a claim, the code
   * that is to be exchanged for one. Again: the connection ends, and the next one goes there at once.
   */
  configure(servers: readonly ServerURL[], token: string | undefined, now: number, claim?: Claim): void {
    this.life.servers.set(servers);
    this.token = token;
    this.claim = claim;
    if (this.state === "stopped") return;
    if (servers.length === 0) {
      this.fail(cause("configured", "start"), now);
      this.move("cleared", now);
    } else if (this.state !== "unset") this.hurry(now);
    else {
      this.move("configured", now);
      if (this.isLinkUp) this.move("linkUp", now);
    }
  }

  /** From the next hello on, by what a claim has brought. */
  rename(id: string): void {
    this.options.identity.id = id;
  }

  /** Begins anew at once, with the attempts forgotten: a person waits for it. */
  hurry(now: number): void {
    const why = cause("configured", "start");
    this.life.renew(why, now);
    if (this.state === "online" || this.state === "greeting") this.end(1000, why, now);
    else if (this.state !== "closing" && this.state !== "draining") this.fail(why, now);
  }

  get state(): State {
    return this.life.state;
  }

  /** The one that is asked next, or has been asked; undefined: none is set. */
  get server(): ServerURL | undefined {
    return this.life.servers.current;
  }

  /** Counts connections; what belongs to an older one is let go by link.ts and its callbacks are ignored. */
  get epoch(): number {
    return this.life.epoch;
  }

  get isOnline(): boolean {
    return this.state === "online" || this.state === "draining";
  }

  // What the network did, told by link.ts

  linkChanged(isUp: boolean, now: number): void {
    if (isUp === this.isLinkUp || this.state === "stopped") return;
    this.isLinkUp = isUp;
    if (isUp) this.move("linkUp", now);
    else if (this.state === "closing" && this.isStopping) this.move("stop", now);
    else {
      if (isConnection(this.state)) this.life.lastCause = cause("link.lost", "link");
      this.move("linkDown", now);
    }
  }

  resolved(address: string, now: number): void {
    this.address = address;
    if (this.server?.isAddress === false) this.life.phases.resolve = this.life.spent(now);
    this.move(this.server?.isSecure === true ? "resolvedSecure" : "resolved", now);
  }

  /** TCP stands, and TLS where there is one. */
  connected(now: number): void {
    const { server } = this;
    if (server === undefined || (this.state !== "connecting" && this.state !== "securing")) {
      this.life.illegal("connected", now);
      return;
    }
    const isSecuring = this.state === "securing";
    this.life.phases[isSecuring ? "secure" : "connect"] = this.life.spent(now);
    this.socket = openSocket(this.options, server, this.token, now);
    this.isTransportEnded = this.isHolding = false;
    this.heartbeat.start(now);
    this.move(isSecuring ? "secured" : "connected", now);
  }

  /** What came before has been taken; receive() may be called. */
  get canReceive(): boolean {
    return this.socket !== undefined && !this.isHolding;
  }

  /** A message of ours waits for room: nothing is read meanwhile, so the end of the connection must be told at once. */
  get isBlocked(): boolean {
    return this.rest !== undefined;
  }

  /** Bytes are borrowed until canReceive is true again. */
  receive(bytes: Uint8Array, now: number): void {
    this.heartbeat.heard(now);
    this.isHolding = true;
    this.socket?.receive(bytes, now);
  }

  /** The resolver, TCP or TLS has failed, or the peer has ended the connection (no reason). */
  ended(reason: string | undefined, now: number): void {
    if (this.socket !== undefined) {
      this.isTransportEnded = true;
      this.rest = undefined; // it cannot leave any more
      this.socket.end(now, reason);
    } else if (isConnection(this.state)) this.fail(causeOfPhase(this.state, reason, this.options.time.isKnown), now);
    else this.life.illegal("ended", now);
  }

  /** What goes to the network next, at most so many bytes; valid until the next call of anything here. */
  take(limitBytes: number): Uint8Array | undefined {
    return this.socket?.take(limitBytes);
  }

  // What the device asks for

  /** Sends what waits, closes in order, then is `stopped`; by a deadline in any case. A second call does not wait. */
  stop(isPatient: boolean, now: number): void {
    if (this.state === "stopped") return;
    this.isStopping = true;
    this.life.lastCause = cause("stopped", "again");
    this.move(isPatient && this.state === "online" ? "drain" : "stop", now);
    if (this.state === "closing") this.socket?.close(1000, "stopped", now);
  }

  /** Ends the connection with a close frame, to try again by the cause's policy. */
  end(code: number, why: Cause, now: number): void {
    this.life.lastCause = why;
    this.move("end", now);
    this.socket?.close(code, why.code, now);
  }

  /** Ends the connection without a handshake: there is nobody to have it with, or it must be quick. */
  fail(why: Cause, now: number): void {
    if (!isConnection(this.state)) return;
    this.life.lastCause = why;
    this.finish(now);
  }

  /** Whether a message can be taken now: the one before it has left its buffer. */
  get canWrite(): boolean {
    return this.isOnline && this.rest === undefined && this.socket?.state === "open";
  }

  /** Takes a text message of any size; what the queue has no room for is lent until canWrite is true again. */
  write(bytes: Uint8Array): void {
    if (this.isTransportEnded) return; // nobody is there
    if (this.rest !== undefined) throw new Error("the message before this one has not left");
    this.rest = bytes;
    this.life.metrics.add(figures.messagesOut, 1);
    this.writeRest();
  }

  private writeRest(): void {
    if (this.rest !== undefined && this.socket !== undefined) this.rest = writeSome(this.socket, this.rest);
  }

  /** Hello's result was good. */
  greeted(pingMs: number | undefined, now: number): void {
    this.life.phases.hello = this.life.spent(now);
    if (pingMs !== undefined) this.heartbeat.setInterval(pingMs, now);
    this.move("greeted", now);
  }

  /** monotonic ms; when next() has something to do without anything coming in */
  get deadline(): number {
    const { outbox } = this.options;
    const isHeld = this.isOnline && outbox.heldUntil > 0 && !outbox.isEmpty;
    const own = Math.min(this.life.nextDeadline, this.heartbeat.deadline, outbox.deadline, outbox.spillDeadline);
    return Math.min(own, this.socket?.deadline ?? own, isHeld ? outbox.heldUntil : own);
  }

  /** One thing after another that the device has to know or do; none: nothing (more). */
  next(now: number): SessionEvent {
    this.advance(now);
    this.writeRest();
    let event: SessionEvent = sessionEvents.none;
    // Online is told before anything that comes behind hello's result.
    while (event === sessionEvents.none && this.isOnline === this.isToldOnline && this.mayPull()) {
      if (this.socket === undefined) break;
      const happened = this.socket.next(now);
      if (happened === connectionEvents.none) {
        this.isHolding = false;
        break;
      }
      event = this.happened(happened, now);
    }
    if (event !== sessionEvents.none || this.isOnline === this.isToldOnline) return event;
    this.isToldOnline = this.isOnline;
    return this.isOnline ? sessionEvents.online : sessionEvents.offline;
  }

  /** Not while our last message waits: the peer has to wait for its answer, not we to hold it. */
  private mayPull(): boolean {
    return this.rest === undefined || this.socket?.state !== "open";
  }

  private happened(happened: number, now: number): SessionEvent {
    const socket = this.socket;
    if (socket === undefined) return sessionEvents.none;
    if (happened === connectionEvents.open) {
      this.life.phases.upgrade = this.life.spent(now);
      this.move("upgraded", now);
      this.conversation.sayHello(now);
    } else if (happened === connectionEvents.message) {
      this.life.metrics.add(figures.messagesIn, 1);
      if (socket.binary) this.end(1003, cause("message.binary", "again"), now);
      else return this.conversation.receive(socket.message, now);
    } else if (happened === connectionEvents.closed) {
      if (this.state === "closing") this.finish(now);
      else this.fail(causeOfEnd(socket), now);
    }
    return sessionEvents.none;
  }

  private advance(now: number): void {
    this.life.advance(now);
    if (now >= this.life.deadline) this.late(now);
    if (this.state === "draining" && this.options.outbox.isEmpty) this.sayGoodbye(now);
    if (this.isOnline && now >= this.options.outbox.deadline) {
      this.fail(cause("acknowledge.timeout", "spread"), now);
    }
    const beat = this.heartbeat.next(now);
    if (beat === "ping" && this.isOnline) this.socket?.ping();
    else if (beat === "dead") this.fail(cause("heartbeat.silent", "spread"), now);
  }

  private late(now: number): void {
    const { state } = this;
    if (state === "waiting") this.move("due", now);
    else if (state === "refused") this.move(this.isLinkUp ? "due" : "absent", now);
    else if (state === "draining") this.sayGoodbye(now);
    else if (state === "closing") this.finish(now);
    else this.fail(cause(`${state}.timeout`, "spread"), now);
  }

  private sayGoodbye(now: number): void {
    this.move("end", now);
    this.socket?.close(1000, "stopped", now);
  }

  /** Leaves a connection by what was noted in lastCause. */
  private finish(now: number): void {
    if (this.isStopping && this.state === "closing") this.move("stop", now);
    else this.move(this.life.plan(now), now);
  }

  private move(event: Event, now: number): void {
    if (!this.life.move(event, now)) return;
    this.socket = this.rest = undefined;
    this.heartbeat.stop();
    this.options.outbox.interrupt();
    this.conversation.lastEnd = this.life.lastCause.code;
  }
}

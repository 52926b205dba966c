/**
 * What is said on a connection: hello, packs and their acknowledgements, the answers to what the server asks. It never
 * answers a response, and answers what is no proper message only so often, so that two peers cannot go on for ever.
 */
import { errorCodes } from "../protocol/faults.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { type Result, serverMethods } from "../protocol/messages.js";
import {
  beginNotification,
  beginResult,
  endMessage,
  type RequestId,
  RpcDecoder,
  type RpcError,
  writeError,
} from "../protocol/rpc.js";
import { Allowance } from "./allowance.js";
import { cause, causeOfHelloError, retryAfter } from "./causes.js";
import { checkHelloResult, writeHello } from "./hello.js";
import { sessionLimits } from "./limits.js";
import { writeMetrics } from "./metrics-report.js";
import type { Session } from "./session.js";
import { type SessionEvent, sessionEvents } from "./session-events.js";
import type { SessionOptions } from "./session-options.js";

/** The exchange of a one-time code for a token of the device's own. */
export interface Claim {
  /** By which the device may ask again when the answer was lost. */
  readonly key: string;
  /** What it has brought: to be stored, and the session configured by it. */
  result: Claimed | undefined;
}
export type Claimed = NonNullable<Result<"hello">["claimed"]>;

/** Lines of a log that can be sent. */
interface LogSource {
  readonly count: number;
  writeNotification(writer: JsonWriter, limitBytes: number, toWall: number): void;
}

export class Conversation {
  /** The newest request or notification of the server. */
  readonly message = new RpcDecoder();
  /** One buffer for whatever is being written. */
  readonly writer = new JsonWriter(sessionLimits.outgoingBytes);
  /** Messages that were invalid, or answers to nothing. */
  ignored = 0;
  /** Why the connection before this one ended; undefined: there was none. */
  lastEnd: string | undefined;
  /** What the server calls this session; "": there is none. */
  name = "";
  /** What the server desired in the newest hello's result: parameters of state.desired; undefined: nothing new. */
  desired: unknown;
  private readonly options: SessionOptions;
  private readonly session: Session;
  private readonly invalidAnswers = new Allowance(16, 1);
  private lastId = 0;
  private helloId = 0;
  private helloAt = 0;
  private packBytes = sessionLimits.packBytes as number;
  /** ms; the server's time since 1970 less the monotonic one, by the newest hello's result */
  private serverOffsetMs: number | undefined;
  /** monotonic ms; when the server is told next of what was counted */
  private metricsAt = 0;

  constructor(options: SessionOptions, session: Session) {
    this.options = options;
    this.session = session;
  }

  sayHello(now: number): void {
    this.helloId = ++this.lastId;
    this.helloAt = now;
    const { identity, standing, outbox, startedAt } = this.options;
    const { phases, backoff } = this.session.life;
    const { claim } = this.session;
    const uptimeMs = now - startedAt;
    const facts = {
      identity,
      standing,
      outbox,
      uptimeMs,
      attempt: backoff.attempts + 1,
      lastEnd: this.lastEnd,
      phases,
      claimKey: claim?.key,
    };
    writeHello(this.writer.reset(), this.helloId, facts);
    this.session.write(this.writer.view());
  }

  /** A text message came. */
  receive(bytes: Uint8Array, now: number): SessionEvent {
    const { message } = this;
    switch (message.decode(bytes)) {
      case "request":
        if (this.session.isOnline) return sessionEvents.request;
        this.refuseEarly();
        break;
      case "notification":
        if (this.session.isOnline) return sessionEvents.notification;
        break;
      case "result":
        this.receiveResult(message.id, message.result, now);
        break;
      case "error":
        if (message.error !== undefined) this.receiveError(message.id, message.error, now);
        break;
      case "invalid":
        this.ignored++;
        if (message.error !== undefined && message.isAnswerable && this.invalidAnswers.take(now)) {
          this.answerError(message.error);
        }
    }
    return sessionEvents.none;
  }

  /** A request before hello is done; a server that echoes sends our own hello back. */
  private refuseEarly(): void {
    const isKnown = Object.hasOwn(serverMethods, this.message.method);
    if (isKnown) this.answerError({ code: errorCodes.outOfOrder, message: "before hello's result" });
    else this.answerError({ code: errorCodes.methodNotFound, message: "method not found" });
  }

  private receiveResult(id: RequestId | undefined, result: unknown, now: number): void {
    if (id === this.helloId && this.session.state === "greeting") {
      this.greeted(result, now);
      return;
    }
    const stored = (result as { n?: unknown } | null)?.n;
    const isMark = typeof stored === "number" && Number.isSafeInteger(stored) && stored >= 0;
    const mark = isMark ? stored : 0;
    const { outbox } = this.options;
    const tripMs = typeof id === "number" ? outbox.tripMs(id, now) : undefined;
    if (tripMs !== undefined) this.session.life.metrics.addTrip(tripMs);
    if (typeof id !== "number" || !outbox.acknowledge(id, mark, now)) this.ignored++;
  }

  private receiveError(id: RequestId | undefined, error: RpcError, now: number): void {
    if (id === this.helloId && this.session.state === "greeting") {
      this.session.end(1000, causeOfHelloError(error), now);
      return;
    }
    const { code } = error;
    const isTemporary =
      code === errorCodes.notStored ||
      code === errorCodes.rateLimited ||
      code === errorCodes.busy ||
      code === errorCodes.internal;
    const holdMs = Math.min(Math.max(retryAfter(error) ?? sessionLimits.holdMs, 1000), 300000);
    if (typeof id !== "number" || !this.options.outbox.refuse(id, isTemporary, holdMs, now)) {
      this.ignored++;
      return;
    }
    this.options.log.write("warn", "outbox.refused", `${code} ${error.message}`, now);
  }

  private greeted(result: unknown, now: number): void {
    const checked = checkHelloResult(result);
    if (typeof checked === "string") {
      this.session.end(1002, cause("hello.malformed", "refused", checked), now);
      return;
    }
    const { outbox, time } = this.options;
    const tripMs = now - this.helloAt;
    this.session.life.metrics.addTrip(tripMs);
    // Half of the way there and back is what the answer took, give or take.
    const serverMs = checked.time * 1000 + tripMs / 2;
    this.serverOffsetMs = serverMs - now;
    time.server(serverMs, tripMs / 2, now);
    const { claim } = this.session;
    if (checked.claimed !== undefined && claim !== undefined) {
      claim.result = checked.claimed;
      this.session.end(1000, cause("claimed", "start"), now);
      return;
    }
    if (!outbox.resume(checked.stored)) {
      this.session.end(1000, cause("stream.unknown", "again"), now);
      return;
    }
    this.name = checked.session;
    this.desired = checked.desired;
    this.packBytes = Math.min(sessionLimits.packBytes, checked.messageBytes ?? limits.messageBytes);
    this.metricsAt = now + sessionLimits.metricsFirstMs;
    this.session.greeted(checked.pingMs, now);
  }

  /** ms since 1970 by the server's clock, which its deadlines are measured by; undefined before the first hello. */
  serverTime(now: number): number | undefined {
    return this.serverOffsetMs === undefined ? undefined : now + this.serverOffsetMs;
  }

  /** Sends packs as long as one may be under way and the one before it has left the buffer. */
  flush(now: number): void {
    const { outbox } = this.options;
    while (outbox.canSend(now) && this.session.canWrite) {
      this.writer.reset();
      if (!outbox.writePack(this.writer, this.lastId + 1, this.packBytes, now)) return;
      this.lastId++;
      this.session.write(this.writer.view());
    }
  }

  /** Sends what the log holds, behind packs and answers. */
  flushLog(log: LogSource, now: number): void {
    const wall = this.options.board.clock.wall();
    while (log.count > 0 && wall !== undefined && this.session.canWrite) {
      log.writeNotification(this.writer, this.packBytes, wall - now);
      this.session.write(this.writer.view());
    }
  }

  /** Once a minute, behind packs and log: what was counted. */
  flushMetrics(now: number): void {
    if (now < this.metricsAt || !this.session.canWrite) return;
    this.metricsAt = now + sessionLimits.metricsEveryMs;
    const { outbox, time, startedAt } = this.options;
    const { life } = this.session;
    writeMetrics(this.writer.reset(), { life, outbox, time, uptimeMs: now - startedAt }, now);
    this.session.write(this.writer.view());
  }

  /** Begins the answer to `message`: the result is to be written next, then sendResult(). */
  beginResult(): JsonWriter {
    return beginResult(this.writer.reset(), this.message.id ?? 0);
  }

  /** The same, for an answer that was too large for the common buffer: one of its own, of sessionLimits.answerBytes. */
  beginLargeResult(): JsonWriter {
    return beginResult(new JsonWriter(sessionLimits.answerBytes), this.message.id ?? 0);
  }

  /** Sends what one of these began; what is too large even for a message of its own is answered so. */
  sendResult(result: JsonWriter): void {
    endMessage(result);
    if (result.isFull) {
      const data = { limit: "messageBytes" };
      this.answerError({ code: errorCodes.tooLarge, message: "the answer is too large", data });
    } else this.session.write(result.view());
  }

  /** Whether a message can be taken now. */
  get canWrite(): boolean {
    return this.session.canWrite;
  }

  /** Begins a notification in the common buffer, while canWrite: its parameters come next, then sendNotification(). */
  beginNotification(method: string): JsonWriter {
    return beginNotification(this.writer.reset(), method);
  }

  /** Sends what that one began; false: it was too large, and is dropped. */
  sendNotification(): boolean {
    endMessage(this.writer);
    if (this.writer.isFull) return false;
    this.session.write(this.writer.view());
    return true;
  }

  /** Sends an answer that was given before. */
  sendAgain(bytes: Uint8Array): void {
    this.session.write(bytes);
  }

  /** The other answer to `message`. */
  answerError(error: RpcError): void {
    writeError(this.writer.reset(), this.message.id, error);
    if (this.writer.isFull) writeError(this.writer.reset(), this.message.id, { code: error.code, message: "" });
    this.session.write(this.writer.view());
  }
}

/**
 * Commands that are under way. Each tells its progress now and then, and is answered once it is over, when there is room
 * on a connection: a repeat of its id waits for the same answer. Nobody waits any more behind a new connection, but the
 * job goes on, and who repeats it there waits again.
 */
import { errorCodes } from "../../protocol/faults.js";
import { JsonWriter } from "../../protocol/json-writer.js";
import { limits } from "../../protocol/limits.js";
import { beginResult, endMessage, type RequestId, type RpcError, writeError } from "../../protocol/rpc.js";
import type { Conversation } from "../../session/conversation.js";
import type { SessionLog } from "../../session/session-options.js";
import { deviceLimits } from "../limits.js";
import { thrownText } from "../thrown.js";
import type { Answers } from "./answers.js";
import type { Command, Job } from "./command.js";

interface Running {
  readonly command: Command;
  readonly id: RequestId;
  readonly hash: number;
  /** undefined: it is over */
  job: Job | undefined;
  /** monotonic ms; by then it is over */
  readonly endsAt: number;
  /** Requests that wait for the answer. */
  waiting: number;
  answer: Uint8Array | undefined;
  told: number | undefined;
  /** monotonic ms; before it, nothing is told of progress */
  quietUntil: number;
}

export class Jobs {
  private readonly all: Running[] = [];
  private readonly answers: Answers;
  private readonly log: SessionLog;

  constructor(answers: Answers, log: SessionLog) {
    this.answers = answers;
    this.log = log;
  }

  /** So many go on. */
  get count(): number {
    let count = 0;
    for (const { job } of this.all) if (job !== undefined) count++;
    return count;
  }

  add(command: Command, id: RequestId, hash: number, job: Job, now: number): void {
    const endsAt = now + (command.deadlineMs ?? limits.commandMs);
    this.all.push({
      command,
      id,
      hash,
      job,
      endsAt,
      waiting: 1,
      answer: undefined,
      told: undefined,
      quietUntil: now,
    });
  }

  /** True: it is a repeat of one that goes on, and will be answered with it. */
  join(id: RequestId | undefined, hash: number): boolean {
    for (const running of this.all) {
      if (running.id !== id || running.hash !== hash) continue;
      running.waiting++;
      return true;
    }
    return false;
  }

  /** Whoever waited on the connection before is gone. */
  startConnection(): void {
    for (const running of this.all) {
      running.waiting = 0;
      running.told = undefined;
    }
    this.forget();
  }

  /** False: no such command is under way. */
  cancel(id: RequestId, now: number): boolean {
    for (const running of this.all) {
      if (running.id !== id || running.job === undefined) continue;
      this.end(running, { code: errorCodes.cancelled, message: "cancelled" }, now);
      return true;
    }
    return false;
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (const { job, endsAt } of this.all) {
      if (job !== undefined) deadline = Math.min(deadline, job.deadline, endsAt);
    }
    return deadline;
  }

  advance(now: number): void {
    for (const running of this.all) {
      const { job } = running;
      if (job === undefined) continue;
      if (now >= job.deadline) this.step(running, job, now);
      if (running.job !== undefined && now >= running.endsAt) {
        this.end(running, { code: errorCodes.timedOut, message: "not done in time" }, now);
      }
    }
  }

  private step(running: Running, job: Job, now: number): void {
    try {
      if (job.advance(now)) this.end(running, undefined, now);
    } catch (error) {
      this.end(running, this.failed(running, error, now), now);
    }
  }

  private failed({ command }: Running, error: unknown, now: number): RpcError {
    const reason = thrownText(error).slice(0, deviceLimits.detailCharacters);
    this.log.write("error", "command.exception", `${command.name}: ${reason}`, now);
    return { code: errorCodes.internal, message: "the command failed", data: { reason } };
  }

  /** why undefined: it is done, and says itself with what result. */
  private end(running: Running, why: RpcError | undefined, now: number): void {
    const { job, id, hash, command } = running;
    running.job = undefined;
    const writer = new JsonWriter(deviceLimits.answerBytes);
    let error = why;
    try {
      error ??= job?.conclude(beginResult(writer, id));
    } catch (exception) {
      error = this.failed(running, exception, now);
    }
    try {
      job?.close(now);
    } catch (exception) {
      error ??= this.failed(running, exception, now);
    }
    endMessage(writer);
    if (error === undefined && writer.isFull) error = tooLarge;
    if (error !== undefined) writeError(writer.reset(), id, error);
    if (writer.isFull) writeError(writer.reset(), id, { code: error?.code ?? errorCodes.internal, message: "" });
    running.answer = writer.view();
    if (command.isRepeatable !== true) this.answers.keep(id, hash, running.answer);
    this.forget();
  }

  /** Those that are over and that nobody waits for. */
  private forget(): void {
    for (let i = this.all.length - 1; i >= 0; i--) {
      const { job, waiting } = this.all[i] as Running;
      if (job === undefined && waiting === 0) this.all.splice(i, 1);
    }
  }

  /** Sends answers and progress while there is room for them. */
  send(conversation: Conversation, now: number): void {
    if (this.all.length === 0) return;
    for (const running of this.all) {
      while (running.answer !== undefined && running.waiting > 0 && conversation.canWrite) {
        running.waiting--;
        conversation.sendAgain(running.answer);
      }
      if (running.job !== undefined && conversation.canWrite) tell(running, running.job, conversation, now);
    }
    this.forget();
  }

  /** Ends all of them; nobody is answered. */
  close(now: number): void {
    for (const { job } of this.all) {
      try {
        job?.close(now);
      } catch (error) {
        this.log.write("error", "command.exception", thrownText(error), now);
      }
    }
    this.all.length = 0;
  }
}

const tooLarge: RpcError = Object.freeze({
  code: errorCodes.tooLarge,
  message: "it is done; its result is too large",
  data: Object.freeze({ limit: "answerBytes" }),
});

function tell(running: Running, { done, of }: Job, conversation: Conversation, now: number): void {
  if (done === undefined || done === running.told || now < running.quietUntil) return;
  running.told = done;
  running.quietUntil = now + deviceLimits.progressMs;
  conversation.beginNotification("progress").raw('{"id":').value(running.id).raw(',"done":').number(done);
  if (of !== undefined) conversation.writer.raw(',"of":').number(of);
  conversation.writer.raw("}");
  conversation.sendNotification();
}

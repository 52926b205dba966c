/**
 * All commands that the server may ask for: looked up, checked, carried out, answered exactly once. What is thrown by
 * one concerns that one alone.
 */
import { expires } from "../../protocol/common-schemas.js";
import { errorCodes } from "../../protocol/faults.js";
import type { JsonWriter } from "../../protocol/json-writer.js";
import type { RequestId, RpcError } from "../../protocol/rpc.js";
import { isName, type Violation, validate } from "../../protocol/validate.js";
import type { Conversation } from "../../session/conversation.js";
import type { Device } from "../device.js";
import { deviceLimits } from "../limits.js";
import { thrownText } from "../thrown.js";
import { Answers } from "./answers.js";
import { builtInCommands } from "./built-in.js";
import type { Call, Command, Job } from "./command.js";
import { Jobs } from "./jobs.js";

export class Commands implements Call {
  /** Requests answered so far. */
  answered = 0;
  readonly device: Device;
  now = 0;
  result!: JsonWriter;
  readonly jobs: Jobs;
  private readonly answers = new Answers();
  private readonly added: readonly Command[];

  /** added: of the application; one that has the name of another is left out. */
  constructor(device: Device, added: readonly Command[], now: number) {
    this.device = device;
    this.jobs = new Jobs(this.answers, device.log);
    this.added = added.filter((command, i) => {
      const isGood = isName(command.name) && find(builtInCommands, command.name) === undefined;
      const isFirst = find(added, command.name) === added[i];
      if (!isGood || !isFirst) device.log.write("error", "command.name", `${command.name} is taken, or no name`, now);
      return isGood && isFirst;
    });
  }

  get count(): number {
    return builtInCommands.length + this.added.length;
  }

  /** In the order in which they are described. */
  at(index: number): Command | undefined {
    return builtInCommands[index] ?? this.added[index - builtInCommands.length];
  }

  find(name: string): Command | undefined {
    return find(builtInCommands, name) ?? find(this.added, name);
  }

  startConnection(): void {
    this.answers.startConnection();
    this.jobs.startConnection();
  }

  /** Answers the request that the conversation holds, or begins what will be answered later. */
  answer(conversation: Conversation, now: number): void {
    this.answered++;
    this.now = now;
    const { method, id, params, hash } = conversation.message;
    const command = this.find(method);
    if (command === undefined) {
      conversation.answerError({ code: errorCodes.methodNotFound, message: "method not found", data: { method } });
      return;
    }
    const violation = findViolation(command, params);
    if (violation !== undefined) {
      const message = `params${violation.at} ${violation.reason}`;
      conversation.answerError({ code: errorCodes.invalidParams, message, data: violation });
      return;
    }
    if (this.isKnown(command, conversation)) return;
    if (command.isLong === true && this.jobs.count >= deviceLimits.jobs) {
      conversation.answerError({ code: errorCodes.busy, message: "too many commands are under way" });
      return;
    }
    this.result = conversation.beginResult();
    let outcome = this.isLate(command, conversation) ? tooLate : this.run(command, params);
    if (outcome === undefined && this.result.isFull && command.isRepeatable === true) {
      this.result = conversation.beginLargeResult();
      outcome = this.run(command, params);
    }
    if (outcome !== undefined && "advance" in outcome) {
      this.jobs.add(command, id ?? 0, hash, outcome, now);
      return;
    }
    if (outcome === undefined) conversation.sendResult(this.result);
    else conversation.answerError(outcome);
    if (command.isRepeatable !== true && id !== undefined) {
      this.answers.keep(id, hash, conversation.writer.view());
    }
  }

  /** A repeat is answered with the first answer, now or when there is one. */
  private isKnown(command: Command, conversation: Conversation): boolean {
    const { id, hash } = conversation.message;
    if (command.isRepeatable !== true) {
      const known = this.answers.find(id, hash);
      if (known !== undefined) {
        conversation.sendAgain(known);
        return true;
      }
    }
    return this.jobs.join(id, hash);
  }

  private isLate(command: Command, conversation: Conversation): boolean {
    if (command.isRepeatable === true) return false;
    const { expires } = conversation.message.params as { expires?: number };
    const serverMs = conversation.serverTime(this.now);
    return expires !== undefined && serverMs !== undefined && serverMs > expires * 1000;
  }

  private run(command: Command, params: unknown): RpcError | Job | undefined {
    try {
      return command.run(params, this);
    } catch (error) {
      const reason = thrownText(error).slice(0, deviceLimits.detailCharacters);
      this.device.log.write("error", "command.exception", `${command.name}: ${reason}`, this.now);
      return { code: errorCodes.internal, message: "the command failed", data: { reason } };
    }
  }

  cancel(id: RequestId, now: number): boolean {
    return this.jobs.cancel(id, now);
  }
}

const tooLate: RpcError = Object.freeze({ code: errorCodes.expired, message: "too late" });

function find(commands: readonly Command[], name: string): Command | undefined {
  for (const command of commands) if (command.name === name) return command;
  return undefined;
}

function findViolation({ params: schema, isRepeatable }: Command, params: unknown): Violation | undefined {
  const violation = validate(schema, params);
  if (violation !== undefined || isRepeatable === true) return violation;
  const given = (params as { expires?: unknown }).expires;
  if (given === undefined) return undefined;
  const wrong = validate(expires, given);
  return wrong === undefined ? undefined : { at: "/expires", reason: wrong.reason };
}

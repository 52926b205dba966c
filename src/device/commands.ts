/** What the server may ask of the device: each method with its schema, checked before it runs; answered exactly once. */
import { errorCodes } from "../protocol/faults.js";
import type { JsonWriter } from "../protocol/json-writer.js";
import { type Params, type ServerMethod, serverMethods } from "../protocol/messages.js";
import type { RpcError } from "../protocol/rpc.js";
import { validate } from "../protocol/validate.js";
import type { Conversation } from "../session/conversation.js";
import { Answers } from "./answers.js";

export type SetParams = Params<"actuator.set">;

/** What carries the methods out: each writes its result, or returns the error and what was written is dropped. */
export interface CommandTarget {
  describe(result: JsonWriter): RpcError | undefined;
  ping(result: JsonWriter, now: number): RpcError | undefined;
  set(params: SetParams, result: JsonWriter, now: number): RpcError | undefined;
}

/** Whether a repeat may simply be carried out again. */
const repeatable: Readonly<Record<ServerMethod, boolean>> = Object.freeze({
  describe: true,
  ping: true,
  "actuator.set": false,
});

export const methodNames = Object.freeze(Object.keys(serverMethods) as ServerMethod[]);

export class Commands {
  /** Requests answered so far. */
  answered = 0;
  private readonly target: CommandTarget;
  private readonly answers = new Answers();

  constructor(target: CommandTarget) {
    this.target = target;
  }

  startConnection(): void {
    this.answers.startConnection();
  }

  /** Answers the request that the conversation holds. */
  answer(conversation: Conversation, now: number): void {
    this.answered++;
    const { message, writer } = conversation;
    const { method, id, params } = message;
    if (!isMethod(method)) {
      conversation.answerError({ code: errorCodes.methodNotFound, message: "method not found", data: { method } });
      return;
    }
    const violation = validate(serverMethods[method].params, params);
    if (violation !== undefined) {
      const text = `params${violation.at} ${violation.reason}`;
      conversation.answerError({ code: errorCodes.invalidParams, message: text, data: violation });
      return;
    }
    const known = this.answers.find(id, message.hash);
    if (known !== undefined) {
      conversation.sendAgain(known);
      return;
    }
    let result = conversation.beginResult();
    let error = this.run(method, params, result, now);
    if (error === undefined && result.isFull && repeatable[method]) {
      result = conversation.beginLargeResult();
      error = this.run(method, params, result, now);
    }
    if (error === undefined) conversation.sendResult(result);
    else conversation.answerError(error);
    if (!repeatable[method] && id !== undefined) this.answers.keep(id, message.hash, writer.view());
  }

  private run(method: ServerMethod, params: unknown, result: JsonWriter, now: number): RpcError | undefined {
    switch (method) {
      case "describe":
        return this.target.describe(result);
      case "ping":
        return this.target.ping(result, now);
      case "actuator.set":
        return this.target.set(params as SetParams, result, now);
    }
  }
}

function isMethod(method: string): method is ServerMethod {
  return Object.hasOwn(serverMethods, method);
}

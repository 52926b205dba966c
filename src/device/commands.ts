/** What the server may ask of the device: each method with its schema, checked before it runs; answered exactly once. */
import { errorCodes } from "../protocol/faults.js";
import type { JsonWriter } from "../protocol/json-writer.js";
import { type Params, type ServerMethod, serverMethods } from "../protocol/messages.js";
import type { RpcError } from "../protocol/rpc.js";
import { validate } from "../protocol/validate.js";
import type { Conversation } from "../session/conversation.js";
import { Answers } from "./answers.js";

/** Does it and writes the result; or returns the error, whatever was written is dropped then. */
export type Handler = (params: unknown, result: JsonWriter, now: number) => RpcError | undefined;

/** Whether a repeat may simply be carried out again. */
const repeatable: Readonly<Record<ServerMethod, boolean>> = Object.freeze({
  describe: true,
  ping: true,
  "actuator.set": false,
});

export const methodNames = Object.freeze(Object.keys(serverMethods) as ServerMethod[]);

export type Handlers = Readonly<Record<ServerMethod, Handler>>;
export type SetParams = Params<"actuator.set">;

export class Commands {
  /** Requests answered so far. */
  answered = 0;
  readonly #handlers: Handlers;
  readonly #answers = new Answers();

  constructor(handlers: Handlers) {
    this.#handlers = handlers;
  }

  startConnection(): void {
    this.#answers.startConnection();
  }

  /** Answers the request that the conversation holds. */
  answer(conversation: Conversation, now: number): void {
    this.answered++;
    const { message, writer } = conversation;
    const { method, id } = message;
    if (!isMethod(method)) {
      conversation.answerError({ code: errorCodes.methodNotFound, message: "method not found", data: { method } });
      return;
    }
    const violation = validate(serverMethods[method].params, message.params);
    if (violation !== undefined) {
      const text = `params${violation.at} ${violation.reason}`;
      conversation.answerError({ code: errorCodes.invalidParams, message: text, data: violation });
      return;
    }
    const known = this.#answers.find(id, message.hash);
    if (known !== undefined) {
      conversation.sendAgain(known);
      return;
    }
    const error = this.#handlers[method](message.params, conversation.beginResult(), now);
    if (error === undefined) conversation.sendResult();
    else conversation.answerError(error);
    if (!repeatable[method] && id !== undefined) this.#answers.keep(id, message.hash, writer.view());
  }
}

function isMethod(method: string): method is ServerMethod {
  return Object.hasOwn(serverMethods, method);
}

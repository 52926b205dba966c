/**
 * The newest answers to commands that must not be carried out twice, so that a repeat is answered with the first
 * result. Ids count for their connection; one of uniqueIdCharacters or more is taken to be unique, and is remembered
 * across connections, so that a server may repeat a command whose answer was lost with the connection.
 */
import { errorCodes } from "../../protocol/faults.js";
import { JsonWriter } from "../../protocol/json-writer.js";
import { type RequestId, type RpcError, writeError } from "../../protocol/rpc.js";
import { deviceLimits } from "../limits.js";

interface Answer {
  id: RequestId | undefined;
  /** of the whole request: another request with an id that was used is a new one */
  hash: number;
  bytes: Uint8Array | undefined;
}

const tooLong: RpcError = Object.freeze({
  code: errorCodes.tooLarge,
  message: "it was done before; its answer was too long to be kept",
});

export class Answers {
  private readonly answers: Answer[] = [];
  private next = 0;

  /** The answer to the same request; undefined: it is new. */
  find(id: RequestId | undefined, hash: number): Uint8Array | undefined {
    for (const answer of this.answers) if (answer.id === id && answer.hash === hash) return answer.bytes;
    return undefined;
  }

  /** Copies the answer; the oldest makes room. Of one that is too long, that it is done: it must not be done again. */
  keep(id: RequestId, hash: number, answer: Uint8Array): void {
    let bytes = answer;
    if (bytes.length > deviceLimits.answerBytes) {
      bytes = writeError(new JsonWriter(deviceLimits.answerBytes), id, tooLong).view();
    }
    for (const old of this.answers) if (old.id === id) old.id = old.bytes = undefined;
    this.answers[this.next] = { id, hash, bytes: bytes.slice() };
    this.next = (this.next + 1) % deviceLimits.answers;
  }

  /** A new connection: ids that count for their connection alone begin anew. */
  startConnection(): void {
    for (const answer of this.answers) {
      const { id } = answer;
      const isUnique = typeof id === "string" && id.length >= deviceLimits.uniqueIdCharacters;
      if (!isUnique) answer.id = answer.bytes = undefined;
    }
  }
}

/**
 * The codec of permessage-deflate for the echo's guest: one more object beside those of the board, because a board has
 * no such thing. Calls for every other object go on to the board.
 */
import type { DeflateCodec } from "../../src/websocket/deflate.js";
import { bytesOf } from "./board/kind.js";
import { openDeflate } from "./deflate.js";
import { codecObject, codecOperations } from "./echo-codec-remote.js";
import type { BoardSide, Value } from "./engine/engine.js";

export class EchoSide implements BoardSide {
  readonly #board: BoardSide;
  #codec: DeflateCodec | undefined;

  constructor(board: BoardSide) {
    this.#board = board;
  }

  call(object: number, operation: number, args: Value[]): Value {
    return object === codecObject ? this.#call(operation, args) : this.#board.call(object, operation, args);
  }

  #call(operation: number, [a, b, c, d]: Value[]): Value {
    if (operation === codecOperations.open) {
      this.#codec = openDeflate({
        serverMaxWindowBits: a as number,
        clientMaxWindowBits: b as number,
        serverNoContextTakeover: c === true,
        clientNoContextTakeover: d === true,
      });
      return undefined;
    }
    if (this.#codec === undefined) throw new Error("the codec is not open");
    if (operation === codecOperations.deflate) return bufferOf(this.#codec.deflate(bytesOf(a), b === true));
    const unpacked = this.#codec.inflate(bytesOf(a), b as number);
    return unpacked === undefined ? undefined : bufferOf(unpacked);
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

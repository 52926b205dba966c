/**
 * permessage-deflate (RFC 7692): what a host must bring for it. Negotiation and framing are ours; the codec is the
 * host's, because its window costs more than a board has (see docs/websocket.md). Without one nothing is offered.
 */

export interface DeflateParameters {
  /** Window of what the server sends, bits, 8-15. */
  readonly serverMaxWindowBits: number;
  /** Window of what we send, bits, 8-15. */
  readonly clientMaxWindowBits: number;
  /** The server begins each message with an empty window. */
  readonly serverNoContextTakeover: boolean;
  /** We begin each message with an empty window. */
  readonly clientNoContextTakeover: boolean;
}

export interface DeflateCodec {
  /**
   * Compresses the next piece of a message up to a byte boundary. isLast: the tail 00 00 ff ff is left away (7.2.1).
   * The result is valid until the next call. It is at most compressedBound() long.
   */
  deflate(bytes: Uint8Array, isLast: boolean): Uint8Array;
  /**
   * Unpacks a whole message, the tail left away. At most maximumBytes: undefined when it would be more. Throws when
   * it is no DEFLATE data. The result is valid until the next call.
   */
  inflate(bytes: Uint8Array, maximumBytes: number): Uint8Array | undefined;
  /** Gives back what the windows took. Idempotent. */
  close(): void;
}

/** What is offered to the server (7.1), and who makes the codec once it has agreed. */
export interface DeflateOffer {
  /** Asks the server for a window of at most so many bits, 8-15: bounds what unpacking takes. Default: 15, not asked for. */
  readonly serverMaxWindowBits?: number;
  /** The most that our own window may have, bits, 8-15. Default 15. */
  readonly clientMaxWindowBits?: number;
  /** Asks the server to begin each message with an empty window. */
  readonly serverNoContextTakeover?: boolean;
  /** Says that we begin each message with an empty window. */
  readonly clientNoContextTakeover?: boolean;
  open(parameters: DeflateParameters): DeflateCodec;
}

/** The most that `length` bytes can become: stored blocks of 16,383 bytes at the least, and what ends them. */
export function compressedBound(length: number): number {
  return length + 5 * Math.ceil(length / 16383 + 1) + 16;
}

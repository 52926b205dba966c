/** What passes between the echo's guest and its codec in Node: one object beside those of the board (remote.ts). */

/** A number that the board gives to no object. */
export const codecObject = 0x7fffffff;

export const codecOperations = Object.freeze({
  /** (serverBits, clientBits, serverNoContextTakeover, clientNoContextTakeover) */
  open: 1,
  /** (bytes, isLast) -> bytes */
  deflate: 2,
  /** (bytes, maximumBytes) -> bytes, or undefined when they would be more */
  inflate: 3,
} as const);

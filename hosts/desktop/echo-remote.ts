/**
 * What passes between the echo's guest (guest/echo.ts) and Node's side of it (echo-board.ts): operations and events of
 * one object. The socket behaves as ECMA-419's TCP: it says what can be read and written, and the guest does both.
 */
export const echoObject = 1;

export const operations = Object.freeze({
  /** () -> settings as JSON */
  settings: 1,
  /** (count) -> random bytes */
  random: 2,
  /** (bytes) -> SHA-1 */
  sha1: 3,
  /** () -> what has come, or undefined */
  read: 4,
  /** (bytes) -> bytes that can be written now */
  write: 5,
  /** () closes the socket, sending what was written */
  close: 6,
  /** (ms) sets the one timer; below 0 clears it */
  timer: 7,
  /** () -> monotonic ms */
  now: 8,
  /** (isClean, text) ends it all */
  finish: 9,
  /** (serverBits, clientBits, serverNoContextTakeover, clientNoContextTakeover) */
  openDeflate: 10,
  /** (bytes, isLast) -> bytes */
  deflate: 11,
  /** (bytes, maximumBytes) -> bytes or undefined */
  inflate: 12,
} as const);

export const echoEvents = Object.freeze({
  /** (now, writable bytes) */
  connected: 1,
  /** (now) */
  readable: 2,
  /** (now, bytes) */
  writable: 3,
  /** (now, reason or undefined) */
  ended: 4,
  /** (now) */
  timer: 5,
} as const);

export interface EchoSettings {
  host: string;
  path: string;
  maximumMessageBytes: number;
  compress: boolean;
}

/** Opcodes of RFC 6455 5.2 and which close codes may stand in a frame (7.4). */
export const opcodes = Object.freeze({
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const);

/** First byte of a frame: FIN and RSV1 (5.2, RFC 7692 6). */
export const finalBit = 0x80;
export const compressedBit = 0x40;

/** bytes; payload of a control frame (5.5) */
export const controlBytes = 125;
/** bytes; the longest header: 2, 8 of length, 4 of mask (5.2) */
export const headerBytes = 14;
/** bytes; a whole control frame as a client sends it: 2 of header, 4 of mask, the payload */
export const controlFrameBytes = 6 + controlBytes;
/** bytes; reason in a close frame: what two bytes of code leave (5.5.1) */
export const reasonBytes = controlBytes - 2;

/** 7.4.2 and the registry of IANA: 1004-1006 and 1015 never stand in a frame, 1016-2999 are not defined. */
export function isCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

/** Close frames (RFC 6455 5.5.1, 7.4): made, and checked. */
import { isCloseCode, reasonBytes } from "./opcodes.js";
import { decodeUtf8, encodeUtf8, Utf8Validator } from "./utf8.js";

export type CloseFault = "close.length" | "close.code" | "close.utf8";

/** Throws RangeError for a code that may not be sent or a reason that is too long. */
export function closePayload(code: number, reason: string): Uint8Array {
  if (!Number.isInteger(code) || !isCloseCode(code)) throw new RangeError(`close code ${code}`);
  const text = encodeUtf8(reason);
  if (text.length > reasonBytes) throw new RangeError("a close reason holds 123 bytes");
  const payload = new Uint8Array(2 + text.length);
  payload[0] = code >> 8;
  payload[1] = code & 0xff;
  payload.set(text, 2);
  return payload;
}

/** What is wrong with the payload of the peer's close frame. */
export function closeFault(payload: Uint8Array): CloseFault | undefined {
  if (payload.length === 0) return undefined;
  if (payload.length === 1) return "close.length";
  if (!isCloseCode(closeCodeOf(payload))) return "close.code";
  return new Utf8Validator().check(payload, 2, payload.length, 0) === 0 ? undefined : "close.utf8";
}

/** 1005 when the close frame has none (7.1.5). */
export function closeCodeOf(payload: Uint8Array): number {
  return payload.length < 2 ? 1005 : (payload[0] as number) * 256 + (payload[1] as number);
}

/** "" when there is none (7.1.6). closeFault() has found nothing wrong. */
export function closeReasonOf(payload: Uint8Array): string {
  return decodeUtf8(payload, 2, payload.length);
}

/** 7.4.1: the code that says to the peer which rule it broke. */
export function faultCloseCode(fault: string): number {
  switch (fault) {
    case "message.utf8":
    case "message.deflate":
    case "close.utf8":
      return 1007;
    case "message.too-large":
      return 1009;
    default:
      return 1002;
  }
}

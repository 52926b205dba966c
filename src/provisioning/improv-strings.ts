/** The texts in Improv's data: UTF-8, each with its length before it. */
import { decodeUtf8, encodeUtf8, Utf8Validator } from "../websocket/utf8.js";
import { frameDataBytes } from "./improv-frame.js";

/** bytes[start] up to but not including bytes[end]; undefined: it is no UTF-8. */
export function readText(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (new Utf8Validator().check(bytes, start, end, 0) !== 0) return undefined;
  return decodeUtf8(bytes, start, end);
}

/** Data of a result: the command, the length of what follows, the texts. What does not fit any more is left out, as a whole. */
export function resultData(command: number, strings: readonly string[]): Uint8Array {
  const data = new Uint8Array(frameDataBytes);
  let at = 2;
  for (const text of strings) {
    const bytes = encodeUtf8(text);
    if (at + 1 + bytes.length > frameDataBytes) break;
    data[at] = bytes.length;
    data.set(bytes, at + 1);
    at += 1 + bytes.length;
  }
  data[0] = command;
  data[1] = at - 2;
  return data.subarray(0, at);
}

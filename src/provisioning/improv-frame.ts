/**
 * Frames of Improv over serial, version 1 (improv-wifi.com/serial): "IMPROV", version, type, length, data, checksum. The
 * reader takes one byte after another out of whatever else is on the line, and holds nothing but the newest frame; a
 * frame whose checksum is wrong is no frame.
 */
const header = "IMPROV";
const version = 1;
const versionAt = 6;
const lengthAt = 8;
const dataAt = 9;
/** bytes; of data, by the length's one byte */
export const frameDataBytes = 255;

export const frameTypes = Object.freeze({ state: 1, error: 2, command: 3, result: 4 } as const);

export class FrameReader {
  /** Of the frame that take() has told of. */
  type = 0;
  /** bytes; of its data, in `data` */
  length = 0;
  /** It was no frame, for its checksum is wrong. */
  isBroken = false;
  readonly data = new Uint8Array(frameDataBytes);
  private at = 0;
  private sum = 0;

  /** True: a frame is whole with this byte, or would be but for its checksum. */
  take(byte: number): boolean {
    const { at } = this;
    const isExpected =
      at < versionAt ? byte === header.charCodeAt(at) : at > versionAt || (at === versionAt && byte === version);
    if (!isExpected) {
      // It may be the beginning of another one.
      this.at = byte === header.charCodeAt(0) ? 1 : 0;
      this.sum = this.at === 1 ? byte : 0;
      return false;
    }
    this.at = at + 1;
    if (at === dataAt + this.length && at >= dataAt) return this.finish(byte);
    this.sum = (at === 0 ? byte : this.sum + byte) & 0xff;
    if (at === versionAt + 1) this.type = byte;
    else if (at === lengthAt) this.length = byte;
    else if (at >= dataAt) this.data[at - dataAt] = byte;
    return false;
  }

  private finish(checksum: number): boolean {
    this.isBroken = checksum !== this.sum;
    this.at = this.sum = 0;
    return true;
  }
}

/** A whole frame, with the line feed that clients wait for behind it. */
export function makeFrame(type: number, data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(dataAt + data.length + 2);
  for (let i = 0; i < versionAt; i++) frame[i] = header.charCodeAt(i);
  frame[versionAt] = version;
  frame[versionAt + 1] = type;
  frame[lengthAt] = data.length;
  frame.set(data, dataAt);
  let sum = 0;
  for (let i = 0; i < dataAt + data.length; i++) sum += frame[i] ?? 0;
  frame[dataAt + data.length] = sum & 0xff;
  frame[dataAt + data.length + 1] = 10;
  return frame;
}

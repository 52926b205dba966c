/**
 * QR codes (ISO/IEC 18004:2015) as far as a label needs them: bytes, versions 1 to 6, error correction M, which reads
 * with 15 % of the code gone. One array of modules; the mask is the one of least penalty, as the standard asks.
 */
import { encodeUtf8 } from "../websocket/utf8.js";
import { placeData, placePatterns, qrBits } from "./qr-matrix.js";
import { reedSolomon } from "./qr-reed-solomon.js";

export interface QrCode {
  /** modules; of a side, without the quiet zone */
  readonly size: number;
  /** Row by row; bit 0: dark. */
  readonly modules: Uint8Array;
}

/** By version, from 1: codewords of data, of correction in each block, and blocks (table 9, M). */
const dataCodewords = Object.freeze([16, 28, 44, 64, 86, 108]);
const correctionCodewords = Object.freeze([10, 16, 26, 18, 24, 16]);
const blockCounts = Object.freeze([1, 1, 1, 2, 2, 4]);
const headerBits = 12; // mode and count of a text of bytes, up to version 9

/** The code of a text; undefined: it has more than 106 bytes. */
export function encodeQr(text: string): QrCode | undefined {
  const bytes = encodeUtf8(text);
  const index = dataCodewords.findIndex((count) => headerBits + 8 * bytes.length <= 8 * count);
  if (index < 0) return undefined;
  const size = 21 + 4 * index;
  const modules = new Uint8Array(size * size);
  placePatterns(modules, size);
  placeData(modules, size, interleaved(dataWords(bytes, dataCodewords[index] ?? 0), index));
  for (let i = 0; i < modules.length; i++) modules[i] = (modules[i] ?? 0) & qrBits.dark;
  return { size, modules };
}

/** 7.4: mode, count, bytes, terminator, padding. */
function dataWords(bytes: Uint8Array, count: number): Uint8Array {
  const words = new Uint8Array(count);
  // 0100, the count in eight bits, the bytes: all of it is half a byte off.
  words[0] = 0x40 | (bytes.length >> 4);
  words[1] = (bytes.length << 4) & 0xff;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    words[i + 1] = (words[i + 1] as number) | (byte >> 4);
    words[i + 2] = (byte << 4) & 0xff;
  }
  for (let i = bytes.length + 2, isOdd = true; i < count; i++, isOdd = !isOdd) words[i] = isOdd ? 0xec : 0x11;
  return words;
}

/** 7.6: the blocks' data word by word, then their correction. All blocks of these versions are of one length. */
function interleaved(data: Uint8Array, index: number): Uint8Array {
  const blocks = blockCounts[index] ?? 1;
  const correction = correctionCodewords[index] ?? 0;
  const length = data.length / blocks;
  const words = new Uint8Array(data.length + blocks * correction);
  for (let block = 0; block < blocks; block++) {
    const part = data.subarray(block * length, (block + 1) * length);
    const check = reedSolomon(part, correction);
    for (let i = 0; i < length; i++) words[i * blocks + block] = part[i] as number;
    for (let i = 0; i < correction; i++) words[data.length + i * blocks + block] = check[i] as number;
  }
  return words;
}

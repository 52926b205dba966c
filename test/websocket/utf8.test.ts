import { decodeUtf8, encodeUtf8, Utf8Validator } from "../../src/websocket/utf8.js";
import { deepEqual, equal } from "../support/assert.js";
import { hex, join, toHex } from "./peer.js";

/** Where the bytes stop being UTF-8: index of the first wrong byte, their length when one is missing, -1: they are. */
function firstWrong(bytes: Uint8Array): number {
  const validator = new Utf8Validator();
  let state = 0;
  for (let i = 0; i < bytes.length; i++) {
    state = validator.check(bytes, i, i + 1, state);
    if (state < 0) return i;
  }
  return state === 0 ? -1 : bytes.length;
}

function isValid(bytes: Uint8Array): boolean {
  return new Utf8Validator().check(bytes, 0, bytes.length, 0) === 0;
}

/** By the definition: the shortest form of a scalar value. */
function isOneCharacter(bytes: readonly number[]): boolean {
  const [a = 0] = bytes;
  const length = a < 0x80 ? 1 : a < 0xc0 ? 0 : a < 0xe0 ? 2 : a < 0xf0 ? 3 : a < 0xf8 ? 4 : 0;
  if (length !== bytes.length) return false;
  let code = length === 1 ? a : a & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const byte = bytes[i] as number;
    if ((byte & 0xc0) !== 0x80) return false;
    code = code * 64 + (byte & 63);
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length] as number;
  return code >= least && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

// Markus Kuhn, "UTF-8 decoder capability and stress test", by his numbers: bytes, and index of the first wrong one.
const kuhn: readonly (readonly [name: string, bytes: string, wrong: number])[] = [
  ["1 kosme", "ceba e1bdb9 cf83 cebc ceb5", -1],
  ["2.1.1 first of 1 byte", "00", -1],
  ["2.1.2 first of 2 bytes", "c280", -1],
  ["2.1.3 first of 3 bytes", "e0a080", -1],
  ["2.1.4 first of 4 bytes", "f0908080", -1],
  ["2.1.5 first of 5 bytes", "f888808080", 0],
  ["2.1.6 first of 6 bytes", "fc8480808080", 0],
  ["2.2.1 last of 1 byte", "7f", -1],
  ["2.2.2 last of 2 bytes", "dfbf", -1],
  ["2.2.3 last of 3 bytes", "efbfbf", -1],
  ["2.2.4 last of 4 bytes in 21 bits", "f7bfbfbf", 0],
  ["2.2.5 last of 5 bytes", "fbbfbfbfbf", 0],
  ["2.2.6 last of 6 bytes", "fdbfbfbfbfbf", 0],
  ["2.3.1 U+D7FF", "ed9fbf", -1],
  ["2.3.2 U+E000", "ee8080", -1],
  ["2.3.3 U+FFFD", "efbfbd", -1],
  ["2.3.4 U+10FFFF", "f48fbfbf", -1],
  ["2.3.5 U+110000", "f4908080", 1],
  ["3.1.1 first continuation byte", "80", 0],
  ["3.1.2 last continuation byte", "bf", 0],
  ["3.1.8 seven of them", "80bf80bf80bf80", 0],
  ["3.2.1 lonely start of 2", "c020", 0],
  ["3.2.1 lonely start of 2, not overlong", "c220", 1],
  ["3.2.2 lonely start of 3", "e020", 1],
  ["3.2.3 lonely start of 4", "f020", 1],
  ["3.3.1 2 bytes, last missing", "c2", 1],
  ["3.3.2 3 bytes, last missing", "e0a0", 2],
  ["3.3.3 4 bytes, last missing", "f09080", 3],
  ["3.3.7 3 bytes, last missing", "efbf", 2],
  ["3.5.1 fe", "fe", 0],
  ["3.5.2 ff", "ff", 0],
  ["3.5.3 fe fe ff ff", "fefeffff", 0],
  ["4.1.1 overlong / of 2", "c0af", 0],
  ["4.1.2 overlong / of 3", "e080af", 1],
  ["4.1.3 overlong / of 4", "f08080af", 1],
  ["4.1.4 overlong / of 5", "f8808080af", 0],
  ["4.2.1 greatest overlong of 2", "c1bf", 0],
  ["4.2.2 greatest overlong of 3", "e09fbf", 1],
  ["4.2.3 greatest overlong of 4", "f08fbfbf", 1],
  ["4.3.1 overlong NUL of 2", "c080", 0],
  ["4.3.2 overlong NUL of 3", "e08080", 1],
  ["5.1.1 surrogate U+D800", "eda080", 1],
  ["5.1.4 surrogate U+DBFF", "edafbf", 1],
  ["5.1.5 surrogate U+DC00", "edb080", 1],
  ["5.1.7 surrogate U+DFFF", "edbfbf", 1],
  ["5.2.1 pair D800 DC00", "eda080edb080", 1],
  ["5.3.1 U+FFFE", "efbfbe", -1],
  ["5.3.2 U+FFFF", "efbfbf", -1],
  ["5.3 U+1FFFE", "f09fbfbe", -1],
];

describe("websocket UTF-8", () => {
  for (const [name, bytes, wrong] of kuhn) {
    it(`${wrong < 0 ? "accepts" : "refuses at the first wrong byte"}: ${name}`, () => {
      equal(firstWrong(hex(bytes)), wrong);
      for (const [before, after] of [
        [5, 0],
        [41, 3],
        [64, 70],
      ] as const) {
        const padded = join(new Uint8Array(before).fill(0x61), hex(bytes), new Uint8Array(after).fill(0x62));
        equal(isValid(padded), wrong < 0, `${before} before, ${after} after`);
      }
    });
  }

  it("agrees with the definition on 33,672 sequences of one to four bytes from the edges of every range", () => {
    const leads = hex("00 7f 80 bf c0 c1 c2 df e0 e1 ec ed ee ef f0 f1 f3 f4 f5 f8 fc fe ff");
    const rest = hex("00 7f 80 8f 90 9f a0 bf c0 c2 ff");
    let count = 0;
    const check = (bytes: readonly number[]) => {
      count++;
      let isOK = true;
      for (let at = 0; at < bytes.length && isOK; ) {
        const length = [1, 2, 3, 4].find((size) => isOneCharacter(bytes.slice(at, at + size)));
        if (length === undefined) isOK = false;
        else at += length;
      }
      equal(isValid(Uint8Array.from(bytes)), isOK, toHex(Uint8Array.from(bytes)));
    };
    for (const a of leads) {
      check([a]);
      for (const b of rest)
        for (const c of rest) {
          check([a, b, c]);
          for (const d of rest) check([a, b, c, d]);
        }
    }
    for (const a of leads) for (const b of rest) check([a, b]);
    equal(count, 33672);
  });

  it("finds one wrong byte at every place of a long text, at every alignment", () => {
    const bytes = new Uint8Array(140).fill(0x2a);
    for (let offset = 0; offset < 4; offset++)
      for (let at = offset; at < bytes.length; at++) {
        bytes[at] = 0xff;
        const validator = new Utf8Validator();
        equal(validator.check(bytes.subarray(offset), 0, at - offset, 0), 0, `${offset} ${at}`);
        equal(validator.check(bytes.subarray(offset), 0, bytes.length - offset, 0) < 0, true, `${offset} ${at}`);
        bytes[at] = 0x2a;
      }
  });

  it("makes bytes of strings and strings of bytes, at every length of a character", () => {
    const text = "a\u00e9\u20ac\ud83d\ude00z";
    equal(toHex(encodeUtf8(text)), "61c3a9e282acf09f98807a");
    deepEqual(decodeUtf8(encodeUtf8(text), 0, 11), text);
  });
});

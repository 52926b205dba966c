import { encodeQr } from "../../src/provisioning/qr-code.js";
import { reedSolomon } from "../../src/provisioning/qr-reed-solomon.js";
import { qrLines } from "../../src/provisioning/qr-text.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { qrVectors } from "../support/qr-vectors.js";

describe("a QR code", () => {
  for (const { text, size, rows } of qrVectors)
    it(`of ${text.length > 50 ? `${text.length} bytes` : text} is as others make it, mask and all`, () => {
      const code = encodeQr(text);
      equal(code?.size, size);
      const found = rows.split(" ").map((_, y) => {
        let row = 0;
        for (let x = 0; x < size; x++) row = row * 2 + (code?.modules[y * size + x] ?? 0);
        return row.toString(16).padStart(Math.ceil(size / 4), "0");
      });
      equal(found.join(" "), rows);
    });

  it("has the error correction of the standard's example (annex I)", () => {
    const data = Uint8Array.of(
      0x10,
      0x20,
      0x0c,
      0x56,
      0x61,
      0x80,
      0xec,
      0x11,
      0xec,
      0x11,
      0xec,
      0x11,
      0xec,
      0x11,
      0xec,
      0x11,
    );
    const check = Uint8Array.of(0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55);
    deepEqual(reedSolomon(data, 10), check);
  });

  it("is of the least version that takes the text, from 14 to 106 bytes", () => {
    for (const [bytes, size] of [
      [0, 21],
      [14, 21],
      [15, 25],
      [26, 25],
      [27, 29],
      [42, 29],
      [62, 33],
      [84, 37],
      [106, 41],
    ] as const)
      equal(encodeQr("a".repeat(bytes))?.size, size, `${bytes} bytes`);
    equal(encodeQr("a".repeat(107)), undefined);
    equal(encodeQr("é".repeat(54)), undefined, "bytes, not characters");
  });

  it("is written light on dark, two rows a line, with a quiet zone around", () => {
    const lines: string[] = [];
    const code = encodeQr("A");
    ok(code !== undefined);
    qrLines(code, (line) => lines.push(line));
    equal(lines.length, Math.ceil((21 + 4) / 2));
    for (const line of lines) equal(line.length, 25);
    equal(lines[0], "█".repeat(25));
    equal(lines[1]?.slice(0, 10), "██ ▄▄▄▄▄ █");
    equal(lines.at(-1), "▀".repeat(25));
  });
});

import { Mask } from "../../src/websocket/mask.js";
import { deepEqual } from "../support/assert.js";

describe("websocket mask", () => {
  it("is the XOR of RFC 6455 5.3 at every alignment, length and phase, and touches nothing else", () => {
    const xor = (bytes: Uint8Array, key: Uint8Array) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) ^ (key[i & 3] as number);
    };
    for (const mask of [new Mask(), new Mask(undefined, xor)]) checkMask(mask);
  });

  const checkMask = (mask: Mask) => {
    mask.key.set([0x37, 0xfa, 0x21, 0x3d]);
    for (let start = 0; start < 5; start++)
      for (let length = 0; length < 70; length++)
        for (let phase = 0; phase < 4; phase++) {
          const bytes = Uint8Array.from({ length: 80 }, (_, i) => (i * 7) & 255);
          const expected = bytes.map((byte, i) =>
            i >= start && i < start + length ? byte ^ (mask.key[(i - start + phase) & 3] as number) : byte,
          );
          mask.apply(bytes, start, start + length, phase);
          deepEqual(bytes, expected, `start ${start}, length ${length}, phase ${phase}`);
        }
  };

  it("takes a key of four fresh random bytes for each frame", () => {
    let next = 0;
    const mask = new Mask({
      random(into) {
        for (let i = 0; i < into.length; i++) into[i] = ++next & 255;
      },
    });
    for (let i = 0; i < 40; i++) {
      const frame = new Uint8Array(6);
      mask.put(frame, 0, 6);
      const key = Uint8Array.of(4 * i + 1, 4 * i + 2, 4 * i + 3, 4 * i + 4);
      deepEqual(mask.key, key);
      deepEqual(frame, Uint8Array.of(...key, 4 * i + 1, 4 * i + 2));
    }
  });
});

import { openDeflate } from "../../hosts/desktop/deflate.js";
import type { DeflateParameters } from "../../src/websocket/deflate.js";
import { deepEqual, equal, throws } from "../support/assert.js";

function codec(bits = 15, noTakeover = false) {
  const parameters: DeflateParameters = {
    serverMaxWindowBits: bits,
    clientMaxWindowBits: bits,
    serverNoContextTakeover: noTakeover,
    clientNoContextTakeover: noTakeover,
  };
  return openDeflate(parameters);
}

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const text = (data: Uint8Array | undefined) => data && Buffer.from(data).toString("latin1");

describe("permessage-deflate on Node's zlib", () => {
  it("packs and unpacks the examples of RFC 7692 7.2.3", () => {
    const out = codec();
    deepEqual(new Uint8Array(out.deflate(bytes("Hello"), true)), hex("f2 48 cd c9 c9 07 00"));
    deepEqual(new Uint8Array(out.deflate(bytes("Hello"), true)), hex("f2 00 11 00 00"));
    const into = codec();
    equal(text(into.inflate(hex("f2 48 cd c9 c9 07 00"), 100)), "Hello");
    equal(text(into.inflate(hex("f2 00 11 00 00"), 100)), "Hello");
    equal(text(into.inflate(hex("00 05 00 fa ff 48 65 6c 6c 6f 00"), 100)), "Hello");
    equal(text(into.inflate(hex("f3 48 cd c9 c9 07 00 00"), 100)), "Hello"); // with BFINAL
    equal(text(into.inflate(hex("f2 48 05 00 00 00 ff ff ca c9 c9 07 00"), 100)), "Hello"); // two blocks
    equal(text(into.inflate(hex("00"), 100)), "");
  });

  for (const bits of [8, 9, 10, 12, 15])
    for (const noTakeover of [false, true])
      it(`brings back 60 messages in parts with a window of ${bits} bits${noTakeover ? ", begun anew each time" : ""}`, () => {
        const both = codec(bits, noTakeover);
        for (let n = 0; n < 60; n++) {
          const message = Uint8Array.from({ length: (n * n * 37) % 5000 }, (_, i) => ((i * i * 7 + n) % 23) + 97);
          const half = message.length >> 1;
          const packed = Buffer.concat([
            Buffer.from(both.deflate(message.subarray(0, half), false)),
            Buffer.from(both.deflate(message.subarray(half), true)),
          ]);
          deepEqual(new Uint8Array(both.inflate(packed, 5000) as Uint8Array), message, `message ${n}`);
        }
      });

  it("takes no reference beyond the agreed window, or into a message before that was to be forgotten", () => {
    const reference = codec();
    reference.deflate(bytes("Hello"), true);
    const second = Uint8Array.from(reference.deflate(bytes("Hello"), true));
    throws(() => codec(15, true).inflate(second, 100), "distance");
  });

  it("stops at the limit, however much there is to unpack", () => {
    const bomb = Uint8Array.from(codec().deflate(new Uint8Array(10_000_000), true));
    equal(codec().inflate(bomb, 1000), undefined);
    equal(codec().inflate(bomb, 10_000_000)?.length, 10_000_000);
    equal(codec().inflate(bomb, 9_999_999), undefined);
  });

  it("throws for what is no DEFLATE data", () => {
    throws(() => codec().inflate(hex("ff ff ff"), 100));
  });
});

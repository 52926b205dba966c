import type { DeflateOffer, DeflateParameters } from "../../src/websocket/deflate.js";
import { acceptDeflate, offerDeflate } from "../../src/websocket/extensions.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ascii, cuts, drain, frame, hex, join, openConnection, parseSent, run } from "./peer.js";
import { StoredCodec } from "./stored-codec.js";

const open = () => new StoredCodec();
const offer: DeflateOffer = { open };
const agreed = ["Sec-WebSocket-Extensions: permessage-deflate"];
const helloPacked = join(hex("00 0500 faff"), ascii("Hello"), hex("00"));

function connection(limit = 1 << 20) {
  return openConnection({ deflate: offer, maximumMessageBytes: limit, queueBytes: 1024 }, agreed);
}

const defaults: DeflateParameters = {
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
};

describe("websocket permessage-deflate: negotiation", () => {
  const offers: readonly (readonly [DeflateOffer, string])[] = [
    [offer, "permessage-deflate; client_max_window_bits"],
    [{ open, clientMaxWindowBits: 9 }, "permessage-deflate; client_max_window_bits=9"],
    [{ open, serverMaxWindowBits: 8 }, "permessage-deflate; client_max_window_bits; server_max_window_bits=8"],
    [
      { open, clientNoContextTakeover: true, serverNoContextTakeover: true },
      "permessage-deflate; client_max_window_bits; client_no_context_takeover; server_no_context_takeover",
    ],
  ];
  for (const [each, text] of offers) it(`7.1 offers ${text}`, () => equal(offerDeflate(each), text));

  it("7.1.2 refuses window bits outside 8-15 at once", () => {
    for (const bits of [7, 16, 8.5]) throws(() => offerDeflate({ open, serverMaxWindowBits: bits }), "8-15");
  });

  const answers: readonly (readonly [
    value: string,
    expected: Partial<DeflateParameters> | undefined,
    offer?: DeflateOffer,
  ])[] = [
    ["permessage-deflate", {}],
    ["permessage-deflate; server_no_context_takeover", { serverNoContextTakeover: true }],
    [
      "permessage-deflate;client_no_context_takeover ; server_max_window_bits=8",
      { clientNoContextTakeover: true, serverMaxWindowBits: 8 },
    ],
    ['permessage-deflate; client_max_window_bits="10"', { clientMaxWindowBits: 10 }],
    ["permessage-deflate; client_max_window_bits=15", { clientMaxWindowBits: 9 }, { open, clientMaxWindowBits: 9 }],
    ["permessage-deflate; server_max_window_bits=9", { serverMaxWindowBits: 9 }, { open, serverMaxWindowBits: 10 }],
    ["permessage-deflate; server_max_window_bits=11", undefined, { open, serverMaxWindowBits: 10 }],
    ["permessage-deflate", undefined, { open, serverMaxWindowBits: 10 }],
    ["permessage-deflate", undefined, { open, serverNoContextTakeover: true }],
    ["permessage-deflate; client_max_window_bits", undefined],
    ["permessage-deflate; server_max_window_bits=08", undefined],
    ["permessage-deflate; server_max_window_bits=7", undefined],
    ["permessage-deflate; server_max_window_bits=16", undefined],
    ["permessage-deflate; server_max_window_bits=9=9", undefined],
    ["permessage-deflate; server_no_context_takeover=1", undefined],
    ["permessage-deflate; server_no_context_takeover; server_no_context_takeover", undefined],
    ["permessage-deflate; unknown", undefined],
    ["permessage-deflate;", undefined],
    ["permessage-deflate, permessage-deflate", undefined],
    ["x-webkit-deflate-frame", undefined],
  ];
  for (const [value, expected, to = offer] of answers)
    it(`7.1 ${expected === undefined ? "refuses" : "accepts"} ${value}`, () => {
      deepEqual(acceptDeflate(value, to), expected && { ...defaults, ...expected });
    });

  it("has no compression where the server does not agree", () => {
    const plain = openConnection({ deflate: offer });
    equal(plain.deflate, undefined);
    equal(run(plain, [frame(0xc1, helloPacked)]).failure?.code, "frame.reserved-bits");
  });
});

describe("websocket permessage-deflate: frames, cut at every place", () => {
  const rows: readonly (readonly [name: string, stream: Uint8Array, events: string[], fault?: string])[] = [
    ["7.2.2 a packed text", frame(0xc1, helloPacked), ["text 48656c6c6f"]],
    ["7.2.2 a packed binary", frame(0xc2, helloPacked), ["binary 48656c6c6f"]],
    [
      "6 a message that is not packed",
      join(frame(0x81, "a"), frame(0xc1, helloPacked), frame(0x81, "b")),
      ["text 61", "text 48656c6c6f", "text 62"],
    ],
    [
      "6 RSV1 on the first fragment alone",
      join(frame(0x41, helloPacked.subarray(0, 3)), frame(0x89, "p"), frame(0x80, helloPacked.subarray(3))),
      ["ping 70", "text 48656c6c6f"],
    ],
    ["7.2.3.6 an empty message", frame(0xc1, hex("00")), ["text"]],
    ["6 RSV1 on a continuation", join(frame(0x41, helloPacked), frame(0xc0)), [], "frame.reserved-bits"],
    ["6 RSV1 on a ping", frame(0xc9), [], "frame.reserved-bits"],
    ["6 RSV2", frame(0xa1), [], "frame.reserved-bits"],
    ["what does not unpack", frame(0xc1, hex("ff ff ff")), [], "message.deflate"],
    ["8.1 unpacked text that is no UTF-8", frame(0xc1, hex("00 0100 feff ff 00")), [], "message.utf8"],
    ["8.1 unpacked text that ends inside a character", frame(0xc1, hex("00 0100 feff c3 00")), [], "message.utf8"],
  ];
  for (const [name, stream, seen, fault] of rows)
    it(fault === undefined ? name : `${name}: ${fault}`, () => {
      for (const pieces of cuts(stream)) {
        const outcome = run(connection(), pieces);
        deepEqual(outcome.events, [...seen, "closed"]);
        equal(outcome.failure?.code, fault ?? "connection.lost");
      }
    });

  it("limits what a message unpacks to: 1009", () => {
    for (const pieces of cuts(
      frame(0xc1, join(hex("00 0500 faff"), ascii("Hello"), hex("00 0500 faff"), ascii("Hello"), hex("00"))),
    )) {
      const outcome = run(connection(16), pieces);
      equal(outcome.failure?.code, "message.too-large");
      deepEqual(outcome.sent, ["88 03f1"]);
    }
  });
});

describe("websocket permessage-deflate: sending", () => {
  it("marks the first frame and leaves the tail away", () => {
    const client = connection();
    client.write(ascii("Hello"), false);
    deepEqual(parseSent(drain(client)), ["c1 00 0500 faff 48656c6c6f 00".replaceAll(" ", "").replace("c1", "c1 ")]);
    client.ping(ascii("p"));
    deepEqual(parseSent(drain(client)), ["89 70"]);
  });

  it("packs a large message piece by piece, in fragments of one message", () => {
    const client = connection();
    const message = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);
    const sent: Uint8Array[] = [];
    for (let at = 0; at < message.length; ) {
      const taken = client.writePart(message, at, true, true);
      if (taken > 0) at += taken;
      sent.push(drain(client).slice());
    }
    const firsts = sent.map((bytes) => bytes[0]);
    equal(firsts[0], 0x42);
    equal(firsts.at(-1), 0x80);
    const payload = join(...sent.map((bytes) => unmask(bytes)));
    deepEqual(new StoredCodec().inflate(payload, 5000), message);
  });

  it("gives the codec back at the end", () => {
    let codec: StoredCodec | undefined;
    const closing: DeflateOffer = {
      open: () => {
        codec = new StoredCodec();
        return codec;
      },
    };
    run(openConnection({ deflate: closing }, agreed), []);
    equal(codec?.isClosed, true);
  });
});

function unmask(bytes: Uint8Array): Uint8Array {
  const at = ((bytes[1] as number) & 127) === 126 ? 4 : 2;
  return bytes.subarray(at + 4).map((byte, i) => byte ^ (bytes[at + (i & 3)] as number));
}

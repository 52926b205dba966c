import { deepEqual, equal } from "../support/assert.js";
import { ascii, cuts, frame, hex, join, openConnection, run } from "./peer.js";

interface Case {
  name: string;
  stream: Uint8Array;
  /** Before "closed". */
  events?: string[];
  sent?: string[];
  /** What breaks the rule, and what we close with. */
  fault?: readonly [code: string, closeCode: number];
}

const stars = (count: number) => new Uint8Array(count).fill(0x2a);
const starry = (kind: string, count: number) =>
  `${kind} ${count <= 32 ? "2a".repeat(count) : `${"2a".repeat(16)}...${count}`}`.trim();
const protocolError = (code: string) => [code, 1002] as const;
const hello = frame(0x81, "Hello");
const helloEvent = "text 48656c6c6f";

const lengths: Case[] = [0, 1, 125, 126, 127, 128, 65535, 65536, 65537].flatMap((count) => [
  { name: `5.2 text of ${count} bytes`, stream: frame(0x81, stars(count)), events: [starry("text", count)] },
  { name: `5.2 binary of ${count} bytes`, stream: frame(0x82, stars(count)), events: [starry("binary", count)] },
]);

const notMinimal: Case[] = [
  { name: "5.2 length 0 in 16 bits", stream: hex("82 7e 0000"), fault: protocolError("frame.length") },
  { name: "5.2 length 125 in 16 bits", stream: hex("82 7e 007d"), fault: protocolError("frame.length") },
  { name: "5.2 length 126 in 64 bits", stream: hex("82 7f 000000000000007e"), fault: protocolError("frame.length") },
  { name: "5.2 length 65535 in 64 bits", stream: hex("82 7f 000000000000ffff"), fault: protocolError("frame.length") },
  { name: "5.2 length of 64 bits, the highest set", stream: hex("82 7f 80"), fault: protocolError("frame.length") },
  {
    name: "5.2 length of 2 ** 63 - 1, above the limit",
    stream: hex("82 7f 7fffffffffffffff"),
    fault: ["message.too-large", 1009],
  },
];

const controls: Case[] = [
  { name: "5.5.2 ping without payload", stream: frame(0x89), events: ["ping"], sent: ["8a"] },
  {
    name: "5.5.2 ping of 125 bytes",
    stream: frame(0x89, stars(125)),
    events: [starry("ping", 125)],
    sent: [`8a ${starry("", 125)}`],
  },
  {
    name: "5.5.2 ping of bytes that are no text",
    stream: frame(0x89, hex("00fffefd")),
    events: ["ping 00fffefd"],
    sent: ["8a 00fffefd"],
  },
  { name: "5.5 ping of 126 bytes", stream: hex("89 7e 007e"), fault: protocolError("frame.control-length") },
  { name: "5.5 pong of 126 bytes", stream: hex("8a 7e"), fault: protocolError("frame.control-length") },
  { name: "5.5 close of 126 bytes", stream: hex("88 7e"), fault: protocolError("frame.control-length") },
  { name: "5.5 ping in fragments", stream: frame(0x09, "a"), fault: protocolError("frame.control-fragmented") },
  { name: "5.5 pong in fragments", stream: frame(0x0a, "a"), fault: protocolError("frame.control-fragmented") },
  {
    name: "5.5 close in fragments",
    stream: frame(0x08, hex("03e8")),
    fault: protocolError("frame.control-fragmented"),
  },
  { name: "5.5.3 pong that nobody asked for", stream: frame(0x8a, "x"), events: ["pong 78"] },
  {
    name: "5.5.3 pong, then ping",
    stream: join(frame(0x8a, "x"), frame(0x89, "y")),
    events: ["pong 78", "ping 79"],
    sent: ["8a 79"],
  },
  {
    name: "5.5.3 ten pings are answered in order",
    stream: join(...Array.from({ length: 10 }, (_, i) => frame(0x89, String(i)))),
    events: Array.from({ length: 10 }, (_, i) => `ping 3${i}`),
    sent: Array.from({ length: 10 }, (_, i) => `8a 3${i}`),
  },
];

const reserved: Case[] = [1, 2, 3, 4, 5, 6, 7].flatMap((bits) => {
  const first = bits << 4;
  const fault = protocolError("frame.reserved-bits");
  return [
    { name: `5.2 RSV ${bits} on text`, stream: frame(0x81 | first, "x"), fault },
    { name: `5.2 RSV ${bits} on ping`, stream: frame(0x89 | first, "x"), fault },
    { name: `5.2 RSV ${bits} on close`, stream: frame(0x88 | first), fault },
    {
      name: `5.2 RSV ${bits} after a message`,
      stream: join(hello, frame(0x82 | first, "x"), hello),
      events: [helloEvent],
      fault,
    },
  ];
});

const unknown: Case[] = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
  {
    name: `5.2 opcode ${opcode}`,
    stream: join(hello, frame(0x80 | opcode, "x"), hello),
    events: [helloEvent],
    fault: protocolError("frame.opcode"),
  },
  { name: `5.2 opcode ${opcode} without FIN`, stream: frame(opcode), fault: protocolError("frame.opcode") },
]);

const fragments: Case[] = [
  { name: "5.4 text in two", stream: join(frame(0x01, "Hel"), frame(0x80, "lo")), events: [helloEvent] },
  {
    name: "5.4 binary in three, one empty",
    stream: join(frame(0x02, "H"), frame(0x00), frame(0x80, "i")),
    events: ["binary 4869"],
  },
  { name: "5.4 all fragments empty", stream: join(frame(0x01), frame(0x00), frame(0x80)), events: ["text"] },
  { name: "5.4 the last fragment empty", stream: join(frame(0x01, "Hello"), frame(0x80)), events: [helloEvent] },
  {
    name: "5.4 a character over three frames",
    stream: join(frame(0x01, hex("e2")), frame(0x00, hex("82")), frame(0x80, hex("ac"))),
    events: ["text e282ac"],
  },
  {
    name: "5.4 pings between fragments are answered at once",
    stream: join(frame(0x01, "Hel"), frame(0x89, "1"), frame(0x00, "l"), frame(0x89, "2"), frame(0x80, "o")),
    events: ["ping 31", "ping 32", helloEvent],
    sent: ["8a 31", "8a 32"],
  },
  { name: "5.4 continuation of nothing", stream: frame(0x80, "x"), fault: protocolError("frame.continuation") },
  {
    name: "5.4 continuation of nothing, without FIN",
    stream: join(frame(0x00, "x"), hello),
    fault: protocolError("frame.continuation"),
  },
  {
    name: "5.4 continuation after a whole message",
    stream: join(hello, frame(0x80, "x")),
    events: [helloEvent],
    fault: protocolError("frame.continuation"),
  },
  {
    name: "5.4 continuation after the last fragment",
    stream: join(frame(0x01, "a"), frame(0x80, "b"), frame(0x80, "c")),
    events: ["text 6162"],
    fault: protocolError("frame.continuation"),
  },
  {
    name: "5.4 text inside a text",
    stream: join(frame(0x01, "a"), frame(0x81, "b")),
    fault: protocolError("frame.interleaved"),
  },
  {
    name: "5.4 binary inside a text",
    stream: join(frame(0x01, "a"), frame(0x02, "b")),
    fault: protocolError("frame.interleaved"),
  },
  {
    name: "5.1 a server's frame that is masked",
    stream: frame(0x81, "x", hex("01020304")),
    fault: protocolError("frame.masked"),
  },
  {
    name: "5.1 a masked ping",
    stream: join(hello, frame(0x89, "", hex("01020304"))),
    events: [helloEvent],
    fault: protocolError("frame.masked"),
  },
];

const badText = ["message.utf8", 1007] as const;
const texts: Case[] = [
  { name: "8.1 text that is no UTF-8", stream: join(frame(0x81, hex("ceba f0 20")), hello), fault: badText },
  { name: "8.1 text that ends inside a character", stream: join(frame(0x81, hex("61 e282")), hello), fault: badText },
  {
    name: "8.1 fragments that end inside a character",
    stream: join(frame(0x01, hex("e2")), frame(0x80, hex("82"))),
    fault: badText,
  },
  {
    name: "8.1 a wrong byte in a later fragment",
    stream: join(frame(0x01, hex("e2")), frame(0x00, hex("28"))),
    fault: badText,
  },
  { name: "8.1 a surrogate", stream: frame(0x81, hex("eda080")), fault: badText },
  {
    name: "8.1 binary of the same bytes",
    stream: frame(0x82, hex("ceba f0 20 eda080")),
    events: ["binary cebaf020eda080"],
  },
  {
    name: "8.1 a new text after one that ended well",
    stream: join(frame(0x81, hex("c3a9")), frame(0x81, hex("a9"))),
    events: ["text c3a9"],
    fault: badText,
  },
];

function check(row: Case): void {
  for (const pieces of cuts(row.stream)) {
    const outcome = run(openConnection(), pieces);
    const note = `in ${pieces.length} pieces, the first of ${pieces[0]?.length}`;
    deepEqual(outcome.events, [...(row.events ?? []), "closed"], note);
    const close = row.fault === undefined ? [] : [`88 ${row.fault[1].toString(16).padStart(4, "0")}`];
    deepEqual(outcome.sent, [...(row.sent ?? []), ...close], note);
    equal(outcome.failure?.code, row.fault?.[0] ?? "connection.lost", note);
    equal(outcome.failure?.closeCode, row.fault?.[1], note);
    equal(outcome.closeCode, 1006, note);
    equal(outcome.isClean, false, note);
  }
}

describe("websocket frames, whole, byte by byte and cut at every place", () => {
  for (const row of [...lengths, ...notMinimal, ...controls, ...reserved, ...unknown, ...fragments, ...texts])
    it(row.fault === undefined ? row.name : `${row.name}: closes with ${row.fault[1]}`, () => check(row));

  it("refuse a text at its first wrong byte, before the frame is complete", () => {
    const connection = openConnection();
    connection.receive(join(hex("81 7e 1000"), ascii("abc"), hex("ff")), 1);
    connection.next(1);
    equal(connection.failure?.code, "message.utf8");
  });

  for (const [limit, stream, name] of [
    [10, frame(0x81, "12345678901"), "a frame"],
    [10, hex("82 7f 0000000000010000"), "a length that is only announced"],
    [10, join(frame(0x01, "123456"), frame(0x80, "78901")), "fragments together"],
    [0, frame(0x82, "1"), "anything at all, with a limit of 0"],
  ] as const) {
    it(`above the limit: ${name}: closes with 1009 and holds no more`, () => {
      for (const pieces of cuts(stream)) {
        const outcome = run(openConnection({ maximumMessageBytes: limit }), pieces);
        deepEqual(outcome.events, ["closed"]);
        deepEqual(outcome.sent, ["88 03f1"]);
        equal(outcome.failure?.code, "message.too-large");
      }
    });
  }

  it("take messages up to the limit exactly, whole and in fragments", () => {
    const stream = join(frame(0x81, "1234567890"), frame(0x01, "12345"), frame(0x80, "67890"));
    for (const pieces of cuts(stream)) {
      const { events } = run(openConnection({ maximumMessageBytes: 10 }), pieces);
      deepEqual(events, ["text 31323334353637383930", "text 31323334353637383930", "closed"]);
    }
  });

  it("come out in parts as they come when asked, text checked across the parts", () => {
    const stream = join(frame(0x01, hex("61e2")), frame(0x89, "p"), frame(0x80, hex("82ac")), frame(0x82, "xyz"));
    for (const pieces of cuts(stream)) {
      const connection = openConnection({ inParts: true });
      const { events } = run(connection, pieces);
      const all = (kind: string) =>
        events.filter((each) => each.startsWith(kind)).map((each) => each.slice(kind.length + 1));
      equal(all("text").join(""), "61e282ac");
      equal(all("binary").join(""), "78797a");
      equal(all("ping").join(""), "70");
    }
  });
});

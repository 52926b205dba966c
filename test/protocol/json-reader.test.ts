import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { JsonReader } from "../../src/protocol/json-reader.js";
import { limits } from "../../src/protocol/limits.js";
import { deepEqual, equal } from "../support/assert.js";
import { toBytes } from "../support/text.js";

const reader = new JsonReader();
const read = (text: string): unknown => reader.read(toBytes(text));

describe("JSON reader", () => {
  it("reads what JSON.parse reads", () => {
    const texts = [
      "null",
      "true",
      "false",
      "0",
      "-0",
      "-12",
      "123456789012345678",
      "1.5",
      "-2.5e-3",
      "6E+2",
      '""',
      '"abcdefghijklmnop"',
      '"ü€😀"',
      '"a\\"b\\\\c\\/d\\b\\f\\n\\r\\te"',
      '"\\u0041\\u00e9\\u20ac\\ud83d\\ude00"',
      "[]",
      "{}",
      "[ 1 , [ ] , { } ]",
      ' {"a" : 1, "b":[true,null,{"c":"d"}],"e":{"f":{}}} \n',
      '{"a":1,"a":2}',
    ];
    for (const text of texts) {
      deepEqual(read(text), JSON.parse(text), text);
      equal(reader.fault, undefined, text);
    }
  });

  it("calls everything else a syntax fault", () => {
    const texts = [
      "",
      " ",
      "nul",
      "nulll",
      "True",
      "01",
      "-",
      "1.",
      ".5",
      "1e",
      "+1",
      "0x10",
      "'a'",
      '"a',
      '"a\nb"',
      '"\\x"',
      '"\\u12g4"',
      '"\\',
      "[1,]",
      "[1 2]",
      "[",
      "]",
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      "{a:1}",
      "{1:1}",
      '{"a":1',
      "1 2",
      "[1]]",
      "NaN",
      "\ufeff1",
    ];
    for (const text of texts) {
      equal(read(text), undefined, text);
      equal(reader.fault, "syntax", text);
    }
  });

  it("stops at the limit of depth, of values, and of a string's length", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    read(nested(limits.depth));
    equal(reader.fault, undefined);
    read(nested(limits.depth + 1));
    equal(reader.fault, "depth");
    read("[".repeat(8000));
    equal(reader.fault, "depth");
    const list = (count: number) => `[${"0,".repeat(count - 1)}0]`;
    read(list(limits.values - 1));
    equal(reader.fault, undefined);
    read(list(limits.values));
    equal(reader.fault, "values");
    read(`"${"a".repeat(limits.stringBytes)}"`);
    equal(reader.fault, undefined);
    read(`"${"a".repeat(limits.stringBytes + 1)}"`);
    equal(reader.fault, "string");
    read(`"\\n${"a".repeat(limits.stringBytes + 1)}"`);
    equal(reader.fault, "string");
    read("1".repeat(65));
    equal(reader.fault, "string");
  });

  it("makes U+FFFD of what is no character, and drops a field that would change the prototype", () => {
    equal(read('"\\ud83d"'), "\ufffd");
    equal(read('"\\ude00"'), "\ufffd");
    equal(reader.read(Uint8Array.of(0x22, 0xff, 0xc3, 0x22)), "\ufffd\ufffd");
    const value = read('{"__proto__":{"isAdmin":true},"a":1}') as Record<string, unknown>;
    equal(value["isAdmin"], undefined);
    equal(value["a"], 1);
  });

  it("reads again after any fault, and never throws, over 3000 mutated texts", () => {
    const random = new SeededRandom(7);
    const text =
      '{"jsonrpc":"2.0","id":12,"method":"actuator.set","params":{"name":"relay","value":[true,1.5e3,"\\u20ac"]}}';
    for (let i = 0; i < 3000; i++) {
      const bytes = toBytes(text);
      for (let j = 0; j < 3; j++) bytes[random.next() % bytes.length] = random.next() & 255;
      const value = reader.read(bytes.subarray(0, random.next() % 3 === 0 ? random.next() % bytes.length : undefined));
      equal(value === undefined, reader.fault !== undefined, `text ${i}`);
    }
    deepEqual(read('{"a":[1]}'), { a: [1] });
  });
});

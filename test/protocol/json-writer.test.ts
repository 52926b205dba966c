import { JsonWriter } from "../../src/protocol/json-writer.js";
import { deepEqual, equal } from "../support/assert.js";
import { toText } from "../support/text.js";

const writer = new JsonWriter(512);
const text = (): string => toText(writer.view());

describe("JSON writer", () => {
  it("writes values that JSON.parse reads back", () => {
    const values = [
      null,
      true,
      0,
      -1.5,
      1e21,
      "",
      'a"b\\c',
      "\u0000\u001f\u007f",
      "é€😀",
      [],
      {},
      [1, [2, { a: "b" }], "c"],
      { "k\n": { l: [false] } },
    ];
    for (const value of values) {
      writer.reset().value(value);
      deepEqual(JSON.parse(text()), value, text());
    }
  });

  it("leaves out fields that are undefined, and writes null for what is no number", () => {
    writer.reset().value({ a: undefined, b: 1, c: Number.NaN });
    equal(text(), '{"b":1,"c":null}');
  });

  it("writes milliseconds as seconds with three digits at most", () => {
    const pairs: [number, string][] = [
      [0, "0"],
      [1, "0.001"],
      [-1, "-0.001"],
      [10, "0.01"],
      [100, "0.1"],
      [1234, "1.234"],
      [-61200, "-61.2"],
      [1800000001005, "1800000001.005"],
      [0.4, "0"],
      [-0.4, "0"],
    ];
    for (const [milliseconds, expected] of pairs) {
      writer.reset().seconds(milliseconds);
      equal(text(), expected);
    }
  });

  it("says when it is full, writes nothing beyond its buffer, and can go back", () => {
    const small = new JsonWriter(8);
    small.raw('{"a":').string("long text");
    equal(small.isFull, true);
    small.rewind(5).raw("1}");
    equal(small.isFull, false);
    equal(toText(small.view()), '{"a":1}');
  });

  it("replaces half a surrogate pair", () => {
    writer.reset().string(String.fromCharCode(0x61, 0xd83d));
    equal(text(), '"a\ufffd"');
  });
});

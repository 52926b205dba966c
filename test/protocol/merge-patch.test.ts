/** RFC 7396: the examples of its Appendix A, word for word, and what a hostile patch must not do. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { applyMergePatch } from "../../src/protocol/merge-patch.js";
import { deepEqual, equal } from "../support/assert.js";

/** ORIGINAL, PATCH, RESULT */
const appendixA: readonly (readonly [string, string, string])[] = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', "{}"],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['["a","b"]', '["c","d"]', '["c","d"]'],
  ['{"a":"b"}', '["c"]', '["c"]'],
  ['{"a":"foo"}', "null", "null"],
  ['{"a":"foo"}', '"bar"', '"bar"'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ["[1,2]", '{"a":"b","c":null}', '{"a":"b"}'],
  ["{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

describe("merge patch", () => {
  it("gives what Appendix A of RFC 7396 says", () => {
    for (const [original, patch, result] of appendixA) {
      deepEqual(applyMergePatch(JSON.parse(original), JSON.parse(patch)), JSON.parse(result), `${original} ${patch}`);
    }
  });

  it("gives what the example of section 3 says", () => {
    const original = {
      title: "Goodbye!",
      author: { givenName: "John", familyName: "Doe" },
      tags: ["example", "sample"],
      content: "This will be unchanged",
    };
    const patch = { title: "Hello!", phoneNumber: "+01-123-456-7890", author: { familyName: null }, tags: ["example"] };
    deepEqual(applyMergePatch(original, patch), {
      title: "Hello!",
      author: { givenName: "John" },
      tags: ["example"],
      content: "This will be unchanged",
      phoneNumber: "+01-123-456-7890",
    });
  });

  it("changes neither of the two, and no prototype", () => {
    const original = Object.freeze({ a: Object.freeze({ b: 1 }) });
    const patch = JSON.parse('{"a":{"c":2},"__proto__":{"polluted":true},"constructor":{"x":1}}');
    const result = applyMergePatch(original, patch) as Record<string, unknown>;
    deepEqual(result["a"], { b: 1, c: 2 });
    equal(Object.getPrototypeOf(result), Object.prototype);
    equal(({} as Record<string, unknown>)["polluted"], undefined);
    deepEqual(original, { a: { b: 1 } });
  });

  it("applied a second time changes nothing more", () => {
    const random = new SeededRandom(5);
    const make = (depth: number): unknown => {
      const kind = random.next() % 6;
      if (kind < 2 && depth > 0) {
        const object: Record<string, unknown> = {};
        for (let i = random.next() % 4; i > 0; i--) object["abc".charAt(random.next() % 3)] = make(depth - 1);
        return object;
      }
      return [null, 1, "x", [1, { a: null }], true, null][kind];
    };
    for (let i = 0; i < 500; i++) {
      const original = make(3);
      const patch = make(3);
      const once = applyMergePatch(original, patch);
      deepEqual(applyMergePatch(once, patch), once, JSON.stringify([original, patch]));
    }
  });
});

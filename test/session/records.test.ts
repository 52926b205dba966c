import { JsonWriter } from "../../src/protocol/json-writer.js";
import { limits } from "../../src/protocol/limits.js";
import { qualities, type RecordValue } from "../../src/protocol/senml.js";
import { Records } from "../../src/session/records.js";
import { Ring } from "../../src/session/ring.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { toText } from "../support/text.js";

function setUp() {
  const records = new Records();
  const scratch = new JsonWriter(256);
  const ring = new Ring(4096);
  const out = new JsonWriter(256);
  /** What comes out of the ring again, and how many bytes it took there. */
  const pass = (name: string, unit: string | undefined, value: RecordValue, quality?: number) => {
    records.encode(scratch.reset(), name, unit, value, quality);
    ring.push(0, false, scratch.bytes, scratch.length);
    records.decode(out.reset().raw("{"), ring, ring.first);
    ring.shift();
    return { record: JSON.parse(toText(out.view())), bytes: scratch.length };
  };
  return { pass, records, scratch };
}

describe("records of the outbox", () => {
  it("come out as SenML, whatever their type", () => {
    const { pass } = setUp();
    deepEqual(pass("temperature", "Cel", -21.53), { record: { n: "temperature", u: "Cel", v: -21.53 }, bytes: 10 });
    deepEqual(pass("relay", undefined, true), { record: { n: "relay", vb: true }, bytes: 2 });
    deepEqual(pass("relay", undefined, false), { record: { n: "relay", vb: false }, bytes: 2 });
    deepEqual(pass("mode", undefined, 'a "b"').record, { n: "mode", vs: 'a "b"' });
    deepEqual(pass("tiny", undefined, 5e-324).record, { n: "tiny", v: 5e-324 });
  });

  it("keep one name with two units apart, and do without the table when it is full", () => {
    const { pass } = setUp();
    pass("a", "lx", 1);
    deepEqual(pass("a", "Cel", 2).record, { n: "a", u: "Cel", v: 2 });
    deepEqual(pass("a", "lx", 3).record, { n: "a", u: "lx", v: 3 });
    for (let i = 0; i < limits.descriptionItems + 10; i++) {
      const { record, bytes } = pass(`n${i}`, "lx", i);
      deepEqual(record, { n: `n${i}`, u: "lx", v: i });
      equal(bytes === 10, i < limits.descriptionItems - 2, `record ${i} takes ${bytes} bytes`);
    }
  });

  it("keep a quality that is not good, in no more bytes", () => {
    const { pass } = setUp();
    for (const [i, quality] of qualities.entries()) {
      deepEqual(pass("a", "lx", 5, i + 1), { record: { n: "a", u: "lx", v: 5, quality }, bytes: 10 });
      deepEqual(pass("relay", undefined, true, i + 1), { record: { n: "relay", vb: true, quality }, bytes: 2 });
      deepEqual(pass("relay", undefined, false, i + 1), { record: { n: "relay", vb: false, quality }, bytes: 2 });
      deepEqual(pass("mode", undefined, "x", i + 1).record, { n: "mode", vs: "x", quality });
    }
    deepEqual(pass("a", "lx", 5).record, { n: "a", u: "lx", v: 5 });
  });

  it("of events wait as their JSON", () => {
    const { records, scratch } = setUp();
    records.encodeEvent(scratch.reset(), "door", { isOpen: true });
    ok(toText(scratch.view()).startsWith('"name":"door"'));
  });
});

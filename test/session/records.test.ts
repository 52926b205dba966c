import { JsonWriter } from "../../src/protocol/json-writer.js";
import { limits } from "../../src/protocol/limits.js";
import type { RecordValue } from "../../src/protocol/senml.js";
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
  const pass = (name: string, unit: string | undefined, value: RecordValue) => {
    records.encode(scratch.reset(), name, unit, value);
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

  it("of events wait as their JSON", () => {
    const { records, scratch } = setUp();
    records.encodeEvent(scratch.reset(), "door", { isOpen: true });
    ok(toText(scratch.view()).startsWith('"name":"door"'));
  });
});

import { deviceLimits } from "../../src/device/limits.js";
import { Log } from "../../src/device/log.js";
import { JsonWriter } from "../../src/protocol/json-writer.js";
import { limits } from "../../src/protocol/limits.js";
import { deviceMethods } from "../../src/protocol/messages.js";
import { validate } from "../../src/protocol/validate.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { toText } from "../support/text.js";

function setUp() {
  const printed: string[] = [];
  const log = new Log({ print: (line) => printed.push(line) }, new JsonWriter(512));
  const writer = new JsonWriter(1536);
  const take = (limitBytes = 1024): { t: number; level: string; code: string; text?: string }[] => {
    log.writeNotification(writer, limitBytes, 1_800_000_000_000);
    ok(writer.length <= limitBytes && !writer.isFull, String(writer.length));
    const { params } = JSON.parse(toText(writer.view()));
    equal(validate(deviceMethods.log.params, params), undefined);
    return params.entries;
  };
  return { printed, log, take };
}

describe("log", () => {
  it("prints lines at once and keeps them for the server, with their time", () => {
    const { printed, log, take } = setUp();
    log.write("info", "started", undefined, 1000);
    log.write("error", "sensor.fault", 'no "answer"', 2500);
    log.write("debug", "session.state", "nothing", 2600);
    deepEqual(printed, ["info started", 'error sensor.fault: no "answer"']);
    deepEqual(take(), [
      { t: 1800000001, level: "info", code: "started" },
      { t: 1800000002.5, level: "error", code: "sensor.fault", text: 'no "answer"' },
    ]);
    equal(log.count, 0);
  });

  it("loses the oldest lines when it is full, and counts them", () => {
    const { log, take } = setUp();
    for (let i = 0; i < 100; i++) log.write("info", `line.${i}`, "some text that takes room", i * 2000);
    ok(log.dropped > 50, String(log.dropped));
    const entries = [...take(), ...(log.count > 0 ? take() : [])];
    equal(entries.at(-1)?.code, "line.99");
    equal(entries.length + log.dropped, 100);
  });

  it("limits how many lines come at once, and one a second after that", () => {
    const { printed, log } = setUp();
    for (let i = 0; i < 1000; i++) log.write("warn", "again", undefined, 0);
    equal(printed.length, deviceLimits.logBurst);
    log.write("warn", "later", undefined, 1000);
    equal(printed.length, deviceLimits.logBurst + 1);
  });

  it("cuts long texts and sends what does not fit into one message in the next", () => {
    const { log, take } = setUp();
    log.write("info", "long", "a".repeat(1000), 0);
    log.write("info", "wide", "é".repeat(1000), 1);
    const [first, ...none] = take(400);
    equal(none.length, 0);
    equal(first?.text, "a".repeat(limits.textCharacters));
    equal(take(400)[0]?.text, "é".repeat(64));
  });
});

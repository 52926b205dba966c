import { JsonWriter } from "../../src/protocol/json-writer.js";
import {
  openMeasurement,
  openTimed,
  qualities,
  qualityCode,
  qualityCodes,
  writeEvent,
  writeMeasurement,
} from "../../src/protocol/senml.js";
import { deepEqual, equal } from "../support/assert.js";
import { toText } from "../support/text.js";

const writer = new JsonWriter(256);
const text = (): string => toText(writer.view());

describe("SenML writer", () => {
  it("writes a measurement's body by the type of its value", () => {
    writeMeasurement(writer.reset(), "temperature", "Cel", 21.5);
    equal(text(), '"n":"temperature","u":"Cel","v":21.5}');
    writeMeasurement(writer.reset(), "relay", undefined, true);
    equal(text(), '"n":"relay","vb":true}');
    writeMeasurement(writer.reset(), "door", undefined, "open");
    equal(text(), '"n":"door","vs":"open"}');
    writeMeasurement(writer.reset(), "light", "lx", 5, qualityCodes.limited);
    equal(text(), '"n":"light","u":"lx","v":5,"quality":"limited"}');
  });

  it("has a number for each quality, the graver the greater, and 0 for good and for what is none", () => {
    deepEqual(qualities.map(qualityCode), [qualityCodes.settling, qualityCodes.estimated, qualityCodes.limited]);
    deepEqual([qualityCode(undefined), qualityCode("odd" as never)], [0, 0]);
  });

  it("puts the base time before the first body and the distance to it before the others", () => {
    openMeasurement(writer.reset(), 1800000000500, 1800000000500, true);
    equal(text(), '{"bt":1800000000.5,');
    openMeasurement(writer.reset(), 1800000000509, 1800000000500, false);
    equal(text(), '{"t":0.009,');
    openMeasurement(writer.reset(), 1800000000500, 1800000000500, false);
    equal(text(), "{");
    openMeasurement(writer.reset(), 1800000000000, 1800000000500, false);
    equal(text(), '{"t":-0.5,');
  });

  it("gives an event its whole time", () => {
    openTimed(writer.reset(), 1800000000250);
    writeEvent(writer, "button.pressed", { name: "button" });
    equal(text(), '{"t":1800000000.25,"name":"button.pressed","data":{"name":"button"}}');
    writeEvent(writer.reset(), "started", undefined);
    equal(text(), '"name":"started"}');
  });
});

/**
 * Resolves a SenML pack (RFC 8428 4.6): base fields are put into each record, relative times become absolute. Of
 * SenML it takes what the wire contract names (messages.ts); fields that would change the meaning are refused.
 */
import { limits } from "../../src/protocol/limits.js";
import type { SenmlRecord } from "../../src/protocol/messages.js";
import type { Violation } from "../../src/protocol/validate.js";
import type { Reading } from "./watch-messages.js";

const relativeBelow = 2 ** 28; // seconds, RFC 8428 4.5.3: smaller times are relative to now
const perSecond = 1e6; // finer than a clock of this size can tell; 1795179918.946 + 0.003 is not 1795179918.949
const latestTime = 1e11; // seconds since 1970, as in messages.ts

/** `now` is seconds since 1970; `records` are as the schema says. A violation's `at` begins at the list. */
export function resolveSenml(records: readonly SenmlRecord[], now: number): Reading[] | Violation {
  let baseName = "";
  let baseTime = 0;
  let baseUnit: string | undefined;
  const readings: Reading[] = [];
  for (let index = 0; index < records.length; index++) {
    const record = records[index] as SenmlRecord;
    baseName = record.bn ?? baseName;
    baseTime = record.bt ?? baseTime;
    baseUnit = record.bu ?? baseUnit;
    const violation = findForeign(record) ?? checkValue(record);
    if (violation !== undefined) return at(index, violation);
    const n = baseName + (record.n ?? "");
    if (!isSenmlName(n)) {
      return at(index, { at: "/n", reason: `bn and n must give a name of 1 to ${limits.nameCharacters} characters` });
    }
    const sum = baseTime + (record.t ?? 0);
    const t = Math.round((sum < relativeBelow ? now + sum : sum) * perSecond) / perSecond;
    if (!(t >= relativeBelow && t <= latestTime)) return at(index, { at: "/t", reason: "is not a time of this age" });
    readings.push(toReading(record, n, record.u ?? baseUnit, t));
  }
  return readings;
}

function toReading(record: SenmlRecord, n: string, unit: string | undefined, t: number): Reading {
  const reading: Reading = { n, t };
  if (unit !== undefined && unit !== "") reading.u = unit;
  if (record.v !== undefined) reading.v = record.v;
  if (record.vb !== undefined) reading.vb = record.vb;
  if (record.vs !== undefined) reading.vs = record.vs;
  if (record.quality !== undefined) reading.quality = record.quality;
  return reading;
}

function at(index: number, violation: Violation): Violation {
  return { at: `/${index}${violation.at}`, reason: violation.reason };
}

function checkValue(record: SenmlRecord): Violation | undefined {
  const values = Number(record.v !== undefined) + Number(record.vb !== undefined) + Number(record.vs !== undefined);
  return values === 1 ? undefined : { at: "", reason: "must have exactly one of v, vb, vs" };
}

/** RFC 8428 4.4: a field that ends in "_" must be understood; a base value or a later version would be misread. */
function findForeign(record: SenmlRecord): Violation | undefined {
  for (const key of Object.keys(record)) {
    const isForeign = key.endsWith("_") || key === "bv" || (key === "bver" && Number(record[key as never]) > 10);
    if (isForeign) return { at: `/${key}`, reason: "is not understood here" };
  }
  if (record.u !== undefined && !isUnit(record.u)) return { at: "/u", reason: "must be a SenML unit" };
  if (record.bu !== undefined && !isUnit(record.bu)) return { at: "/bu", reason: "must be a SenML unit" };
  return undefined;
}

const isUnit = (unit: string): boolean => /^[\x21-\x7e]*$/.test(unit);

/** RFC 8428 4.5.1: letters, digits and - : . / _, beginning with a letter or digit. */
const isSenmlName = (name: string): boolean =>
  name.length <= limits.nameCharacters && /^[A-Za-z0-9][-:./_A-Za-z0-9]*$/.test(name);

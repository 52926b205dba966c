/** Asks the cloud for the history of one sensor, and resolves SenML's base fields (RFC 8428 4.1) where there are any. */
import type { SenmlRecord } from "../../src/protocol/messages.js";
import type { Reading } from "../src/watch-messages.js";
import { devicePath, request } from "./api.js";

export interface Range {
  readonly name: string;
  /** for a sentence: "in the last hour" */
  readonly words: string;
  readonly spanS: number;
  /** s; means over so long are asked for; 0: each reading */
  readonly everyS: number;
}

export const ranges: readonly Range[] = Object.freeze([
  { name: "5 min", words: "last 5 minutes", spanS: 300, everyS: 0 },
  { name: "1 h", words: "last hour", spanS: 3600, everyS: 10 },
  { name: "24 h", words: "last 24 hours", spanS: 86400, everyS: 240 },
  { name: "7 d", words: "last 7 days", spanS: 604800, everyS: 1680 },
]);

const limit = 5000; // records; five minutes of ten a second, with room

/** Each record with its own name and time; base fields of one hold for those behind it. */
export function resolvePack(records: readonly SenmlRecord[]): Reading[] {
  let baseName = "";
  let baseTime = 0;
  let baseUnit: string | undefined;
  const readings: Reading[] = [];
  for (const record of records) {
    baseName = record.bn ?? baseName;
    baseTime = record.bt ?? baseTime;
    baseUnit = record.bu ?? baseUnit;
    const reading: Reading = { n: baseName + (record.n ?? ""), t: baseTime + (record.t ?? 0) };
    const unit = record.u ?? baseUnit;
    if (unit !== undefined) reading.u = unit;
    if (record.v !== undefined) reading.v = record.v;
    if (record.vb !== undefined) reading.vb = record.vb;
    if (record.vs !== undefined) reading.vs = record.vs;
    if (record.quality !== undefined) reading.quality = record.quality;
    const { minimum, maximum, count } = record as Partial<Reading>;
    if (minimum !== undefined && maximum !== undefined && count !== undefined) {
      Object.assign(reading, { minimum, maximum, count });
    }
    readings.push(reading);
  }
  return readings;
}

/** What it was at a moment: the newest reading until then; undefined without one. Rejects with an ApiError. */
export async function fetchBefore(id: string, name: string, to: number): Promise<Reading | undefined> {
  const query = new URLSearchParams({ name, to: to.toFixed(3), limit: "1" });
  const records = await request<SenmlRecord[]>("GET", devicePath(id, `/telemetry?${query}`));
  return resolvePack(records)[0];
}

/** Oldest first. `everyS` 0 asks for each reading. Rejects with an ApiError. */
export async function fetchHistory(id: string, name: string, from: number, everyS: number): Promise<Reading[]> {
  const query = new URLSearchParams({ name, from: from.toFixed(3), limit: String(limit) });
  if (everyS > 0) query.set("every", String(everyS));
  const records = await request<SenmlRecord[]>("GET", devicePath(id, `/telemetry?${query}`));
  return resolvePack(records).sort((a, b) => a.t - b.t);
}

/** The notification that tells the server of what metrics.ts has counted. */
import type { JsonWriter } from "../protocol/json-writer.js";
import { priorities } from "../protocol/messages.js";
import { beginNotification, endMessage } from "../protocol/rpc.js";
import type { Life } from "./life.js";
import { endKinds, figures } from "./metrics.js";
import type { Outbox } from "./outbox.js";
import type { Timekeeper } from "./timekeeper.js";

export interface MetricsFacts {
  readonly life: Life;
  readonly outbox: Outbox;
  readonly time: Timekeeper;
  /** monotonic ms since the firmware started */
  readonly uptimeMs: number;
}

export function writeMetrics(writer: JsonWriter, { life, outbox, time, uptimeMs }: MetricsFacts, now: number): void {
  const { metrics, phases } = life;
  const { counts } = metrics;
  const field = (name: string, figure: number): JsonWriter => writer.raw(name).number(Math.round(counts[figure] ?? 0));
  beginNotification(writer, "metrics").raw('{"uptimeMs":').number(Math.round(uptimeMs));
  writer.raw(',"onlineMs":').number(Math.round((counts[figures.onlineMs] ?? 0) + life.spent(now)));
  field(',"attempts":', figures.attempts);
  field(',"connects":', figures.connects);
  writer.raw(',"ends":{');
  for (let i = 0; i < endKinds.length; i++) {
    if (i > 0) writer.byte(0x2c);
    writer.string(endKinds[i] ?? "").byte(0x3a);
    writer.number(counts[figures.ends + i] ?? 0);
  }
  writer.raw('},"phasesMs":').value(phases);
  const trips = metrics.roundTrips();
  if (trips !== undefined) writer.raw(',"roundTripMs":').value(trips);
  field(',"bytes":{"in":', figures.bytesIn);
  field(',"out":', figures.bytesOut);
  field('},"messages":{"in":', figures.messagesIn);
  field(',"out":', figures.messagesOut);
  writer.raw('},"queue":{');
  for (let i = 0; i < 3; i++) lane(writer, i, outbox.lanes[i]?.count);
  writer.raw('},"dropped":{');
  for (let i = 0; i < 3; i++) lane(writer, i, outbox.lanes[i]?.dropped);
  writer.raw('},"thinned":').number(outbox.thinned);
  writer.raw(',"clock":').value(time.report());
  endMessage(writer.raw("}"));
}

function lane(writer: JsonWriter, at: number, count: number | undefined): void {
  if (at > 0) writer.byte(0x2c);
  writer.string(priorities[at] ?? "").byte(0x3a);
  writer.number(count ?? 0);
}

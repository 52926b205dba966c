/** What a device has told, by REST: telemetry as SenML or CSV, events, log. */

import { logLevel } from "../../../src/protocol/common-schemas.js";
import type { LogEntry } from "../../../src/protocol/messages.js";
import { toCsv } from "./csv.js";
import { requireDevice, type Services } from "./device-routes.js";
import { badRequest } from "./http-error.js";
import { numberOf, requireKnown, spanOf } from "./query.js";
import { type Answer, type Context, json, type Route } from "./routes.js";

export const telemetryLimit = Object.freeze({ otherwise: 1000, minimum: 1, maximum: 100_000, isWhole: true });
export const listLimit = Object.freeze({ otherwise: 100, minimum: 1, maximum: 1000, isWhole: true });
/** seconds; of a window of `every` */
export const windowSeconds = Object.freeze({ minimum: 0.001, maximum: 31_622_400 });

export function historyRoutes(services: Services): Route[] {
  const { store } = services;
  return [
    { method: "GET", path: "/v1/devices/{id}/telemetry", run: (context) => telemetry(services, context) },
    {
      method: "GET",
      path: "/v1/devices/{id}/events",
      run: ({ id, query }) => {
        requireDevice(services, id);
        requireKnown(query, ["from", "to", "limit"]);
        const { from, to } = spanOf(query);
        const limit = numberOf(query, "limit", listLimit.otherwise, listLimit);
        return json(200, { events: store.records.events(id, from, to, limit) });
      },
    },
    {
      method: "GET",
      path: "/v1/devices/{id}/log",
      run: ({ id, query }) => {
        requireDevice(services, id);
        requireKnown(query, ["from", "to", "level", "limit"]);
        const limit = numberOf(query, "limit", listLimit.otherwise, listLimit);
        const level = query.get("level") ?? "debug";
        if (!isLevel(level)) throw badRequest("level", `must be one of ${logLevel.enum.join(", ")}`);
        return json(200, { log: store.records.log(id, limit, { ...spanOf(query), level }) });
      },
    },
  ];
}

const isLevel = (level: string): level is LogEntry["level"] => (logLevel.enum as readonly string[]).includes(level);

async function telemetry(services: Services, { id, query, request }: Context): Promise<Answer> {
  requireDevice(services, id);
  requireKnown(query, ["name", "from", "to", "limit", "every"]);
  const { from, to } = spanOf(query);
  const limit = numberOf(query, "limit", telemetryLimit.otherwise, telemetryLimit);
  const names = query.getAll("name");
  if (names.includes("")) throw badRequest("name", "must not be empty");
  const wanted = { names: names.length === 0 ? undefined : names, from, to, limit };
  const { readings: table } = services.store;
  const every = query.has("every") ? numberOf(query, "every", 1, windowSeconds) : undefined;
  const readings = every === undefined ? table.find(id, wanted) : await table.findMeans(id, wanted, every);
  if (prefersCsv(request.headers.accept ?? "")) {
    return {
      status: 200,
      headers: { "Content-Type": "text/csv; charset=utf-8; header=present" },
      body: toCsv(readings),
    };
  }
  const headers = { "Content-Type": "application/senml+json", Vary: "Accept" };
  return { status: 200, headers, body: JSON.stringify(readings) };
}

/** RFC 9110 12.5.1, as far as two types need it. */
function prefersCsv(accept: string): boolean {
  const quality = (types: readonly string[]): number => {
    let best = 0;
    for (const part of accept.toLowerCase().split(",")) {
      const [type, ...parameters] = part.split(";").map((text) => text.trim());
      if (!types.includes(type ?? "")) continue;
      const q = parameters.find((text) => text.startsWith("q="))?.slice(2);
      best = Math.max(best, q === undefined ? 1 : Number(q) || 0);
    }
    return best;
  };
  const csv = quality(["text/csv"]);
  return csv > 0 && csv >= quality(["application/json", "application/senml+json"]);
}

/** Devices by REST: list, add, look, rename, remove, new token, command. */
import { randomBytes } from "node:crypto";
import { limits } from "../../../src/protocol/limits.js";
import type { FromSchema, Schema } from "../../../src/protocol/schema.js";
import type { Bus, CommandOutcome } from "../bus.js";
import { check, isNestedAtMost } from "../check.js";
import type { Directory } from "../directory.js";
import type { Metrics } from "../metrics.js";
import type { Store } from "../store/store.js";
import type { DeviceDetail, DeviceSummary } from "../watch-messages.js";
import { badRequest, HttpError } from "./http-error.js";
import { type Answer, json, type Route } from "./routes.js";
import { commandBody, newDeviceBody, renameBody } from "./schemas.js";
import { createSecret, sha256 } from "./secrets.js";

export interface Services {
  store: Store;
  bus: Bus;
  directory: Directory;
  metrics: Metrics;
  /** seconds since 1970 */
  now: () => number;
}

const detailLogLines = 100;
const detailEvents = 50;

/** The device, or 404. */
export function requireDevice({ directory }: Services, id: string): DeviceSummary {
  const device = directory.get(id);
  if (device === undefined) throw new HttpError(404, "notFound", "there is no device of this id");
  return device;
}

export function requireValid<const S extends Schema>(schema: S, body: unknown): FromSchema<S> {
  const violation = check(schema, body);
  if (violation !== undefined) throw badRequest(violation.at, violation.reason);
  return body as FromSchema<S>;
}

/** Adds a device; its token is shown this once. Throws 409 when the id is taken. */
export function addDevice(services: Services, id: string, name: string): { id: string; token: string } {
  const { store, bus, now } = services;
  const violation = check(newDeviceBody, { id, name });
  if (violation !== undefined) throw badRequest(violation.at, violation.reason);
  requireText(name);
  const token = createSecret();
  const isAdded = store.database.transaction(() => store.devices.add(id, name, sha256(token), now()));
  if (!isAdded) throw new HttpError(409, "exists", "there is a device of this id");
  bus.publish({ type: "changed", id });
  return { id, token };
}

/** The old token is void at once, and the session that it opened ends. */
export async function renewToken(services: Services, id: string): Promise<{ id: string; token: string }> {
  const { store, bus } = services;
  requireDevice(services, id);
  const token = createSecret();
  store.database.transaction(() => store.devices.setTokenHash(id, sha256(token)));
  await bus.disconnect(id, 4401, "the token was replaced");
  return { id, token };
}

export function deviceRoutes(services: Services): Route[] {
  const one = "/v1/devices/{id}";
  return [
    { method: "GET", path: "/v1/devices", run: () => json(200, { devices: services.directory.list() }) },
    { method: "POST", path: "/v1/devices", run: ({ body }) => add(services, body) },
    { method: "GET", path: one, run: async ({ id }) => json(200, await detail(services, id)) },
    { method: "PATCH", path: one, run: ({ id, body }) => rename(services, id, body) },
    { method: "DELETE", path: one, run: ({ id }) => remove(services, id) },
    { method: "POST", path: `${one}/token`, run: async ({ id }) => json(201, await renewToken(services, id)) },
    { method: "GET", path: `${one}/commands`, run: ({ id }) => underWay(services, id) },
    { method: "POST", path: `${one}/commands`, run: ({ id, body }) => command(services, id, body) },
  ];
}

function add(services: Services, body: unknown): Answer {
  const wanted = requireValid(newDeviceBody, body);
  const id = wanted.id ?? `device-${randomBytes(4).toString("hex")}`;
  return json(201, addDevice(services, id, wanted.name ?? id), { Location: `/v1/devices/${id}` });
}

function rename(services: Services, id: string, body: unknown): Answer {
  requireDevice(services, id);
  const { name } = requireValid(renameBody, body);
  requireText(name);
  const { store, bus } = services;
  store.database.transaction(() => store.devices.rename(id, name));
  bus.publish({ type: "changed", id });
  return json(200, requireDevice(services, id));
}

function requireText(name: string): void {
  if (name.trim() === "") throw badRequest("/name", "must not be empty");
}

async function remove(services: Services, id: string): Promise<Answer> {
  requireDevice(services, id);
  const { store, bus } = services;
  store.removeDevice(id);
  bus.publish({ type: "removed", id });
  await bus.disconnect(id, 4403, "the device was removed");
  return { status: 204 };
}

async function detail(services: Services, id: string): Promise<DeviceDetail> {
  const { store, bus } = services;
  const summary = requireDevice(services, id);
  const row = store.devices.get(id);
  return {
    ...summary,
    engine: row?.engine ?? null,
    restart: row?.restart ?? null,
    ...store.devices.description(id),
    connection: await bus.connection(id),
    metrics: store.records.metrics(id),
    log: store.records.log(id, detailLogLines),
    events: store.records.events(id, 0, Number.MAX_VALUE, detailEvents),
  };
}

async function command(services: Services, id: string, body: unknown): Promise<Answer> {
  requireDevice(services, id);
  const { method, params = {}, deadlineMs, command: own } = requireValid(commandBody, body);
  if (!isNestedAtMost(limits.depth - 1, params)) throw badRequest("/params", "is nested too deep");
  const outcome = await services.bus.command(id, { method, params, deadlineMs, command: own });
  if (outcome.kind === "result") return json(200, { result: outcome.result }, { "Mooring-Command": outcome.command });
  throw toError(outcome);
}

async function underWay(services: Services, id: string): Promise<Answer> {
  requireDevice(services, id);
  return json(200, { commands: await services.bus.commands(id) });
}

/** Of a command that did not come to a result. */
export function toError(outcome: Exclude<CommandOutcome, { kind: "result" }>): HttpError {
  switch (outcome.kind) {
    case "refused": {
      const { code, message, data } = outcome.error;
      return new HttpError(422, code, message, { data });
    }
    case "offline":
      return new HttpError(409, "offline", "the device is offline");
    case "late":
      return new HttpError(504, "late", "the device did not answer in time; it may have carried it out");
    case "lost":
      return new HttpError(504, "lost", "the connection ended before the answer; it may have been carried out");
    case "busy":
      return new HttpError(429, "busy", "too many commands are waiting for this device", {
        headers: { "Retry-After": "1" },
      });
    case "taken":
      return new HttpError(
        409,
        "exists",
        "the id of the command was used for another one, or for one that is under way",
      );
    case "tooLarge":
      return new HttpError(413, "tooLarge", `larger than a device takes (${limits.messageBytes} bytes)`);
  }
}

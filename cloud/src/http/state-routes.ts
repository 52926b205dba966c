/** Desired and reported state by REST: looked at, and changed by JSON Merge Patch (RFC 7396) with a version to build on. */
import { limits } from "../../../src/protocol/limits.js";
import { isName } from "../../../src/protocol/validate.js";
import { isNestedAtMost } from "../check.js";
import { type DesiredState, devicePatch, isAt, nextState } from "../store/device-states.js";
import type { DeviceState } from "../watch-messages.js";
import { requireDevice, type Services } from "./device-routes.js";
import { badRequest, HttpError } from "./http-error.js";
import { type Answer, type Context, json, type Route } from "./routes.js";

const levels = 4; // of nested objects and lists: {settings: {name: [value]}} is three

export function stateRoutes(services: Services): Route[] {
  const path = "/v1/devices/{id}/state";
  return [
    { method: "GET", path, run: ({ id }) => answer(services, id) },
    { method: "PATCH", path, run: (context) => patch(services, context) },
  ];
}

function answer(services: Services, id: string): Answer {
  const state = stateOf(services, id);
  return json(200, state, { ETag: `"${state.desiredVersion}"` });
}

/** The device, or 404; what is desired of it, and what is true. */
export function stateOf(services: Services, id: string): DeviceState {
  const { latest } = requireDevice(services, id);
  const { states, devices } = services.store;
  const desired = states.desired(id);
  const reported = states.reported(id);
  const actuators: Record<string, unknown> = {};
  for (const actuator of devices.description(id).actuators) {
    for (const { name } of [actuator, ...(actuator.controls ?? [])]) {
      const reading = latest[name];
      if (reading !== undefined) actuators[name] = reading.v ?? reading.vb ?? reading.vs;
    }
  }
  const desiredVersion = desired?.version ?? 0;
  // What an actuator did not do then, something else may have done since.
  const refused = (reported?.refused ?? []).filter(({ at }) => !isAt(desired?.state ?? {}, { actuators }, at));
  return {
    desired: { settings: {}, actuators: {}, ...desired?.state },
    desiredVersion,
    desiredAt: desired?.changedAt ?? null,
    reported: { settings: reported?.settings ?? {}, actuators },
    reportedVersion: reported?.version ?? 0,
    reportedAt: reported?.at ?? null,
    refused,
    isSettled: (reported?.version ?? 0) === desiredVersion && refused.length === 0,
  };
}

function patch(services: Services, { id, body, request }: Context): Answer {
  requireDevice(services, id);
  const wanted = requirePatch(body);
  const { store, bus, metrics, now } = services;
  const isNew = store.database.transaction(() => {
    const current = store.states.desired(id);
    requireMatch(request.headers["if-match"], current?.version ?? 0);
    const before = nextState(current?.state ?? {}, {});
    const next = nextState(before, wanted);
    requireBounds(next);
    if (!setsActuators(wanted) && JSON.stringify(next) === JSON.stringify(before)) return false;
    store.states.desire(id, next, devicePatch(before, wanted), now());
    return true;
  });
  if (isNew) {
    metrics.add("states_desired_total", 1);
    bus.publish({ type: "desired", id });
  }
  return answer(services, id);
}

/**
 * Then it is a new version though the same was desired before: a command, a rule or a hand may have moved the actuator
 * since, also one that is offline and tells so later. Settings change by what is desired alone.
 */
function setsActuators({ actuators }: DesiredState): boolean {
  return Object.values(actuators ?? {}).some((value) => value !== null);
}

/** Throws 412 when somebody else has changed it meanwhile (RFC 9110 13.1.1). */
function requireMatch(header: string | undefined, version: number): void {
  if (header === undefined) return;
  const tags = header.split(",").map((tag) => tag.trim());
  if (tags.includes(`"${version}"`) || tags.includes(String(version)) || (tags.includes("*") && version > 0)) return;
  throw new HttpError(412, "preconditionFailed", "it has another version now", { data: { version } });
}

function requirePatch(body: unknown): DesiredState {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("", "must be an object");
  for (const [key, part] of Object.entries(body)) {
    if (key !== "settings" && key !== "actuators") throw badRequest(`/${key}`, "must be settings or actuators");
    if (part === null) continue;
    if (typeof part !== "object" || Array.isArray(part)) throw badRequest(`/${key}`, "must be an object or null");
    for (const name of Object.keys(part)) {
      if (!isName(name) || name.length > limits.nameCharacters) throw badRequest(`/${key}/${name}`, "is no name");
    }
  }
  if (!isNestedAtMost(levels, body)) throw badRequest("", "is nested too deep");
  return body as DesiredState;
}

/** It has to fit into one message to a device. */
function requireBounds(state: DesiredState): void {
  const isLarge = Buffer.byteLength(JSON.stringify(state)) > limits.desiredBytes;
  if (isLarge || countValues(state) > limits.desiredValues) {
    const message = `more than a device takes: ${limits.desiredBytes} bytes, ${limits.desiredValues} values`;
    throw new HttpError(413, "tooLarge", message);
  }
}

function countValues(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((count: number, child) => count + countValues(child), 1);
}

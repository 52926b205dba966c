/**
 * What a device is made of (its device.json), by REST: read it, replace it, go back to the firmware's own. It lives in
 * the device alone; a text that is longer than a message goes there in parts.
 */
import { limits } from "../../../src/protocol/limits.js";
import { type Result, serverMethods } from "../../../src/protocol/messages.js";
import { check } from "../check.js";
import { requireDevice, type Services, toError } from "./device-routes.js";
import { badRequest, HttpError } from "./http-error.js";
import { type Answer, json, type Route } from "./routes.js";

const partBytes = 960; // bytes; of one part as it stands in JSON, within limits.stringBytes
const itemsMaximum = 256; // sensors, actuators and rules that a device may say it is made of
const partsMaximum = serverMethods["device.configure"].params.properties.parts.maximum;
const trial = serverMethods["device.configure"].params.properties.trialMs;

export function definitionRoutes(services: Services): Route[] {
  const path = "/v1/devices/{id}/description";
  /** Devices that are sent one at this moment. */
  const busy = new Set<string>();
  const alone = async (id: string, work: () => Promise<Answer>): Promise<Answer> => {
    requireDevice(services, id);
    if (busy.has(id))
      throw new HttpError(429, "busy", "another one is on its way", { headers: { "Retry-After": "1" } });
    busy.add(id);
    try {
      return await work();
    } finally {
      busy.delete(id);
    }
  };
  return [
    { method: "GET", path, run: ({ id }) => read(services, id) },
    {
      method: "PUT",
      path,
      run: ({ id, body, query }) => alone(id, () => replace(services, id, body, query.get("trialMs"))),
    },
    {
      method: "DELETE",
      path,
      run: ({ id }) => alone(id, async () => json(200, await configure(services, id, { part: 0, parts: 0, text: "" }))),
    },
  ];
}

async function read(services: Services, id: string): Promise<Answer> {
  requireDevice(services, id);
  type Page = Result<"device.definition">;
  const whole = { sensors: [] as unknown[], actuators: [] as unknown[], rules: [] as unknown[] };
  let source: Page["source"] = "built-in";
  let zone: object = {};
  let from: number | undefined = 0;
  while (from !== undefined) {
    const page: Page = await ask(services, id, "device.definition", { from });
    for (const name of ["sensors", "actuators", "rules"] as const) whole[name].push(...page[name]);
    source = page.source;
    if (page.timeZone !== undefined) zone = { timeZone: page.timeZone };
    if (page.next !== undefined && (page.next <= from || page.next > itemsMaximum)) throw wrongAnswer("next");
    from = page.next;
  }
  return json(200, { source, description: { ...zone, ...whole } });
}

async function replace(services: Services, id: string, body: unknown, trialMs: string | null): Promise<Answer> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("", "must be an object");
  const trialFor = trialMs === null ? undefined : Number(trialMs);
  if (trialFor !== undefined && check(trial, trialFor) !== undefined) {
    throw badRequest("/trialMs", `must be a whole number from ${trial.minimum} to ${trial.maximum}`);
  }
  const parts = split(JSON.stringify(body));
  if (parts.length > partsMaximum) throw new HttpError(413, "tooLarge", "longer than any device takes");
  let answer: Result<"device.configure"> = { state: "unchanged" };
  for (const [part, text] of parts.entries()) {
    const more = trialFor === undefined ? {} : { trialMs: trialFor };
    answer = await configure(services, id, { part, parts: parts.length, text, ...more });
  }
  return json(200, answer);
}

function configure(services: Services, id: string, params: object): Promise<Result<"device.configure">> {
  return ask(services, id, "device.configure", params);
}

async function ask<M extends "device.definition" | "device.configure">(
  { bus }: Services,
  id: string,
  method: M,
  params: object,
): Promise<Result<M>> {
  const outcome = await bus.command(id, { method, params, deadlineMs: limits.commandMs, command: undefined });
  if (outcome.kind !== "result") throw toError(outcome);
  const violation = check(serverMethods[method].result, outcome.result);
  if (violation !== undefined) throw wrongAnswer(violation.at);
  return outcome.result as Result<M>;
}

function wrongAnswer(at: string): HttpError {
  return new HttpError(502, "wrongAnswer", `the device answered wrongly at ${at}`);
}

/** Pieces that a message to a device has room for, each of whole characters. */
function split(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let bytes = 0;
  for (const character of text) {
    const own = Buffer.byteLength(JSON.stringify(character)) - 2;
    if (bytes + own > partBytes) {
      parts.push(part);
      part = "";
      bytes = 0;
    }
    part += character;
    bytes += own;
  }
  parts.push(part);
  return parts;
}

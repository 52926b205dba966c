/**
 * Makes docs/protocol.md of the schemas, limits, codes and policies that the firmware runs with. `npm run docs:protocol`
 * writes it; a test holds the file against this.
 */

import { deviceLimits } from "../../src/device/limits.js";
import { claimPath } from "../../src/protocol/claim.js";
import { closeCodes } from "../../src/protocol/close-codes.js";
import { errorCodes } from "../../src/protocol/faults.js";
import { limits } from "../../src/protocol/limits.js";
import {
  deviceMethods,
  type Method,
  protocolVersion,
  serverMethods,
  subprotocol,
} from "../../src/protocol/messages.js";
import type { ObjectSchema, Schema } from "../../src/protocol/schema.js";
import { backoffLimits } from "../../src/session/backoff.js";
import { sessionLimits } from "../../src/session/limits.js";
import { exampleSession } from "./protocol-examples.js";

const seconds = (ms: number): string => `${ms / 1000} s`;

/** One line about what a schema accepts. */
function describeType(schema: Schema): string {
  if ("const" in schema) return `\`${JSON.stringify(schema.const)}\``;
  if ("enum" in schema) return schema.enum.map((each) => `\`"${each}"\``).join(", ");
  if ("anyOf" in schema) return schema.anyOf.map(describeType).join(" or ");
  switch (schema.type) {
    case undefined:
      return "any JSON";
    case "string": {
      const kind = schema.format === undefined ? "text" : schema.format;
      if (schema.minLength !== undefined) return `${kind}, ${schema.minLength} to ${schema.maxLength} characters`;
      return schema.maxLength === undefined ? kind : `${kind}, at most ${schema.maxLength} characters`;
    }
    case "number":
    case "integer": {
      const kind = schema.type === "integer" ? "whole number" : "number";
      const { minimum, maximum } = schema;
      if (minimum !== undefined && maximum !== undefined) {
        return maximum === Number.MAX_SAFE_INTEGER
          ? `${kind}, ${minimum} to 2^53 - 1`
          : `${kind}, ${minimum} to ${maximum}`;
      }
      return minimum === undefined ? kind : `${kind}, at least ${minimum}`;
    }
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array":
      return `list of at most ${schema.maxItems ?? "any number of"}`;
    case "object":
      return "object";
  }
}

/** Rows of a table for each field, fields of fields below them. */
function describeFields(schema: ObjectSchema, path: string, rows: string[]): void {
  for (const [name, field] of Object.entries(schema.properties)) {
    const isRequired = schema.required?.includes(name) ?? false;
    const description = "description" in field ? (field.description ?? "") : "";
    rows.push(`| \`${path}${name}\` | ${describeType(field)} | ${isRequired ? "yes" : ""} | ${description} |`);
    if ("type" in field && field.type === "object") describeFields(field, `${path}${name}.`, rows);
    if ("type" in field && field.type === "array" && "type" in field.items && field.items.type === "object") {
      describeFields(field.items, `${path}${name}[].`, rows);
    }
  }
}

function describeObject(title: string, schema: Schema): string {
  if (!("type" in schema) || schema.type !== "object" || Object.keys(schema.properties).length === 0) {
    return `${title}: \`{}\``;
  }
  const rows: string[] = [];
  describeFields(schema, "", rows);
  return [`${title}:`, "", "| Field | Value | Required | |", "|---|---|---|---|", ...rows].join("\n");
}

function describeMethod(name: string, method: Method): string {
  const parts = [`### ${name}`, "", method.description, "", describeObject("Parameters", method.params), ""];
  if (method.result === undefined) parts.push("A notification: it is not answered.");
  else parts.push(describeObject("Result", method.result));
  return parts.join("\n");
}

const errorNotes: Readonly<Record<keyof typeof errorCodes, string>> = {
  parse: "not JSON; `id` of the answer is null",
  invalidRequest: "not a JSON-RPC 2.0 request, or a batch",
  methodNotFound: "no such method; `data.method`",
  invalidParams: "`data.at` is a JSON Pointer to the value, `data.reason` says what it should be",
  internal: "the receiver's own fault",
  busy: "too many requests at once; may be tried again",
  unsupported: "known, and not possible on this device",
  expired: "came after its moment and was not carried out",
  unknownName: "no sensor, actuator or device of that name",
  tooLarge: "larger than a limit; `data.limit` names it",
  notStored: "the server could not store; nothing is acknowledged; `data.retryAfterMs`",
  rateLimited: "too many messages; `data.retryAfterMs`",
  outOfOrder: "before hello's result, or a second hello",
  hardware: "the hardware did not do it; `data.reason`",
  cancelled: "ended by `command.cancel` before it was done",
  timedOut: "not done within its deadline, and given up",
  codeUsed: "the code of a claim was used by another device",
  conflict: "builds on another version than the device has; `data.version` is its own",
};

const limitNotes: Readonly<Record<keyof typeof limits, string>> = {
  messageBytes: "bytes of a text message that a device accepts, and the most that it sends",
  serverMessageBytes: "bytes of a message that the reference server accepts",
  packRecords: "records or events of one pack",
  windowPacks: "packs that a device has sent and that are not answered: one of each priority",
  logEntries: "entries of one log message",
  idCharacters: "characters of a device's id",
  nameCharacters: "characters of the name of a sensor, actuator, event or method",
  textCharacters: "characters of any free text",
  depth: "levels of nested lists and objects in a message to a device",
  values: "numbers, texts, lists and objects of a message to a device, counted together",
  stringBytes: "bytes of one text in a message to a device",
  requestIdCharacters: "characters of the id of a request to a device",
  descriptionItems: "items of each list of a description",
  refusals: "refused values that a device tells of one version of what is desired",
  desiredBytes: "bytes of all that is desired of a device, as JSON",
  desiredValues: "numbers, texts, lists and objects of all that is desired, counted together",
  requestsInFlight: "requests that one side may have unanswered at the other",
  pingMs: "ms of silence after which either side sends a WebSocket ping",
  pongMs: "ms in which it must be answered",
  pingMsMinimum: "ms; least interval that a server may set",
  pingMsMaximum: "ms; greatest interval that a server may set",
  helloMs: "ms in which the server must have hello, and the device its result",
  commandMs: "ms that a command may take, where nothing else is said",
  commandMsMaximum: "ms that a command may take at most",
  messagesPerSecond: "messages a second that a device may send",
  messagesBurst: "messages that it may send at once",
};

const policyNotes = {
  again: `again after 0 to ${seconds(backoffLimits.againMs)}`,
  spread: `again after 0 to ${seconds(backoffLimits.spreadMs)}: a whole herd was cut off at once`,
  refused: `slowly: after ${seconds(backoffLimits.refusedMs)}, doubling to ${backoffLimits.refusedCapMs / 60000} min; shown to people`,
} as const;

const example = (): string =>
  exampleSession
    .map(
      ({ from, text, note }) =>
        `${from === "device" ? "Device to server" : "Server to device"}. ${note}\n\n\`\`\`json\n${text}\n\`\`\``,
    )
    .join("\n\n");

export function renderProtocol(): string {
  const l = limits;
  const b = backoffLimits;
  return `# The Mooring protocol

What a device and its server say to each other. Whoever follows this page can write a server without reading any of our
code; \`examples/python-server\` is a short one. This page is made from the objects that the firmware and
the reference cloud check messages with: \`npm run docs:protocol\` writes it.

Version ${protocolVersion}, WebSocket subprotocol \`${subprotocol}\`.

## Connecting

The device opens a WebSocket (RFC 6455) to the address that is stored in it, \`ws://\` or \`wss://\`, used exactly as
given. The reference cloud has devices connect at \`/v1/devices/{id}/link\`; another server may choose any path.

- Subprotocol: the device offers \`${subprotocol}\` and the server must select it.
- \`Authorization: Bearer <token>\` is sent where the device has a token.
- A wrong token is answered with HTTP 401, a device that is not allowed with 403, before any upgrade.
- HTTP 429 or 503 with \`Retry-After\` (seconds) tells the device when to come back.
- No extensions are needed. A device without permessage-deflate does not offer it.

### A device without a token

A device that a person sets up has a one-time code instead. It shows it at \`${claimPath}\`, once, with the same subprotocol:
\`Authorization: Bearer <code>\`, and a \`hello\` with \`claim.key\`, a random secret of the device's own. The result has
\`claimed\`: the device's id, its token, the path of its link beside \`${claimPath}\`, and perhaps its page for people. The device
stores them in the step that forgets the code, closes with 1000, and connects with its token. Nothing else is said on
such a connection.

A code is good for one device. Whoever shows it again with the same key gets another token, as long as the code is good
and the device has not come with its token: an answer may be lost. A code that is wrong, used by another key or too old
is answered with HTTP 401, or ${errorCodes.codeUsed}; too many attempts with 429. A code never stands in a URL that a server sees: the link
that fills a setup page in has it behind the \`#\`. A server without claims answers \`${claimPath}\` with 404.

Messages are text frames, each one JSON-RPC 2.0 message. Binary frames are kept for later; either side closes with 1003
on one that was not agreed on.

## JSON-RPC 2.0, both ways

- A request has \`jsonrpc: "2.0"\`, \`method\`, \`params\` (an object) and \`id\` (a string of 1 to ${l.requestIdCharacters} characters or a whole
  number). It gets exactly one response with the same id: \`result\`, or \`error\` with \`code\`, \`message\` and perhaps \`data\`.
- A notification has no id and is not answered. One that is unknown is ignored.
- An unknown request is answered with ${errorCodes.methodNotFound}. Fields that are unknown are ignored: newer peers add some.
- Batches are refused with ${errorCodes.invalidRequest}.
- A response is never answered, not even one that makes no sense.
- Both sides number their requests for themselves. Ids need to be unique within a connection.
- Numbers are JSON numbers; texts are counted in Unicode characters. A *name* or *id* consists of letters, digits, \`.\`, \`_\`
  and \`-\`, and begins with a letter or digit.

## The life of a connection

1. The device sends \`hello\`, the server answers it. Either side may give up after ${seconds(l.helloMs)}; the server closes with 4408.
   What comes before is refused with ${errorCodes.outOfOrder}.
2. A server that does not know the digest asks for \`describe\`, once; the same digest means the same description.
3. The device sends \`telemetry\`, \`event\` and \`log\`; the server asks for \`actuator.set\` and whatever \`methods\` lists.
4. Either side ends with a WebSocket close. A newer connection of the same device replaces the older one, which is closed
   with 4409. An older one that is half-open may stand for half a minute beside the new one: what is said on the new one
   counts.

A device that does not know the time takes it from \`time\` in hello's result, and dates readings from before by its own
monotonic clock; one that has its clock from a server corrects it at every hello. \`expires\` of a command is measured by
the server's \`time\` of this connection's hello.

## What is acknowledged, and how

Measurements are SenML records (RFC 8428) with its units. A record has \`n\` (name), one of \`v\`, \`vb\`, \`vs\` (number,
true/false, text), \`u\` (unit), and its time: the first record of a pack has \`bt\`, seconds since 1970 UTC; the time of any
record is \`bt\` plus its own \`t\`, where an absent \`t\` is 0. There is no \`bn\` or \`bu\` from this firmware; a server should
allow for them.

Every record and event has a number, counted from 1 for each *stream* and *priority* (\`event\`, \`state\`, \`periodic\`). The
\`n\` of a pack is the number of its first record; the others follow without a gap. Between two packs numbers may be
missing: the device had to drop those.

The server keeps, for each device, stream and priority, a *mark*: the number of the last record that it has stored. Of a
pack it stores the records above its mark, and drops the others as repeats. **When they are stored for good, and not
before, it answers with the mark.** That is the acknowledgement; the device then forgets everything up to it. So nothing
that was acknowledged is lost, and nothing is stored twice, whatever happens to either side.

- A device has at most one pack of each priority unanswered. It waits ${seconds(sessionLimits.acknowledgeMs)} for an answer, then closes and connects anew.
- After a new hello it sends again from the first record that is not acknowledged. \`stored\` in hello's result spares what
  the server already has.
- A server that cannot store answers with ${errorCodes.notStored} and \`retryAfterMs\` (default ${seconds(sessionLimits.holdMs)}, kept within 1 to 300 s). The same holds
  for ${errorCodes.rateLimited}, ${errorCodes.busy} and ${errorCodes.internal}. The pack comes again under another id.
- A pack that is refused ${sessionLimits.refusedPacks} times with any other error is given up, counted and logged.
- A *stream* is a random id. A device that lost its memory begins a new one, with numbers from 1, so that nothing new looks
  like a repeat. A server that answers with a mark of numbers which were never sent makes the device begin a new one.
- A server may forget the marks of a stream when the device has come with other streams since; the reference cloud keeps the
  newest 64. \`stored\` may leave out priorities, or be absent: nothing is stored of them then.
- Within a priority records come in their order. Between priorities there is none: after an outage a newer state may come
  before an older reading. What counts is the time of the record, and for a state the order of its numbers.
- \`state\` is what stands until it changes (an actuator, a button): sent at the start and at every change. \`periodic\` is
  sampled. \`event\` happened once. When memory is short, each loses its own oldest records.
- \`log\` is not acknowledged.

## What the device asks

${Object.entries(deviceMethods)
  .map(([name, method]) => describeMethod(name, method))
  .join("\n\n")}

Events that this firmware sends: \`sensor.fault\` \`{name, fault}\` once when a sensor fails, for each of its readings (there
are none until \`sensor.healed\` \`{name}\`); \`button.pressed\` and \`button.released\` \`{name}\` in the example.

## What the server asks

A command is carried out once: a request that repeats the id and all of the content of an earlier one of this connection
is answered with the first result. An id of ${deviceLimits.uniqueIdCharacters} characters or more is taken to be unique for ever: its answer is remembered
across connections (the newest ${deviceLimits.answers}), so that a command may be repeated whose answer was lost.

\`methods\` of a description lists all commands with their schemas; an application has some of its own. One that is not
\`repeatable\` changes something: beside its parameters it takes \`expires\`, seconds since 1970 by the server's time of this
connection's hello, and is refused with ${errorCodes.expired} after it. One with \`progress\` takes time: its answer comes when it is over,
\`progress\` tells how far it is, \`command.cancel\` ends it (its answer is ${errorCodes.cancelled} then), and after its \`deadlineMs\` it is given
up (${errorCodes.timedOut}). At most ${deviceLimits.jobs} of these go on at once; one more is refused with ${errorCodes.busy}. It goes on when the connection ends:
who repeats it on the next one, with its long id, waits for the same answer.

${Object.entries(serverMethods)
  .map(([name, method]) => describeMethod(name, method))
  .join("\n\n")}

Methods that begin with \`state.\`, \`settings.\` and \`update.\` are reserved for desired and reported state, for settings, and
for updates over the air. Do not use these names for anything else.

## Error codes

| Code | Name | |
|---|---|---|
${Object.entries(errorCodes)
  .map(([name, code]) => `| ${code} | ${name} | ${errorNotes[name as keyof typeof errorNotes]} |`)
  .join("\n")}

## Close codes, and what each makes a device do

| Code | | The device connects again |
|---|---|---|
${Object.entries(closeCodes)
  .map(([code, { name, policy }]) => `| ${code} | ${name} | ${policyNotes[policy]} |`)
  .join("\n")}

Any other code: ${policyNotes.again}. \`retry=12\` anywhere in the reason is a hint in seconds and comes before the table,
except where the device was refused.

## When a device comes back

| Why the connection ended | First delay | Then |
|---|---|---|
| its own link was lost and is back | 0 to ${seconds(b.linkMs)} | full jitter: 0 to ${seconds(b.baseMs * 2)}, doubling, up to ${seconds(b.capMs)} |
| reset, no answer, no close frame, 1001, 1012, 1013... | 0 to ${seconds(b.spreadMs)} | the same |
| a hint: \`Retry-After\`, \`retry=\`, \`retryAfterMs\` in hello's error | the hint, within ${b.hintMinimumMs / 1000} to ${seconds(b.hintMaximumMs)}, up to half more | the same |
| refused: 401, 403, 1008, 4401, 4403, hello refused, TLS not trusted | ${seconds(b.refusedMs)} | doubling to ${b.refusedCapMs / 60000} min, up to a tenth more |

The count of attempts falls back after a connection has stood for ${seconds(sessionLimits.stableMs)}. A device never stops trying.
A device that has several addresses asks the next one in turn; a hint or a refusal holds for the server that gave it.

Each phase has a deadline: name ${seconds(sessionLimits.resolvingMs)}, TCP ${seconds(sessionLimits.connectingMs)}, TLS ${seconds(sessionLimits.securingMs)}, upgrade ${seconds(sessionLimits.upgradingMs)}, hello ${seconds(sessionLimits.greetingMs)}, each acknowledgement ${seconds(sessionLimits.acknowledgeMs)}.

## Heartbeat

Whoever has heard nothing for ${seconds(l.pingMs)} sends a WebSocket ping and waits ${seconds(l.pongMs)} for anything at all; then the connection is
dead. While there is traffic nobody needs to ping. The server may set the device's interval by \`pingMs\` in hello's result. Both
sides answer pings.

## Limits

| Limit | Value | |
|---|---|---|
${Object.entries(limits)
  .map(([name, value]) => `| ${name} | ${value} | ${limitNotes[name as keyof typeof limitNotes]} |`)
  .join("\n")}

A message that a device finds too large is answered with ${errorCodes.tooLarge}; one above messageBytes closes the connection with 1009. Send
a device no request while ${l.requestsInFlight} are unanswered.

## A session, message by message

${example()}

The server is about to restart: it closes with 1012 and the reason \`retry=3\`. The device answers the close and is back
after 3 to 4.5 s.
`;
}

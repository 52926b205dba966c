/** The first request of a connection: writing it, and checking its result. */
import type { JsonWriter } from "../protocol/json-writer.js";
import { deviceMethods, protocolVersion, type Result } from "../protocol/messages.js";
import { beginRequest, endMessage, type RequestId } from "../protocol/rpc.js";
import { validate } from "../protocol/validate.js";
import type { Outbox } from "./outbox.js";

/** Who the device is; fixed from the start of the firmware on, but for the id that a claim gives. */
export interface Identity {
  id: string;
  readonly model: string;
  readonly firmware: Readonly<{ name: string; version: string; engine: string }>;
  /** of describe's answer */
  readonly digest: string;
  readonly restart: Readonly<{ reason: string; detail?: string }>;
}

/** ms that each phase of this connection took; undefined: it had no such phase. */
export interface Phases {
  resolve: number | undefined;
  connect: number | undefined;
  secure: number | undefined;
  upgrade: number | undefined;
  /** known once it is over: told by metrics */
  hello: number | undefined;
}

/** What the device has to say of itself that may change while it runs. */
export interface Standing {
  /** version of what is desired that it has taken; 0: none */
  readonly desiredVersion: number;
  /** ms; undefined: whatever the server says */
  readonly pingMs: number | undefined;
  /** Safe mode. */
  readonly isSafe: boolean;
}

export interface HelloFacts {
  readonly standing: Standing;
  readonly identity: Identity;
  readonly outbox: Outbox;
  /** monotonic ms since the firmware started */
  readonly uptimeMs: number;
  readonly attempt: number;
  readonly lastEnd: string | undefined;
  readonly phases: Readonly<Phases>;
  /** undefined: the connection is no claim */
  readonly claimKey: string | undefined;
}

export function writeHello(writer: JsonWriter, id: RequestId, facts: HelloFacts): void {
  const { identity, outbox, phases } = facts;
  beginRequest(writer, id, "hello").raw('{"protocol":').number(protocolVersion);
  writer.raw(',"device":{"id":').string(identity.id).raw(',"model":').string(identity.model);
  writer.raw('},"firmware":').value(identity.firmware);
  writer.raw(',"digest":').string(identity.digest).raw(',"stream":').string(outbox.stream);
  const [event, state, periodic] = outbox.lanes;
  writer.raw(',"acknowledged":').value({
    event: mark(event.acknowledged),
    state: mark(state.acknowledged),
    periodic: mark(periodic.acknowledged),
  });
  writer.raw(',"restart":').value(identity.restart);
  writer.raw(',"uptimeMs":').number(Math.round(facts.uptimeMs)).raw(',"attempt":').number(facts.attempt);
  if (facts.lastEnd !== undefined) writer.raw(',"lastEnd":').string(facts.lastEnd);
  const { desiredVersion, pingMs, isSafe } = facts.standing;
  if (desiredVersion > 0) writer.raw(',"desired":').number(desiredVersion);
  if (pingMs !== undefined) writer.raw(',"pingMs":').number(pingMs);
  if (isSafe) writer.raw(',"isSafe":true');
  writer.raw(',"phasesMs":').value(phases);
  if (facts.claimKey !== undefined) writer.raw(',"claim":{"key":').string(facts.claimKey).raw("}");
  endMessage(writer.raw("}"));
}

const mark = (n: number): number | undefined => (n === 0 ? undefined : n);

/** The result, or where and why it is wrong. */
export function checkHelloResult(result: unknown): Result<"hello"> | string {
  const violation = validate(deviceMethods.hello.result, result);
  return violation === undefined ? (result as Result<"hello">) : `${violation.at} ${violation.reason}`;
}

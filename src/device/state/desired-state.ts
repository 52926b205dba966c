/**
 * What is desired of the device, taken once for each version: settings are stored and in force, actuators are set where
 * they differ. What became of it is reported when it is true, and only then is the version stored as taken: actuators
 * that need time are waited for, and a cut of power before they are there lets the version come again. What is refused is
 * refused alone, with its place and reason.
 */
import { errorCodes } from "../../protocol/faults.js";
import { limits } from "../../protocol/limits.js";
import { applyMergePatch } from "../../protocol/merge-patch.js";
import type { RpcError } from "../../protocol/rpc.js";
import type { FromSchema } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { desiredState } from "../../protocol/state-methods.js";
import { validate } from "../../protocol/validate.js";
import type { Conversation } from "../../session/conversation.js";
import type { Actuators } from "../actuators/actuators.js";
import { deviceLimits } from "../limits.js";
import type { Log } from "../log.js";
import type { LiveSettings, Refusal } from "./live-settings.js";

export type DesiredParams = FromSchema<typeof desiredState>;
type Fields = Readonly<Record<string, unknown>>;

/** What desired state works on. */
export interface StateTarget {
  readonly settings: LiveSettings;
  readonly parts: Readonly<{ actuators: Actuators }>;
  readonly log: Log;
  /** Safe mode: actuators are left alone. */
  readonly isSafe: boolean;
  /** Settings have changed: they are to have their effect. */
  applySettings(): void;
}

const never = Number.POSITIVE_INFINITY;

export class DesiredState {
  private readonly target: StateTarget;
  /** undefined: as it was told before, or none */
  private refused: Refusal[] | undefined;
  /** Actuators that are on their way; undefined: none */
  private waiting: string[] | undefined;
  /** monotonic ms; until then they are waited for */
  private waitsUntil = never;
  private isToTell = false;

  constructor(target: StateTarget) {
    this.target = target;
    const { faults } = target.settings;
    if (faults !== undefined) this.refused = [...faults];
  }

  /** A connection begins, on which the server desired this in its hello; undefined: nothing new. */
  startConnection(desired: unknown, now: number): void {
    if (desired !== undefined) {
      const violation = validate(desiredState, desired);
      const error =
        violation === undefined
          ? this.take(desired as DesiredParams, now)
          : { message: `hello's desired${violation.at} ${violation.reason}` };
      if (error !== undefined) this.target.log.write("warn", "state.refused", error.message, now);
    }
    this.isToTell = true;
  }

  /** Takes a version that is new. undefined: it is in force, but for what will be reported as refused. */
  take({ version, from, patch }: DesiredParams, now: number): RpcError | undefined {
    const { settings, log } = this.target;
    const untold = this.isToTell ? (this.refused ?? []) : [];
    this.isToTell = true;
    if (version === settings.version) return undefined;
    if (from !== undefined && from !== settings.version) {
      const data = { version: settings.version };
      return { code: errorCodes.conflict, message: "it builds on another version", data };
    }
    const refused = untold.filter(({ at }) => stands(at, patch, from === undefined));
    const before = settings.stored;
    const wanted = applyMergePatch(from === undefined ? {} : before, patch.settings ?? {}) as Fields;
    const values = patch.actuators ?? {};
    const isSettled = settings.isSettled && !namesAny(values);
    const error = this.store(this.choose(wanted, before, refused), version, isSettled, now);
    if (error !== undefined) return error;
    this.refused = refused;
    for (const key of Object.keys(patch)) {
      if (key !== "settings" && key !== "actuators")
        refuse(refused, `/${pointerPart(key)}`, "is nothing that can be desired");
    }
    this.target.applySettings();
    this.setActuators(values, refused, now);
    // In safe mode no actuator was set: the version comes again behind the restart that ends it.
    if (this.waiting === undefined && !this.target.isSafe) this.settle(now);
    log.write("info", "state.taken", `version ${version}, ${refused.length} refused`, now);
    return undefined;
  }

  /** What of the settings is good; what is refused stays as it was. */
  private choose(wanted: Fields, before: Fields, refused: Refusal[]): Fields {
    const chosen: Record<string, unknown> = {};
    for (const name of Object.keys(wanted)) {
      const reason = this.target.settings.findFault(name, wanted[name]);
      if (reason === undefined) chosen[name] = wanted[name];
      else {
        refuse(refused, `/settings/${pointerPart(name)}`, reason);
        if (this.target.settings.findFault(name, before[name]) === undefined) chosen[name] = before[name];
      }
    }
    return chosen;
  }

  private store(own: Fields, version: number, isSettled: boolean, now: number): RpcError | undefined {
    try {
      this.target.settings.replace(own, version, isSettled);
      return undefined;
    } catch (error) {
      const data = { reason: this.tellNotStored(error, now) };
      return { code: errorCodes.notStored, message: "the device could not store it", data };
    }
  }

  /** All of the version is true: a cut of power does not undo any more that it was taken. */
  private settle(now: number): void {
    try {
      this.target.settings.settle();
    } catch (error) {
      this.tellNotStored(error, now);
    }
  }

  private tellNotStored(error: unknown, now: number): string {
    const reason = (error as Error).message.slice(0, deviceLimits.detailCharacters);
    this.target.log.write("error", "state.not-stored", reason, now);
    return reason;
  }

  private setActuators(values: Fields, refused: Refusal[], now: number): void {
    const { actuators } = this.target.parts;
    for (const name of Object.keys(values)) {
      const value = values[name];
      this.stopWaiting(name);
      // One that is on its way elsewhere, or waits to go there, stands as desired for the time being alone.
      const isThere = value === actuators.valueOf(name) && actuators.find(name)?.target === undefined;
      if (value === null || isThere) continue;
      const at = `/actuators/${pointerPart(name)}`;
      if (this.target.isSafe) {
        refuse(refused, at, "the device is in safe mode");
        continue;
      }
      if (typeof value === "object") {
        refuse(refused, at, "must be a number, true, false or a text");
        continue;
      }
      const error = actuators.set(name, value as RecordValue, now);
      if (error !== undefined) refuse(refused, at, reasonOf(error));
      else if (actuators.find(name)?.target !== undefined) {
        this.waiting ??= [];
        this.waiting.push(name);
        this.waitsUntil = now + deviceLimits.settleMs;
      }
    }
  }

  /** For an actuator of a version before, of which something else is desired now. */
  private stopWaiting(name: string): void {
    const at = this.waiting?.indexOf(name) ?? -1;
    if (at >= 0) this.waiting?.splice(at, 1);
    if (this.waiting?.length === 0) this.waiting = undefined;
  }

  /** monotonic ms; when to call advance() though nothing else happens */
  get deadline(): number {
    return this.waiting === undefined ? never : this.waitsUntil;
  }

  /** Looks whether the actuators have got there. */
  advance(now: number): void {
    const { waiting } = this;
    if (waiting === undefined) return;
    const { actuators } = this.target.parts;
    for (let i = waiting.length - 1; i >= 0; i--) {
      const name = waiting[i] ?? "";
      const actuator = actuators.find(name);
      const isLate = now >= this.waitsUntil;
      if (actuator?.target !== undefined && actuator.fault === undefined && !isLate) continue;
      const reason = actuator?.fault ?? (actuator?.target === undefined ? undefined : "did not get there in time");
      if (reason !== undefined && this.refused !== undefined)
        refuse(this.refused, `/actuators/${pointerPart(name)}`, reason);
      waiting.splice(i, 1);
    }
    if (waiting.length > 0) return;
    this.waiting = undefined;
    this.settle(now);
  }

  /** Reports, when there is something to and room for it. */
  send(conversation: Conversation): void {
    if (!this.isToTell || this.waiting !== undefined || !conversation.canWrite) return;
    this.isToTell = false;
    let count = this.refused?.length ?? 0;
    // Fewer reasons, when all are too long for a message.
    while (!this.write(conversation, count) && count > 0) count--;
  }

  private write(conversation: Conversation, refusals: number): boolean {
    const { settings } = this.target;
    const writer = conversation.beginNotification("state.reported");
    writer.raw('{"version":').number(settings.version).raw(',"settings":{');
    for (let i = 0; i < settings.count; i++) {
      const name = settings.at(i)?.name ?? "";
      if (i > 0) writer.byte(0x2c);
      writer.string(name).raw(":").value(settings.get(name));
    }
    writer.raw("}");
    if (this.refused !== undefined) writer.raw(',"refused":').value(this.refused.slice(0, refusals));
    writer.raw("}");
    return conversation.sendNotification();
  }
}

function refuse(refused: Refusal[], at: string, reason: string): void {
  const place = at.slice(0, 128);
  if (refused.length >= limits.refusals || refused.some((known) => known.at === place)) return;
  refused.push({ at: place, reason: reason.slice(0, 128) });
}

/** Whether what was refused of a version before is still so under a patch that does not judge it anew. */
function stands(at: string, patch: DesiredParams["patch"], isWhole: boolean): boolean {
  const [, part = "", name = ""] = at.split("/");
  if (part !== "actuators" && (isWhole || part !== "settings")) return false;
  return !Object.keys(patch[part] ?? {}).some((each) => pointerPart(each) === name);
}

/** Whether any actuator has to be looked after before the version is true. */
const namesAny = (values: Fields): boolean => Object.keys(values).some((name) => values[name] !== null);

const reasonOf = ({ message, data }: RpcError): string => (data as { reason?: string } | undefined)?.reason ?? message;

/** A part of a JSON Pointer (RFC 6901 3). */
const pointerPart = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");

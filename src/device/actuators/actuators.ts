/**
 * All actuators of a device: opens them, puts them into the state that they have after a start or when the cloud is
 * lost, carries commands out, and tells what changes, whoever changed it. One that fails concerns itself alone.
 */
import { errorCodes } from "../../protocol/faults.js";
import type { RpcError } from "../../protocol/rpc.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuator, ActuatorSite } from "../actuator-kind.js";
import { isSame } from "../configure/is-same.js";
import type { ActuatorDefinition } from "../definition.js";
import { thrownText } from "../thrown.js";
import { LastValues, type Values } from "./last-values.js";

const never = Number.POSITIVE_INFINITY;

export class Actuators {
  readonly all: Actuator[] = [];
  private readonly site: ActuatorSite;
  /** undefined: none is restored to its last value */
  private lastValues: LastValues | undefined;
  /** monotonic ms; undefined: the cloud is there */
  private offlineSince: number | undefined;
  /** monotonic ms; up to when onCloudLost was carried out, and when the next one is */
  private lostUntil: number;
  private lostAt = never;

  constructor(site: ActuatorSite, now: number) {
    this.site = site;
    this.offlineSince = this.lostUntil = now;
  }

  /** Throws what the board throws. */
  open(definition: ActuatorDefinition): void {
    const kind = this.site.kinds.actuator(definition.kind);
    if (kind === undefined) throw new Error(`no kind ${definition.kind}`);
    this.all.push(kind.open(this.site, definition, definition));
  }

  /**
   * Another definition: an actuator that is in both goes on as it stands, the others are closed, and new ones begin in
   * the state that they have after a restart. Throws nothing; `failed` is told what could not be opened.
   */
  replace(
    definitions: readonly ActuatorDefinition[],
    now: number,
    failed: (definition: ActuatorDefinition, error: unknown) => void,
  ): void {
    this.keep(now);
    const before = this.all.splice(0);
    const kept = definitions.map((wanted) => before.find(({ definition }) => isSame(definition, wanted)));
    for (const actuator of before) if (!kept.includes(actuator)) this.shut(actuator, now);
    const added: Actuator[] = [];
    for (let i = 0; i < definitions.length; i++) {
      const definition = definitions[i] as ActuatorDefinition;
      const actuator = kept[i];
      if (actuator !== undefined) this.all.push(actuator);
      else {
        try {
          this.open(definition);
          added.push(this.all[this.all.length - 1] as Actuator);
        } catch (error) {
          failed(definition, error);
        }
      }
    }
    this.begin(added, false, now);
    for (const actuator of added) this.tell(actuator, now);
  }

  /** All are open: they take the state that they have after a restart. isSafe: their safe state, whatever they were. */
  start(isSafe: boolean, now: number): void {
    this.begin(this.all, isSafe, now);
  }

  private begin(actuators: readonly Actuator[], isSafe: boolean, now: number): void {
    let last: Values | undefined;
    // In safe mode what was stored stays: it is wanted again afterwards.
    if (!isSafe && actuators.some(({ definition }) => definition["restore"] === "last")) {
      this.lastValues ??= new LastValues(this.site.board, this.site.reporter.log);
      last = this.lastValues.read(now);
    }
    for (const actuator of actuators) this.restore(actuator, isSafe, last, now);
    this.lostAt = this.nextLost();
  }

  private restore(actuator: Actuator, isSafe: boolean, last: Values | undefined, now: number): void {
    const { definition } = actuator;
    const kind = this.site.kinds.actuator(definition.kind);
    const { restore = "safe", safe = kind?.safe } = definition as { restore?: RecordValue; safe?: RecordValue };
    let isRestored = false;
    if (restore === "last" && last !== undefined) {
      for (const part of this.partsOf(actuator)) {
        const value = last[fullName(definition.name, part)];
        // Values of another definition, or a lock that was jammed: the safe state it is.
        if (value !== undefined && this.attempt(actuator, value, part, now) === undefined) isRestored = true;
      }
    }
    if (isRestored) return;
    const state = isSafe || restore === "safe" || restore === "last" ? safe : restore;
    if (state === undefined || state === "keep" || state === actuator.value) return;
    const error = this.attempt(actuator, state, "", now);
    if (error !== undefined) this.warn(definition.name, error.message, now);
  }

  /** Of whichever part; undefined: there is none of that name. */
  find(name: string): Actuator | undefined {
    for (const actuator of this.all) {
      const own = actuator.definition.name;
      if (own === name || (name.startsWith(own) && name.charAt(own.length) === "." && this.has(actuator, name))) {
        return actuator;
      }
    }
    return undefined;
  }

  private has(actuator: Actuator, name: string): boolean {
    return actuator.get?.(partOf(actuator, name)) !== undefined;
  }

  /** As it stands; undefined: there is none of that name. */
  valueOf(name: string): RecordValue | undefined {
    const actuator = this.find(name);
    return actuator === undefined ? undefined : value(actuator, partOf(actuator, name));
  }

  /** By name: of an actuator or of a part. Tells the new state. */
  set(name: string, wanted: RecordValue, now: number, transitionMs?: number): RpcError | undefined {
    const actuator = this.find(name);
    if (actuator === undefined) return { code: errorCodes.unknownName, message: `no actuator ${name}` };
    const error = this.attempt(actuator, wanted, partOf(actuator, name), now, transitionMs);
    if (error === undefined) this.tell(actuator, now);
    this.tellChanged(now);
    return error;
  }

  private attempt(actuator: Actuator, wanted: RecordValue, part: string, now: number, transitionMs?: number) {
    try {
      return actuator.set(wanted, now, part, transitionMs);
    } catch (error) {
      const reason = thrownText(error).slice(0, 96);
      return { code: errorCodes.internal, message: "the actuator failed", data: { reason } } satisfies RpcError;
    }
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let deadline = Math.min(this.lostAt, this.lastValues?.deadline ?? never);
    for (const actuator of this.all) {
      const own = actuator.deadline;
      if (own !== undefined && own < deadline) deadline = own;
    }
    return deadline;
  }

  advance(isOnline: boolean, now: number): void {
    this.follow(isOnline, now);
    for (const actuator of this.all) {
      try {
        actuator.advance?.(now);
      } catch (error) {
        this.warn(actuator.definition.name, thrownText(error), now);
      }
    }
    this.tellChanged(now);
    if (this.lastValues?.isDue(now)) this.lastValues.write(this.collect(), now);
  }

  // The cloud

  private follow(isOnline: boolean, now: number): void {
    if (isOnline) {
      this.offlineSince = undefined;
      this.lostAt = never;
    } else if (this.offlineSince === undefined) {
      this.offlineSince = this.lostUntil = now;
      this.lostAt = this.nextLost();
    }
    if (now < this.lostAt) return;
    for (const actuator of this.all) {
      const at = this.lostAtOf(actuator);
      if (at > this.lostUntil && at <= now) this.lose(actuator, now);
    }
    this.lostUntil = now;
    this.lostAt = this.nextLost();
  }

  private nextLost(): number {
    let next = never;
    for (const actuator of this.all) {
      const at = this.lostAtOf(actuator);
      if (at > this.lostUntil && at < next) next = at;
    }
    return next;
  }

  private lostAtOf({ definition }: Actuator): number {
    const lost = definition["onCloudLost"] as { after?: number } | "keep" | undefined;
    if (typeof lost !== "object" || this.offlineSince === undefined) return never;
    return this.offlineSince + (lost.after ?? never) * 1000;
  }

  private lose(actuator: Actuator, now: number): void {
    const { name, onCloudLost } = actuator.definition as { name: string; onCloudLost?: { state: RecordValue } };
    if (onCloudLost === undefined) return;
    const error = this.attempt(actuator, onCloudLost.state, "", now);
    if (error !== undefined) this.warn(name, error.message, now);
    else this.site.reporter.event("actuator.cloud-lost", { name }, now);
  }

  // Telling

  /** The state of every actuator, as after a start. */
  tellAll(now: number): void {
    for (const actuator of this.all) this.tell(actuator, now);
  }

  private tellChanged(now: number): void {
    for (const actuator of this.all) if (actuator.isChanged) this.tell(actuator, now);
  }

  private tell(actuator: Actuator, now: number): void {
    const { name, kind } = actuator.definition;
    if (actuator.isChanged) {
      actuator.isChanged = false;
      this.lastValues?.note(now);
    }
    const known = this.site.kinds.actuator(kind);
    this.tellOne(name, known?.unit, actuator.value, now);
    for (const { part, unit } of known?.parts ?? []) {
      const own = value(actuator, part);
      if (own !== undefined) this.tellOne(fullName(name, part), unit, own, now);
    }
  }

  private tellOne(name: string, unit: string | undefined, own: RecordValue, now: number): void {
    this.site.reporter.state(name, unit, own, now);
  }

  private warn(name: string, text: string, now: number): void {
    this.site.reporter.log.write("warn", "actuator.failed", `${name}: ${text}`, now);
  }

  // The end

  /** Parts that are kept over a restart. */
  private partsOf({ definition }: Actuator): readonly string[] {
    return this.site.kinds.actuator(definition.kind)?.parts?.map(({ part }) => part) ?? own;
  }

  private collect(): Values {
    const values: Values = {};
    for (const actuator of this.all) {
      if (actuator.definition["restore"] !== "last") continue;
      for (const part of this.partsOf(actuator)) {
        const own = value(actuator, part);
        if (own !== undefined) values[fullName(actuator.definition.name, part)] = own;
      }
    }
    return values;
  }

  /** Stores last values that wait to be written: the device is about to end, whatever the budget says. */
  keep(now: number): void {
    if (this.lastValues?.isBehind) this.lastValues.write(this.collect(), now);
  }

  close(now: number): void {
    this.keep(now);
    for (const actuator of this.all) this.shut(actuator, now);
  }

  private shut(actuator: Actuator, now: number): void {
    try {
      actuator.close();
    } catch (error) {
      this.warn(actuator.definition.name, thrownText(error), now);
    }
  }
}

const own = Object.freeze([""]);

function partOf(actuator: Actuator, name: string): string {
  return name.slice(actuator.definition.name.length + 1);
}

function value(actuator: Actuator, part: string): RecordValue | undefined {
  return part === "" ? actuator.value : actuator.get?.(part);
}

function fullName(name: string, part: string): string {
  return part === "" ? name : `${name}.${part}`;
}

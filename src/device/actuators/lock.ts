/**
 * A lock that is driven: by a motor with an output for each direction, or a strike that one output holds open. It is
 * never driven longer than its drive time; contacts confirm its position (lock-states.ts). Without contacts it is taken
 * to be where it was driven to.
 */
import type { RpcError } from "../../protocol/rpc.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { type ActuatorSite, actuatorKind } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import { references } from "../references.js";
import type { Latest } from "../reporter.js";
import { wrongValue } from "./errors.js";
import { Interlock } from "./interlock.js";
import { cloudLostAfter, lifeTexts } from "./life-options.js";
import { type LockEvent, type LockState, lockTransitions } from "./lock-states.js";
import type { Output, OutputReason } from "./output.js";
import { OutputActuator } from "./output-actuator.js";
import { openOwn, plainOutput } from "./output-options.js";

const commands = Object.freeze(["locked", "unlocked"] as const);
const state = freeze({ enum: commands, description: lifeTexts.state });
const eventAt = Object.freeze({ locked: "atLocked", unlocked: "atUnlocked" } as const);
const reversalMs = 100; // ms; default rest of a motor before it turns the other way

const lockOptions = freeze({
  type: "object",
  properties: {
    unlock: { ...plainOutput, description: "output that opens it" },
    lock: {
      ...plainOutput,
      description: "output that closes it; absent: a strike, locked by itself when not held open",
    },
    driveMs: { type: "integer", minimum: 20, maximum: 60000, description: "ms; an output is on for at most so long" },
    restMs: { type: "integer", minimum: 0, maximum: 600000, description: "ms; before the next drive; default 100" },
    contact: {
      ...references.reading,
      description: "name of a reading that is true while it is locked; of a motor alone",
    },
    unlockedContact: { ...references.reading, description: "name of a reading that is true while it is unlocked" },
    safe: {
      enum: ["keep", ...commands],
      description: `${lifeTexts.safe}; default "keep": it is not driven`,
    },
    restore: { enum: ["safe", "last", ...commands], description: lifeTexts.restore },
    onCloudLost: {
      anyOf: [
        { const: "keep" },
        { type: "object", properties: { after: cloudLostAfter, state }, required: ["after", "state"] },
      ],
      description: lifeTexts.onCloudLost,
    },
  },
  required: ["unlock", "driveMs"],
});
type LockOptions = FromSchema<typeof lockOptions>;

export const lockKind = actuatorKind({
  title:
    "A lock that is driven: a motor with two outputs, or a strike that one holds open. It is set to locked or unlocked",
  safe: "keep",
  options: lockOptions,
  takes: () => state,
  check: ({ lock, contact, unlockedContact }) => {
    if (contact !== undefined && contact === unlockedContact)
      return { at: "unlockedContact", reason: "is contact already" };
    if (lock !== undefined || (contact ?? unlockedContact) === undefined) return undefined;
    const at = contact === undefined ? "unlockedContact" : "contact";
    return { at, reason: "is for a motor with a lock output; a strike is locked by itself" };
  },
  describe: () => ({ options: commands }),
  open: (site, definition) => new Lock(site, definition),
});

class Lock extends OutputActuator {
  value: LockState = "unknown";
  private readonly unlocking: Output;
  /** undefined: it is a strike */
  private readonly locking: Output | undefined;
  private readonly contact: Latest | undefined;
  private readonly unlockedContact: Latest | undefined;
  /** Where it was driven to last. */
  private goal: "locked" | "unlocked" = "locked";

  constructor(site: ActuatorSite, definition: ActuatorDefinition & LockOptions) {
    super(site, definition);
    const now = site.board.clock.now();
    const { lock, unlock, driveMs, restMs = reversalMs, contact, unlockedContact } = definition;
    const limits = { maximumOnMs: driveMs, minimumOffMs: restMs };
    const interlock = lock === undefined ? undefined : new Interlock(undefined, now);
    this.unlocking = openOwn(site, unlock, this, limits, interlock, restMs);
    if (lock === undefined) {
      this.value = "locked";
      return;
    }
    try {
      this.locking = openOwn(site, lock, this, limits, interlock, restMs);
    } catch (error) {
      this.unlocking.close();
      throw error;
    }
    if (contact !== undefined) this.contact = site.reporter.watch(contact, now);
    if (unlockedContact !== undefined) this.unlockedContact = site.reporter.watch(unlockedContact, now);
  }

  /** Where it is being driven to. */
  get target(): "locked" | "unlocked" | undefined {
    return this.value === "locking" ? "locked" : this.value === "unlocking" ? "unlocked" : undefined;
  }

  get deadline(): number {
    return Math.min(this.unlocking.deadline, this.locking?.deadline ?? Number.POSITIVE_INFINITY);
  }

  set(value: RecordValue, now: number): RpcError | undefined {
    if (value !== "locked" && value !== "unlocked") return wrongValue('must be "locked" or "unlocked"');
    const { locking, unlocking } = this;
    if (locking === undefined) return this.hold(value === "unlocked", now);
    if (this.value === value || this.target === value) return undefined;
    const error = this.drive(value === "locked" ? locking : unlocking, 1, now);
    if (error !== undefined) return error;
    this.goal = value;
    this.move(value === "locked" ? "lock" : "unlock", now);
    return undefined;
  }

  /** A strike: open while its output is on. */
  private hold(isOpen: boolean, now: number): RpcError | undefined {
    const { unlocking } = this;
    const error = this.drive(unlocking, isOpen ? 1 : 0, now);
    if (error === undefined && unlocking.level === 0) this.become(isOpen ? "unlocking" : "locked", now);
    return error;
  }

  advance(now: number): void {
    this.unlocking.advance(now);
    this.locking?.advance(now);
    if (this.locking === undefined) return;
    if (this.target !== undefined) {
      const isThere = (this.goal === "locked" ? this.contact : this.unlockedContact)?.value === true;
      if (isThere) this.arrive(now);
      return;
    }
    const position = this.position();
    // A jam stands until it is where it should have been: that the bolt is where it began says nothing.
    const isJam = this.value === "jammed" && position !== eventAt[this.goal];
    if (position !== undefined && !isJam) this.move(position, now);
  }

  override onOutput(output: Output, reason: OutputReason, now: number): void {
    this.isChanged = true;
    if (this.fault === "hardware") this.heal(now);
    if (this.locking === undefined) {
      this.become(output.level > 0 ? "unlocked" : "locked", now);
      return;
    }
    if (reason === "maximum-on" && this.target !== undefined) this.move(this.isDriven() ? "driven" : "blocked", now);
  }

  close(): void {
    for (const latest of [this.contact, this.unlockedContact])
      if (latest !== undefined) this.site.reporter.unwatch(latest.name);
    this.unlocking.close();
    this.locking?.close();
  }

  /** Its contact says that it is where it is driven to. */
  private arrive(now: number): void {
    this.unlocking.halt(now);
    this.locking?.halt(now);
    this.move(eventAt[this.goal], now);
  }

  /** What the contacts say; undefined: nothing yet, or there are none. */
  private position(): LockEvent | undefined {
    const { contact, unlockedContact } = this;
    const isLocked = contact?.value;
    const isUnlocked = unlockedContact?.value;
    if (isLocked === true) return isUnlocked === true ? "lost" : "atLocked";
    if (isUnlocked === true) return "atUnlocked";
    if (contact?.fault !== undefined || unlockedContact?.fault !== undefined) return "lost";
    if (isLocked === false && unlockedContact === undefined) return "atUnlocked";
    if (isUnlocked === false && contact === undefined) return "atLocked";
    return isLocked === false && isUnlocked === false ? "lost" : undefined;
  }

  /** At the end of a drive: it is where it should be, or nobody can tell. */
  private isDriven(): boolean {
    const hasContact = this.contact !== undefined || this.unlockedContact !== undefined;
    return !hasContact || this.position() === eventAt[this.goal];
  }

  /** The only place where the state of a motor lock changes. */
  private move(event: LockEvent, now: number): void {
    const next = lockTransitions[this.value][event];
    if (next === undefined) return;
    this.become(next, now);
    if (next === "jammed") this.fail("jammed", "it is not where it was driven to", now);
    else if (this.target === undefined && this.fault === "jammed") this.heal(now);
  }

  private become(next: LockState, now: number): void {
    if (next === this.value) return;
    this.site.reporter.log.write("debug", "lock.state", `${this.definition.name}: ${this.value} ${next}`, now);
    this.value = next;
    this.isChanged = true;
  }
}

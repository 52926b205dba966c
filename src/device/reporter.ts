/**
 * What the parts of a device have to tell goes through here: into the outbox and the log, and to those on the device
 * itself who act on a reading (a rule, a thermostat). A fault and its end are told once, by whoever found them.
 */

import { type Quality, qualities, type RecordValue } from "../protocol/senml.js";
import type { Outbox } from "../session/outbox.js";
import type { SessionLog } from "../session/session-options.js";

/** The newest of one reading; kept for readings that somebody watches alone. */
export interface Latest {
  readonly name: string;
  /** As it was told; undefined: none yet, or the newest sample was a fault. */
  value: RecordValue | undefined;
  /** Of the value; undefined: good. */
  quality: Quality | undefined;
  /** monotonic ms; of the value, or of the fault; at first: since when it is watched */
  at: number;
  /** undefined: none */
  fault: string | undefined;
  /** Who follow it: of the reporter alone. */
  watchers: number;
}

/** The rules of the device. */
export interface ReportListener {
  /** A value as it is told; also one that is not told because it is the same. */
  onValue(name: string, value: RecordValue, now: number): void;
  /** The sensor of a reading has a fault. */
  onLost(name: string): void;
}

export class Reporter {
  readonly outbox: Outbox;
  readonly log: SessionLog;
  /** monotonic ms, when the firmware started */
  readonly startedAt: number;
  listener: ReportListener | undefined;
  private watched: Latest[] | undefined;

  constructor(outbox: Outbox, log: SessionLog, startedAt: number) {
    this.outbox = outbox;
    this.log = log;
    this.startedAt = startedAt;
  }

  /**
   * Follows a reading by its name from now on; the same object for all who ask. Its sensor need not be there yet. unwatch()
   * has to follow, once for each.
   */
  watch(name: string, now: number): Latest {
    let latest = this.latest(name);
    if (latest === undefined) {
      latest = { name, value: undefined, quality: undefined, at: now, fault: undefined, watchers: 0 };
      this.watched ??= [];
      this.watched.push(latest);
    }
    latest.watchers++;
    return latest;
  }

  /** One who follows it does not any more. What is known of it stays until sweep(): another may follow it at once. */
  unwatch(name: string): void {
    const latest = this.latest(name);
    if (latest !== undefined) latest.watchers--;
  }

  /** Lets go of what nobody follows. */
  sweep(): void {
    this.watched = this.watched?.filter(({ watchers }) => watchers > 0);
  }

  /** A number that was sampled. quality: a code (senml.ts); 0: good. */
  number(name: string, unit: string | undefined, value: number, now: number, quality = 0): void {
    this.outbox.addMeasurement("periodic", name, unit, value, now, quality);
    this.note(name, value, now, quality);
  }

  /** A state that is new: of a contact, an actuator. */
  state(name: string, unit: string | undefined, value: RecordValue, now: number): void {
    this.outbox.addMeasurement("state", name, unit, value, now);
    this.note(name, value, now, 0);
  }

  /** A sample that is not told: it is the same, or a filter holds it back (undefined). What was read before stands. */
  confirm(name: string, value: RecordValue | undefined, now: number): void {
    if (value !== undefined) this.listener?.onValue(name, value, now);
    const latest = this.latest(name);
    if (latest === undefined) return;
    latest.value ??= value;
    if (latest.value !== undefined) latest.at = now;
  }

  event(name: string, data: unknown, now: number): void {
    this.outbox.addEvent(name, data, now);
  }

  /** A reading has no value from now on, or an actuator does not do what it should. The log is the caller's. */
  fault(name: string, fault: string, now: number): void {
    this.outbox.addEvent("sensor.fault", { name, fault }, now);
    this.listener?.onLost(name);
    const latest = this.latest(name);
    if (latest === undefined) return;
    latest.value = undefined;
    latest.fault = fault;
    latest.at = now;
  }

  /** The fault is over. */
  healed(name: string, now: number): void {
    this.outbox.addEvent("sensor.healed", { name }, now);
    const latest = this.latest(name);
    if (latest !== undefined) latest.fault = undefined;
  }

  private note(name: string, value: RecordValue, now: number, quality: number): void {
    const latest = this.latest(name);
    if (latest !== undefined) {
      latest.value = value;
      latest.quality = qualities[quality - 1];
      latest.at = now;
    }
    this.listener?.onValue(name, value, now);
  }

  /** undefined: nobody watches it */
  latest(name: string): Latest | undefined {
    const { watched } = this;
    if (watched === undefined) return undefined;
    for (let i = 0; i < watched.length; i++) if (watched[i]?.name === name) return watched[i];
    return undefined;
  }
}

/**
 * The books of one device: every record that got a number must be stored, be waiting, have been dropped and counted, or
 * have been in RAM alone when power went. This is the one place that looks into the outbox.
 */
import { priorities } from "../../../src/protocol/messages.js";
import type { Outbox } from "../../../src/session/outbox.js";
import type { Store } from "./store.js";

interface Account {
  readonly priority: string;
  /** All streams that this account's numbers have gone out under. */
  readonly streams: Set<string>;
  /** Number that the next record gets, and of the oldest that waits. */
  next: number;
  first: number;
  /** What the device holds acknowledged, of its stream of now. */
  acknowledged: number;
  stream: string;
  /** Records that wait, in RAM and in flash. */
  waiting: number;
  /** Counted drops of this life, and of the lives before it. */
  dropped: number;
  droppedBefore: number;
  /** Records that were in RAM when power went. */
  cut: number;
  /** Numbers that were reserved and never given. */
  skipped: number;
}

export class Ledger {
  readonly #accounts: Account[] = [];
  #open: Account[] = [];
  #thinned = 0;
  #thinnedBefore = 0;

  /** The device has just begun a life with this outbox. */
  begin(outbox: Outbox): void {
    const open: Account[] = [];
    for (const [at, priority] of priorities.entries()) {
      const lane = outbox.lanes[at];
      const old = this.#accounts.find((each) => each.priority === priority && each.streams.has(outbox.stream));
      if (lane === undefined) continue;
      if (old !== undefined) {
        old.skipped += Math.max(0, lane.first - old.next);
        old.droppedBefore += old.dropped;
        old.dropped = 0;
        open.push(old);
        continue;
      }
      const streams = new Set([outbox.stream]);
      const figures = {
        next: 1,
        first: 1,
        waiting: 0,
        acknowledged: 0,
        dropped: 0,
        droppedBefore: 0,
        cut: 0,
        skipped: 0,
      };
      open.push({ priority, streams, stream: outbox.stream, ...figures });
    }
    this.#accounts.push(...open.filter((each) => !this.#accounts.includes(each)));
    this.#open = open;
    this.note(outbox);
  }

  /** Takes the figures as they stand. */
  note(outbox: Outbox): void {
    for (const [at, account] of this.#open.entries()) {
      const lane = outbox.lanes[at];
      if (lane === undefined) continue;
      account.streams.add(outbox.stream);
      account.stream = outbox.stream;
      account.acknowledged = lane.acknowledged;
      account.next = lane.next;
      account.first = lane.first;
      account.waiting = lane.count;
      account.dropped = lane.dropped;
    }
    this.#thinned = outbox.thinned;
  }

  /** Readings that the device left out, in all lives. */
  get thinned(): number {
    return this.#thinnedBefore + this.#thinned;
  }

  /** Power goes now. */
  cut(outbox: Outbox): void {
    this.note(outbox);
    this.#thinnedBefore += this.#thinned;
    this.#thinned = 0;
    for (const account of this.#open) account.cut += account.next - account.first;
  }

  /** Records that wait in the device. */
  get waiting(): number {
    return this.#open.reduce((sum, { waiting }) => sum + waiting, 0);
  }

  get dropped(): number {
    return this.#accounts.reduce((sum, { dropped, droppedBefore }) => sum + dropped + droppedBefore, 0);
  }

  /** Records that went with power, at most. */
  get lostToPower(): number {
    return this.#accounts.reduce((sum, { cut }) => sum + cut, 0);
  }

  /** Holds it against the store; one line for each account that does not balance. */
  check(device: string, store: Store): string[] {
    const problems: string[] = [];
    const numbers = new Map<string, Set<number>>();
    for (const { stream, priority, n, device: owner } of store.records) {
      if (owner !== device) continue;
      const key = `${stream} ${priority}`;
      const seen = numbers.get(key) ?? new Set();
      numbers.set(key, seen);
      if (seen.has(n)) problems.push(`${device} ${key} ${n} is stored twice`);
      seen.add(n);
    }
    for (const account of this.#accounts) {
      const isOpen = this.#open.includes(account);
      const end = isOpen ? account.first : account.next;
      let missing = 0;
      for (let n = 1; n < end; n++) {
        const has = [...account.streams].some((stream) => numbers.get(`${stream} ${account.priority}`)?.has(n));
        if (!has) missing++;
      }
      const { stream, priority, acknowledged } = account;
      const mark = store.mark(device, stream, priority);
      if (acknowledged > mark) problems.push(`${device} holds ${acknowledged} acknowledged, and ${mark} is stored`);
      const inFlash = isOpen ? account.waiting - (account.next - account.first) : 0;
      const allowed = account.dropped + account.droppedBefore + account.cut + account.skipped + inFlash;
      if (missing > allowed) {
        problems.push(`${device} ${account.priority}: ${missing} records are gone, and ${allowed} are accounted for`);
      }
    }
    return problems;
  }
}

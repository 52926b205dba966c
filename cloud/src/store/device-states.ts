/**
 * What is desired of each device, numbered, and what it has reported. The first number comes from the time, so that a
 * server which lost its disk, or a device that was added anew, never gives a number twice.
 */
import { limits } from "../../../src/protocol/limits.js";
import { applyMergePatch } from "../../../src/protocol/merge-patch.js";
import type { Params } from "../../../src/protocol/messages.js";
import type { Database } from "./database.js";

export interface Desired {
  version: number;
  state: DesiredState;
  /** seconds since 1970 */
  changedAt: number;
  /** What made it of the version before. */
  patch: DesiredState;
  from: number;
  /** By pointer into `state` ("/actuators/relay"): the version in which somebody named it last. */
  named: Record<string, number>;
}
/** As people change it: values by name. */
export type DesiredState = Record<string, unknown>;

export interface Refused {
  /** pointer into what is desired */
  at: string;
  reason: string;
}

export interface Reported {
  version: number;
  settings: Record<string, unknown>;
  refused: Refused[];
  /** seconds since 1970 */
  at: number;
}

export class StateTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined: nothing was ever desired. */
  desired(device: string): Desired | undefined {
    const sql = `SELECT version, state, changed_at AS "changedAt", patch, patch_from AS "from", named FROM desired WHERE device = ?`;
    const row = this.#database.prepare(sql).get(device) as Record<string, string | number> | undefined;
    if (row === undefined) return undefined;
    const { changedAt, from, patch, named } = row;
    const version = Number(row["version"]);
    const state = JSON.parse(String(row["state"])) as DesiredState;
    const known = JSON.parse(String(named)) as Record<string, number>;
    return {
      version,
      state,
      changedAt: Number(changedAt),
      patch: JSON.parse(String(patch)) as DesiredState,
      from: Number(from),
      named: Object.fromEntries(pointersOf(state).map((at) => [at, known[at] ?? version])),
    };
  }

  /** Stores the next version; inside a transaction. */
  desire(device: string, state: DesiredState, patch: DesiredState, now: number): number {
    const before = this.desired(device);
    const from = before?.version ?? 0;
    const version = from === 0 ? Math.floor(now) : from + 1;
    const named = { ...before?.named };
    for (const at of pointersOf(patch)) named[at] = version;
    const sql =
      "INSERT OR REPLACE INTO desired (device, version, state, changed_at, patch, patch_from, named) VALUES (?, ?, ?, ?, ?, ?, ?)";
    const [whole, change, versions] = [state, patch, named].map((each) => JSON.stringify(each));
    this.#database.prepare(sql).run(device, version, whole, now, change, from, versions);
    return version;
  }

  /** Undefined: it has not reported yet. */
  reported(device: string): Reported | undefined {
    const sql = "SELECT version, settings, refused, t FROM reported WHERE device = ?";
    const row = this.#database.prepare(sql).get(device) as Record<string, string | number> | undefined;
    if (row === undefined) return undefined;
    return {
      version: Number(row["version"]),
      settings: JSON.parse(String(row["settings"])) as Record<string, unknown>,
      refused: JSON.parse(String(row["refused"])) as Reported["refused"],
      at: Number(row["t"]),
    };
  }

  /** judgedFrom: version; what was named later the device has judged, and its report says all that it refuses of it. */
  report(
    device: string,
    { version, settings, refused }: Params<"state.reported">,
    judgedFrom: number,
    now: number,
  ): void {
    const before = this.reported(device);
    // A device that was restarted does not know any more what it refused; and what it says is of one version alone.
    const told = refused ?? (before?.version === version ? before.refused : []);
    const newest = refused === undefined ? judgedFrom : Math.min(judgedFrom, version - 1);
    const earlier = this.#standing(device, before, settings, newest).filter((old) => !isNamed(old, told));
    const known = [...told, ...earlier].slice(0, limits.refusals);
    const sql = "INSERT OR REPLACE INTO reported (device, version, settings, refused, t) VALUES (?, ?, ?, ?, ?)";
    this.#database.prepare(sql).run(device, version, JSON.stringify(settings), JSON.stringify(known), now);
  }

  /** What was refused before, was named in version `newest` or earlier, not since, and is no setting that is true by now. */
  #standing(device: string, before: Reported | undefined, settings: Reported["settings"], newest: number): Refused[] {
    const desired = this.desired(device);
    if (before === undefined || desired === undefined) return [];
    const { state, named } = desired;
    const last = Math.min(before.version, newest);
    return before.refused.filter(
      ({ at }) => (named[at] ?? Number.POSITIVE_INFINITY) <= last && !isAt(state, { settings }, at),
    );
  }
}

/** Whether both have the same value at a pointer to a field of a part. */
export function isAt(desired: DesiredState, reported: DesiredState, at: string): boolean {
  const [, part = "", name = ""] = at.split("/");
  const [wanted, found] = [desired, reported].map((state) => (state[part] as DesiredState | undefined)?.[name]);
  return found !== undefined && JSON.stringify(wanted) === JSON.stringify(found);
}

const isNamed = ({ at }: Refused, refused: readonly Refused[]): boolean => refused.some((other) => other.at === at);

/** Pointers (RFC 6901) to the fields of both parts; a name has no character that they escape. */
function pointersOf(state: DesiredState): string[] {
  return ["settings", "actuators"].flatMap((part) => Object.keys(state[part] ?? {}).map((name) => `/${part}/${name}`));
}

/** The next state; fields that hold nothing any more are kept, so that it always has both. */
export function nextState(state: DesiredState, patch: DesiredState): DesiredState {
  return { settings: {}, actuators: {}, ...(applyMergePatch(state, patch) as DesiredState) };
}

/**
 * The same patch for a device, which knows fields of both parts alone: a whole part that is taken away is each of its
 * fields taken away.
 */
export function devicePatch(state: DesiredState, patch: DesiredState): DesiredState {
  return Object.fromEntries(Object.entries(patch).map(([key, part]) => [key, part ?? allNull(state[key])]));
}

function allNull(part: unknown): object {
  return Object.fromEntries(Object.keys(part ?? {}).map((name) => [name, null]));
}

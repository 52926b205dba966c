/**
 * What is desired of each device, numbered, and what it has reported. The first number comes from the time, so that a
 * server which lost its disk, or a device that was added anew, never gives a number twice.
 */
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
  /** By actuator of `state`: the version in which somebody named it last. */
  named: Record<string, number>;
}
/** As people change it: values by name. */
export type DesiredState = Record<string, unknown>;

export interface Reported {
  version: number;
  settings: Record<string, unknown>;
  refused: { at: string; reason: string }[];
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
      named: Object.fromEntries(Object.keys(state["actuators"] ?? {}).map((name) => [name, known[name] ?? version])),
    };
  }

  /** Stores the next version; inside a transaction. */
  desire(device: string, state: DesiredState, patch: DesiredState, now: number): number {
    const before = this.desired(device);
    const from = before?.version ?? 0;
    const version = from === 0 ? Math.floor(now) : from + 1;
    const named = { ...before?.named };
    for (const name of Object.keys(patch["actuators"] ?? {})) named[name] = version;
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

  report(device: string, { version, settings, refused }: Params<"state.reported">, now: number): void {
    const before = this.reported(device);
    // A device that was restarted does not know any more what it refused.
    const known = refused ?? (before?.version === version ? before.refused : []);
    const sql = "INSERT OR REPLACE INTO reported (device, version, settings, refused, t) VALUES (?, ?, ?, ?, ?)";
    this.#database.prepare(sql).run(device, version, JSON.stringify(settings), JSON.stringify(known), now);
  }
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

/**
 * The settings that are in force: what is stored where it is good, else the defaults. One JSON text in the key-value
 * store "state" holds them with the version of the desired state that is true, so that a write changes all or nothing:
 * while actuators are on their way, that is the version before, and a cut of power lets the new one come again. A stored value that is not good is named, stays where it is until another is desired, and is not in force.
 */
import type { Board } from "../../board/board.js";
import { limits } from "../../protocol/limits.js";
import type { RecordValue } from "../../protocol/senml.js";
import { isName, validate } from "../../protocol/validate.js";
import type { SessionLog } from "../../session/session-options.js";
import { isSame } from "../configure/is-same.js";
import { withStore } from "../with-store.js";
import { builtInSettings, type SettingDefinition } from "./setting.js";

export interface Refusal {
  readonly at: string;
  readonly reason: string;
}

/** Where it is stored: the device alone writes it. */
export const statePath = "state";
export const stateKey = "settings";

export class LiveSettings {
  /** Of the desired state that was taken; 0: none was */
  version = 0;
  /** The same as it is stored; less, while a part of that version is not true yet */
  private settledVersion = 0;
  /** What is wrong with what is stored; undefined: nothing is */
  faults: Refusal[] | undefined;
  private readonly board: Pick<Board, "storage">;
  private readonly added: readonly SettingDefinition[];
  /** Those that have a value of their own. */
  private own: Readonly<Record<string, unknown>> = {};

  /** added: of the application. */
  constructor(board: Pick<Board, "storage">, added: readonly SettingDefinition[], log: SessionLog, now: number) {
    this.board = board;
    this.added = added.filter(({ name }) => isName(name) && find(builtInSettings, name) === undefined);
    this.read();
    if (this.faults === undefined) return;
    for (const { at, reason } of this.faults) log.write("error", "settings.stored", `${at} ${reason}`, now);
  }

  /** All of the version is true, and stored as taken. */
  get isSettled(): boolean {
    return this.settledVersion === this.version;
  }

  get count(): number {
    return builtInSettings.length + this.added.length;
  }

  at(index: number): SettingDefinition | undefined {
    return builtInSettings[index] ?? this.added[index - builtInSettings.length];
  }

  /** In force now; undefined: there is no such setting. */
  get(name: string): RecordValue | undefined {
    const definition = this.find(name);
    if (definition === undefined) return undefined;
    const value = Object.hasOwn(this.own, name) ? this.own[name] : undefined;
    return value !== undefined && findFault(definition, value) === undefined
      ? (value as RecordValue)
      : definition.initial;
  }

  /** The values that are not the defaults, as they are stored. */
  get stored(): Readonly<Record<string, unknown>> {
    return this.own;
  }

  /** Why this value cannot be that of the setting; undefined: it can. */
  findFault(name: string, value: unknown): string | undefined {
    const definition = this.find(name);
    return definition === undefined ? "is no setting of this device" : findFault(definition, value);
  }

  /**
   * They are in force once they are stored. isSettled: the whole version is true with them; otherwise settle() has to
   * follow. Throws when there is no room, and nothing has changed.
   */
  replace(own: Readonly<Record<string, unknown>>, version: number, isSettled: boolean): void {
    if (isSettled) this.write(own, version);
    else if (!isSame(own, this.own)) this.write(own, this.settledVersion);
    this.own = own;
    this.version = version;
    this.faults = undefined;
  }

  /** The rest of the version is true now. Throws when there is no room: it will come again after a restart. */
  settle(): void {
    if (!this.isSettled) this.write(this.own, this.version);
  }

  private write(settings: Readonly<Record<string, unknown>>, version: number): void {
    withStore(this.board, statePath, (store) => store.write(stateKey, JSON.stringify({ version, settings })));
    this.settledVersion = version;
  }

  private find(name: string): SettingDefinition | undefined {
    return find(builtInSettings, name) ?? find(this.added, name);
  }

  private read(): void {
    const text = withStore(this.board, statePath, (store) => store.read(stateKey));
    if (text !== undefined) this.take(text);
  }

  private take(text: string): void {
    let whole: unknown;
    try {
      whole = JSON.parse(text);
    } catch {
      whole = undefined;
    }
    const { version, settings } = (whole ?? {}) as { version?: unknown; settings?: unknown };
    const isVersion = typeof version === "number" && Number.isSafeInteger(version) && version >= 0;
    if (!isVersion || typeof settings !== "object" || settings === null || Array.isArray(settings)) {
      this.faults = [{ at: "/stored", reason: "what is stored cannot be read: all settings have their defaults" }];
      return;
    }
    this.version = this.settledVersion = version;
    this.own = settings as Record<string, unknown>;
    for (const name of Object.keys(this.own)) {
      const reason = this.findFault(name, this.own[name]);
      if (reason === undefined) continue;
      this.faults ??= [];
      if (this.faults.length < limits.refusals) this.faults.push({ at: `/stored/${name}`, reason });
    }
  }
}

function find(settings: readonly SettingDefinition[], name: string): SettingDefinition | undefined {
  for (const setting of settings) if (setting.name === name) return setting;
  return undefined;
}

function findFault({ schema, check }: SettingDefinition, value: unknown): string | undefined {
  const violation = validate(schema, value);
  if (violation !== undefined) return `${violation.at} ${violation.reason}`.trim();
  return check?.(value as RecordValue);
}

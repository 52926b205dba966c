/**
 * Commands to devices: each has an id that its progress and its cancelling name. One that changes something gets a moment
 * after which it is not to be carried out. An id that is used again for the same command gives the same request, which
 * the device answers with its first answer.
 */
import { randomBytes } from "node:crypto";
import { limits } from "../../../src/protocol/limits.js";
import { type Params, serverMethods } from "../../../src/protocol/messages.js";
import type { CommandOutcome, WantedCommand } from "../bus.js";
import type { Metrics } from "../metrics.js";
import type { Store } from "../store/store.js";
import type { CommandUnderWay } from "../watch-messages.js";
import type { DeviceSession } from "./session.js";

export interface CommandOptions {
  store: Store;
  metrics: Metrics;
  /** seconds since 1970 */
  now: () => number;
}

const rememberedCommands = 1000; // ids given by people, of all devices; a repeat of an older one is another command
const wayMs = 2000; // ms more than the device may take, for there and back
const messageFrameBytes = 256; // of a request around its parameters

/** Of this server itself: they look, or have numbers of their own. */
const withoutExpiry = new Set(["describe", "ping", "command.cancel", "state.desired"]);

export class DeviceCommands {
  readonly #options: CommandOptions;
  /** What was sent by id of device and command: as it was given, and with its moment. */
  readonly #sent = new Map<string, { given: string; params: object }>();
  readonly #underWay = new Map<DeviceSession, Map<string, CommandUnderWay>>();

  constructor(options: CommandOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async send(session: DeviceSession, wanted: WantedCommand): Promise<CommandOutcome> {
    const { metrics, now, store } = this.#options;
    const { method } = wanted;
    const described = store.devices.description(session.id).methods.find(({ name }) => name === method);
    const deadlineMs = wanted.deadlineMs ?? (described?.deadlineMs ?? limits.commandMs - wayMs) + wayMs;
    const changes =
      described === undefined || !Object.hasOwn(described, "params")
        ? Object.hasOwn(serverMethods, method) && !withoutExpiry.has(method)
        : described.repeatable !== true;
    const timed = changes ? { expires: now() + deadlineMs / 1000, ...wanted.params } : wanted.params;
    const command = wanted.command ?? `c-${randomBytes(12).toString("base64url")}`;
    const params = this.#remember(`${session.id} ${command}`, wanted, timed);
    if (params === undefined) return { kind: "taken" };
    if (Buffer.byteLength(JSON.stringify(params)) > limits.messageBytes - messageFrameBytes)
      return { kind: "tooLarge" };
    metrics.add("commands_total", 1);
    const mine = this.#underWay.get(session) ?? new Map<string, CommandUnderWay>();
    this.#underWay.set(session, mine);
    if (mine.has(command)) return { kind: "taken" };
    mine.set(command, { command, method, since: now(), progress: null });
    const outcome = await session.request(method, params, deadlineMs, command);
    mine.delete(command);
    if (mine.size === 0) this.#underWay.delete(session);
    if (outcome.kind !== "result") metrics.add("commands_failed_total", 1);
    return outcome.kind === "result" ? { ...outcome, command } : outcome;
  }

  /** Undefined: the id was used for another command. */
  #remember(key: string, wanted: WantedCommand, timed: object): object | undefined {
    if (wanted.command === undefined) return timed;
    const given = JSON.stringify([wanted.method, wanted.params]);
    const known = this.#sent.get(key);
    if (known !== undefined) return known.given === given ? known.params : undefined;
    if (this.#sent.size >= rememberedCommands) this.#sent.delete(this.#sent.keys().next().value as string);
    this.#sent.set(key, { given, params: timed });
    return timed;
  }

  /** The device has told how far one is. */
  progressed(session: DeviceSession, { id, ...progress }: Params<"progress">): void {
    const known = this.#underWay.get(session)?.get(String(id));
    if (known !== undefined) known.progress = progress;
  }

  /** Those that are not answered yet, oldest first. */
  list(session: DeviceSession): CommandUnderWay[] {
    return [...(this.#underWay.get(session)?.values() ?? [])];
  }
}

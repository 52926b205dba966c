/**
 * The one interface between gateways (which hold the devices' sockets) and everything that faces people. In one
 * process it is a list of listeners and a gateway; with several machines it is a message broker. So every question is
 * asynchronous, and all values are plain JSON.
 */
import type { EventRecord, LogEntry } from "../../src/protocol/messages.js";
import type { CommandProgress, CommandUnderWay, ConnectionFigures, Reading } from "./watch-messages.js";

/** What people ask of a device. */
export interface WantedCommand {
  method: string;
  params: object;
  /** undefined: as the device says of the method, and a moment for the way */
  deadlineMs?: number | undefined;
  /** an id of their own; undefined: one is made */
  command?: string | undefined;
}

export type Notice =
  | { type: "online"; id: string; at: number; model: string; firmware: string }
  | { type: "offline"; id: string; at: number }
  /** isState: the last of each name stands, whatever its time */
  | { type: "readings"; id: string; at: number; isState: boolean; readings: Reading[] }
  | { type: "event"; id: string; event: EventRecord }
  | { type: "log"; id: string; entries: LogEntry[] }
  | { type: "described"; id: string }
  /** something new is desired of it; from REST */
  | { type: "desired"; id: string }
  /** it has reported what is true */
  | { type: "reported"; id: string }
  | ({ type: "progress" } & CommandProgress)
  /** name or the like; from REST */
  | { type: "changed"; id: string }
  | { type: "removed"; id: string };

export type CommandOutcome =
  | { kind: "result"; result: unknown; command: string }
  | { kind: "refused"; error: { code: number; message: string; data?: unknown } }
  /** taken: its id was used for another command, or is that of one under way */
  | { kind: "offline" | "late" | "lost" | "busy" | "tooLarge" | "taken" };

/** What gateways do when asked. */
export interface Gateways {
  /** Never rejects. `deadlineMs` counts from now. */
  command(id: string, wanted: WantedCommand): Promise<CommandOutcome>;
  /** Those that are not answered yet, oldest first. */
  commands(id: string): Promise<CommandUnderWay[]>;
  /** Null: offline. */
  connection(id: string): Promise<ConnectionFigures | null>;
  /** Ends the device's session with a close code of close-codes.ts, if there is one. */
  disconnect(id: string, code: number, reason: string): Promise<void>;
}

export interface Bus extends Gateways {
  publish(notice: Notice): void;
  /** Every notice from now on; the listener must not throw. Returns how to stop. */
  subscribe(listener: (notice: Notice) => void): () => void;
}

export class LocalBus implements Bus {
  readonly #listeners = new Set<(notice: Notice) => void>();
  #gateways: Gateways | undefined;

  attach(gateways: Gateways): void {
    this.#gateways = gateways;
  }

  publish(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  subscribe(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async command(id: string, wanted: WantedCommand): Promise<CommandOutcome> {
    return (await this.#gateways?.command(id, wanted)) ?? { kind: "offline" };
  }

  async commands(id: string): Promise<CommandUnderWay[]> {
    return (await this.#gateways?.commands(id)) ?? [];
  }

  async connection(id: string): Promise<ConnectionFigures | null> {
    return (await this.#gateways?.connection(id)) ?? null;
  }

  async disconnect(id: string, code: number, reason: string): Promise<void> {
    await this.#gateways?.disconnect(id, code, reason);
  }
}

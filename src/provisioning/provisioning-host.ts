/** What provisioning needs of the device around it. */
import type { Board, KeyValue } from "../board/board.js";
import type { NetworkInterface } from "../board/network.js";
import type { Session } from "../session/session.js";
import type { SessionLog } from "../session/session-options.js";

export interface ProvisioningHost {
  readonly board: Board;
  readonly session: Session;
  readonly log: SessionLog;
  /** The device's way to the network: its interface, and how often that has changed. */
  readonly link: Readonly<{ network: NetworkInterface; changes: number }>;
  readonly parts: Readonly<{
    /** What the application has on the pin of that name, "button"; undefined: nothing. */
    contact(pin: string): { readonly isActive: boolean } | undefined;
  }>;
  /** Forgets all that the device was given, and starts it anew. why: for the log. */
  readonly reset: (why: string) => void;
  /** The device is to call advance() soon. */
  readonly wake: () => void;
}

/** The settings of the device; to be closed. */
export function openSettings(board: Pick<Board, "storage">): KeyValue {
  return board.storage.keyValue.open({ path: "mooring" });
}

/** 0 up to `span`, by lot. */
export function draw(board: Pick<Board, "random">, span: number): number {
  const bytes = new Uint8Array(2);
  board.random(bytes);
  return (((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)) / 0x10000) * span;
}

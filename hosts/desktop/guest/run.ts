/**
 * Starts a firmware in the engine when the host says so: the guest's top level only defines, as flash on a board. Its
 * entries are main.ts (the firmware) and whatever a test or a bench puts in its place.
 */
import type { Board } from "../../../src/board/board.js";
import type { GuestHost } from "../engine/host.js";
import { type BoardDescription, operations as op } from "../remote.js";
import { makeBoard } from "./board.js";
import { link } from "./link.js";

declare const host: GuestHost;

export interface Launch {
  /** What the program that started the board hands over. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Says something to that program. */
  post(text: string): void;
  /** What it says. */
  onMessage(callback: (text: string) => void): void;
}

export interface Firmware {
  /** Whether it has a session with its server; absent: it has no server. */
  readonly isOnline?: boolean;
  /** Ends in order; `onStopped` comes once, when nothing is open any more. */
  stop(onStopped: () => void): void;
}

export function runGuest(start: (board: Board, launch: Launch) => Firmware): void {
  host.start = () => {
    const description = JSON.parse(host.call(0, op.describe) as string) as BoardDescription;
    const firmware = start(makeBoard(description), {
      options: description.launch,
      post: (text) => void host.call(0, op.post, text),
      onMessage: (callback) => {
        link.onMessage = callback;
      },
    });
    let wasOnline = false;
    host.deliver = (object, event, a, b) => {
      link.deliver(object, event, a, b);
      const isOnline = firmware.isOnline === true;
      if (isOnline === wasOnline) return;
      wasOnline = isOnline;
      host.call(0, op.link, isOnline);
    };
    link.onClose = () => firmware.stop(() => void host.call(0, op.stopped));
  };
}

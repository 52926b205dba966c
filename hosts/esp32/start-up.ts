/**
 * The guard around the start: what the firmware throws before its timer is set would leave a board that runs and does
 * nothing, for the abort hook survives exceptions and the pump feeds the watchdog.
 */

import type { Board } from "../../src/board/board.js";
import { describeThrown } from "../moddable/guard.js";

// ms, so that a board which can never start is seen on the monitor, and spares its flash
const restartMs = 5000;

/** Runs `start`; what it throws is printed, and restarts the board 5 s later with the reason. Never throws. */
export function startUp(board: Pick<Board, "print" | "restart" | "timer">, start: () => void): void {
  try {
    start();
  } catch (thrown) {
    const line = `exception in start: ${describeThrown(thrown)}`;
    board.print(line);
    board.timer.set(() => board.restart(line), restartMs);
  }
}

/** Where the totals of pulse counters are kept: in the key-value store "meters", by their pins, as pulses. */
import type { Board } from "../../board/board.js";
import { withStore } from "../with-store.js";

type Storage = Pick<Board, "storage">;

const path = "meters";
/** GPIO; those of every ESP32 are less (ESP32-P4: 0 to 54). */
const pinsMaximum = 64;

export const totalKey = (pin: number): string => `pulses${pin}`;

/** undefined: none is stored. Throws what the storage throws: a total that cannot be read is no 0. */
export function readTotal(board: Storage, pin: number): string | undefined {
  return withStore(board, path, (store) => store.read(totalKey(pin)));
}

/** pulses: whole. Throws what the storage throws. */
export function writeTotal(board: Storage, pin: number, pulses: number): void {
  withStore(board, path, (store) => store.write(totalKey(pin), String(pulses)));
}

/** Of all pins: meters may have been described that are not any more. Throws what the storage throws. */
export function forgetTotals(board: Storage): void {
  withStore(board, path, (store) => {
    for (let pin = 0; pin < pinsMaximum; pin++) store.delete(totalKey(pin));
  });
}

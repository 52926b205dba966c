/**
 * Measures what the firmware takes of XS's heap in the simulator's build, everything preloaded: at rest (garbage
 * collected), and at its peak, as the least fixed heap in which it still works.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { MemoryReport } from "../budget.js";
import type { SimulatedDevice } from "./device.js";

const answerMs = 5000; // ms, for the answer to a line

/** Asks the program for its figures. Lines that it sends must be given to `take` of the result. */
export class MemoryProbe {
  #answer: ((report: MemoryReport) => void) | undefined = undefined;

  /** A line from the program. */
  take(line: Readonly<Record<string, unknown>>): void {
    if (line["memory"] === undefined) return;
    this.#answer?.(line["memory"] as MemoryReport);
    this.#answer = undefined;
  }

  /** With garbage collected first, or as it is. Rejects when the program does not answer. */
  read(device: SimulatedDevice, isCollected: boolean): Promise<MemoryReport> {
    const answered = new Promise<MemoryReport>((resolve) => {
      this.#answer = resolve;
    });
    device.send({ memory: isCollected ? "collect" : "read" });
    return Promise.race([
      answered,
      pause(answerMs, undefined, { ref: false }).then(() => {
        throw new Error("the program did not tell its memory");
      }),
    ]);
  }
}

/** The least number, to within `step`, for which `works` holds; undefined: not even for `high`. */
export async function least(
  low: number,
  high: number,
  step: number,
  works: (value: number) => Promise<boolean>,
): Promise<number | undefined> {
  if (!(await works(high))) return undefined;
  let [bad, good] = [low, high];
  while (good - bad > step) {
    const middle = bad + Math.ceil((good - bad) / 2 / step) * step;
    const tried = middle >= good ? good - step : middle;
    if (await works(tried)) good = tried;
    else bad = tried;
  }
  return good;
}

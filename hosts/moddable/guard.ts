/**
 * The guard between Moddable's callbacks and the firmware.
 *
 * An exception that leaves a callback of the platform ends XS, and with it the board. So every callback that a
 * Moddable host takes from the SDK runs in a `try`, and what is caught comes here: it is logged and counted, and the
 * caller recovers (a socket is closed and reports its end, a timer is tried again). When the same thing goes on
 * failing, the board restarts with the reason.
 *
 * It is not the abort hook: that one sees what no callback of ours could catch (out of memory, a rejected promise).
 */

export interface GuardOptions {
  /** Takes one line for a person's console. */
  print(line: string): void;
  /** Ends the firmware; must not return to normal work. */
  restart(reason: string): void;
}

// count, faults in a row without one good turn of the pump, after which nothing but a restart will help
const faultsBeforeRestart = 5;
// characters, as much as a reason may take in the next hello
const reasonLength = 120;

/** One line about anything that was thrown, at most 120 characters. */
export function describeThrown(thrown: unknown): string {
  let text: string;
  try {
    text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    text = "something that has no text"; // a toString() that throws as well
  }
  return text.length > reasonLength ? text.slice(0, reasonLength) : text;
}

export class Guard {
  #options: GuardOptions;
  #faults = 0;
  #inARow = 0;
  #last: string | undefined = undefined;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  /** Exceptions caught since the start. */
  get faults(): number {
    return this.#faults;
  }

  /** The latest of them, as "where: what". undefined: none so far. */
  get last(): string | undefined {
    return this.#last;
  }

  /** Takes what a callback threw; `where` names the class and the callback. Never throws. */
  caught(where: string, thrown: unknown): void {
    this.#faults += 1;
    this.#inARow += 1;
    const line = `${where}: ${describeThrown(thrown)}`;
    this.#last = line;
    try {
      this.#options.print(`exception in ${line}`);
      if (this.#inARow >= faultsBeforeRestart) this.#options.restart(`exception in ${line}`);
    } catch {
      this.#faults += 1; // print or restart failed as well: counted, and the watchdog is the next in line
    }
  }

  /** Logs a failure of the world that is no exception of the firmware; not counted. */
  note(where: string, thrown: unknown): void {
    this.#options.print(`${where}: ${describeThrown(thrown)}`);
  }

  /** A turn of the pump went well: faults are no longer in a row. */
  passed(): void {
    this.#inARow = 0;
  }
}

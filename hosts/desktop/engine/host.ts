/**
 * The one global that an engine gives to the firmware's bundle. A guest's file says
 * `import type { GuestHost } from "../engine/host.js"; declare const host: GuestHost;`.
 *
 * A guest only defines things at its top level and sets `start`: what exists by then counts as code in flash, what is
 * made afterwards counts against the board's heap.
 */

/** What passes between the guest and the board. Bytes are copied, and arrive as an ArrayBuffer. */
export type Value = undefined | boolean | number | string | ArrayBuffer;

export interface GuestHost {
  /** Calls the board and waits for its answer. Throws an Error with the board's message when the board threw. */
  call(object: number, operation: number, ...args: readonly (Value | ArrayBufferView)[]): Value;
  /** Set by the guest at its top level: called once, as the first event, in the board's heap. */
  start: (() => void) | undefined;
  /** Set by the guest: called for each event of the board, never from inside another call. */
  deliver: ((object: number, event: number, a?: Value, b?: Value, c?: Value) => void) | undefined;
  /** One line for a person, to `onPrint`. */
  print(line: string): void;
  /** EngineMemory as JSON, without a round trip; "{}" on Node's engine. */
  memory(): string;
  /** "xs 13.3", "node 20.20" */
  readonly engine: string;
}

/**
 * A kind of object that a guest can construct on the board: how an instance is made, and what its operations are. The
 * kinds themselves are in peripheral-kinds.ts and network-kinds.ts.
 */
import type { Hardware } from "../../models/hardware.js";
import type { Value } from "../engine/host.js";
import type { RadioNetwork } from "./radio-network.js";
import type { MachineSensor } from "./sensors.js";
import type { SerialPort } from "./serial-port.js";

/** Sends an event of one object. */
export type Emit = (event: number, ...args: Value[]) => void;

export interface Instance {
  close(): void;
  /** As when the board loses power; without it close() does. */
  abort?(): void;
}

/** What instances need of their board. */
export interface Site {
  readonly hardware: Hardware;
  readonly network: RadioNetwork;
  readonly sensors: readonly MachineSensor[];
  /** undefined: the board has no UART */
  readonly serial: SerialPort | undefined;
  /** Gives a number to an instance that was not constructed by the guest; undefined: there was none. */
  adopt(kind: Kind, make: (emit: Emit) => Instance | undefined): number | undefined;
}

export interface Kind {
  /** Throws when options are wrong. */
  make(site: Site, options: unknown, emit: Emit): Instance;
  /** By operation of remote.ts. */
  readonly operations: Readonly<Record<number, (instance: Instance, args: readonly Value[], site: Site) => Value>>;
}

/**
 * Joins a maker and operations on what it makes. Options come from JSON and are believed to be what the interface says:
 * classes check what matters themselves. From here on the instance's own type is forgotten.
 */
export function kind<O, I extends Instance>(
  make: (site: Site, options: O, emit: Emit) => I,
  operations: Record<number, (instance: I, args: readonly Value[], site: Site) => Value>,
): Kind {
  return Object.freeze({ make: make as Kind["make"], operations: operations as Kind["operations"] });
}

/** Bytes of an argument. Throws when it is something else. */
export function bytesOf(value: Value): Uint8Array {
  if (typeof value !== "object") throw new TypeError(`${typeof value} in the place of bytes`);
  return new Uint8Array(value);
}

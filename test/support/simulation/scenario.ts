/**
 * What a scenario is: frozen data that says what goes wrong at which second, and what must be so. The invariants of
 * invariants.ts are checked in every run besides; a scenario states only what is its own.
 */
import type { Connection } from "../../../src/board/network.js";
import type { State } from "../../../src/session/states.js";
import type { Conditions } from "./path.js";
import type { AcknowledgeAnswer, HelloAnswer, Host, UpgradeAnswer } from "./server.js";

export type Deed =
  /** host: at that address alone, here and below */
  | { readonly do: "server.kill"; readonly host?: Host }
  | { readonly do: "server.start"; readonly host?: Host }
  /** In order: a close frame to everyone; reason may carry "retry=12". */
  | { readonly do: "server.close"; readonly code: number; readonly reason?: string }
  | {
      readonly do: "server.upgrade";
      readonly answer: UpgradeAnswer;
      readonly retryAfterS?: number;
      readonly host?: Host;
    }
  | { readonly do: "server.hello"; readonly answer: HelloAnswer; readonly lateMs?: number }
  | { readonly do: "server.acknowledge"; readonly answer: AcknowledgeAnswer; readonly lateMs?: number }
  | { readonly do: "server.garbage" }
  /** The way between a device and the server. */
  | { readonly do: "path"; readonly device?: number; readonly set: Readonly<Partial<Conditions>> }
  /** Connections are reset. */
  | { readonly do: "path.reset"; readonly device?: number }
  /** A router forgets the connections: half-open. */
  | { readonly do: "path.forget"; readonly device?: number }
  /** The device's own link. */
  | { readonly do: "link"; readonly device?: number; readonly is: Connection }
  /** The device gets another address. */
  | { readonly do: "link.address"; readonly device?: number }
  /** afterBytes: in the middle of a write or erasure of flash, when so many bytes more were written; in 60 s at most. */
  | { readonly do: "power.cut"; readonly device?: number; readonly forS: number; readonly afterBytes?: number }
  | { readonly do: "button"; readonly device?: number }
  /** All faults end. */
  | { readonly do: "heal" };

/** Without `device`: all of them. */
export type Step = Deed & { /** s since the start */ readonly at: number };

export type Expectation =
  /** The state at a moment, one of these. */
  | { readonly at: number; readonly device?: number; readonly state: readonly State[] }
  /** Attempts begun between two moments, at least and at most, by each device. */
  | {
      readonly from: number;
      readonly to: number;
      readonly device?: number;
      readonly attempts: readonly [number, number];
    }
  /** A connection ended for this reason between two moments. */
  | { readonly from: number; readonly to: number; readonly device?: number; readonly cause: string }
  /** Records that each device has dropped in the end, at most. */
  | { readonly dropped: number }
  /** Readings of the counting sensor (one in 10 s) that are stored in the end, of each device, at least. */
  | { readonly counted: number };

export interface Scenario {
  readonly name: string;
  /** One sentence: what it shows, and who learned it the hard way. */
  readonly why: string;
  /** default 1 */
  readonly devices?: number;
  /** Over TLS; default false. */
  readonly isSecure?: boolean;
  /** s; readings of a long outage are thinned out by windows of that length; default: not */
  readonly thinS?: number;
  /** The server has two addresses; default false. */
  readonly hasStandby?: boolean;
  /** s; the run goes on until all is settled after the last step, at least so long */
  readonly durationS: number;
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  /** Default false: the devices are what app/device.json describes. True: a counting sensor alone, for long runs. */
  readonly isSparse?: boolean;
}

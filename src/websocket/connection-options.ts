/** What a WebSocketConnection is made of, and how it says why it ended. */
import type { DeflateOffer } from "./deflate.js";
import type { RandomSource, Xor } from "./mask.js";
import type { CheckUtf8 } from "./utf8.js";

interface CommonOptions {
  /** bytes; a longer message is refused with 1009 */
  maximumMessageBytes: number;
  /** bytes; bound on what is queued for sending, headers included */
  queueBytes: number;
  /** The queue's buffer is taken as it is needed, and kept. Default: at once. */
  queueGrows?: boolean;
  /** ms; deadline of the closing handshake */
  closeMs: number;
  /** monotonic ms */
  now: number;
  /** Messages are handed out in parts as they come, and none is put together: `more` says whether one goes on. */
  inParts?: boolean;
  /** A native check of text, where the host has one: it costs what all the rest of a frame does, otherwise. */
  utf8?: CheckUtf8;
}

export interface ConnectionOptions extends CommonOptions {
  role?: "client";
  /** For the Host header, with the port when it is not the scheme's default. */
  host: string;
  /** Begins with "/"; a query may follow. Sent as given. */
  path: string;
  /** Offered subprotocol, or several with commas. */
  protocol?: string;
  /** Default true: a server that selects none of the offered subprotocols is refused. */
  requireProtocol?: boolean;
  /** E.g. Authorization. Those of the handshake itself cannot be given. */
  headers?: readonly (readonly [name: string, value: string])[];
  /** Of the handshake's nonce and of the masks: a board, for example. */
  source: RandomSource;
  sha1(bytes: Uint8Array): Uint8Array;
  /** A native function that masks, where the host has one: without it a kilobyte costs more than the rest of its frame. */
  xor?: Xor;
  /** ms; from `now`, when TCP (and TLS) stand, to the server's whole answer */
  upgradeMs: number;
  /** Offers permessage-deflate; absent on boards. */
  deflate?: DeflateOffer;
}

/** The server's end of a connection whose opening handshake somebody else has done. */
export interface ServerOptions extends CommonOptions {
  role: "server";
}

export type ConnectionState = "upgrading" | "open" | "closing" | "lingering" | "closed";

/** Why a connection ended without a clean closing handshake. */
export interface Failure {
  /** dotted, stable: "upgrade.status", "frame.reserved-bits", "close.timeout", "connection.lost" */
  readonly code: string;
  readonly detail?: string;
  /** HTTP status of the answer, when there was one */
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** What we closed with, when the peer broke a rule. */
  readonly closeCode?: number;
}

/** What next() gives. writable: there is room for what was refused; closed: terminal, once. */
export const events = Object.freeze({
  none: 0,
  open: 1,
  message: 2,
  ping: 3,
  pong: 4,
  writable: 5,
  closed: 6,
} as const);

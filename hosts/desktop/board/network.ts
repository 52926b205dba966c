/**
 * What the desktop's board needs of a network, so that a test can put one in memory in the place of Node's. Shapes as in
 * src/board; callbacks never come from inside a call.
 */
import type { TCP, TCPOptions, TLSOptions, UDP } from "../../../src/board/network.js";

export interface SocketCallbacks {
  /** bytes that wait */
  onReadable(count: number): void;
  /** bytes that are free; the first call says that the connection stands */
  onWritable(count: number): void;
  /** Terminal, once; no reason: the peer ended it in order, and all that it sent was read. */
  onError(reason?: string): void;
}

export interface BoardSocket extends TCP {
  /** The radio is gone (nothing passes either way, later the end: "link lost") or back. */
  setLink(isUp: boolean): void;
  /** As when the board loses power: no callbacks, nothing is flushed. */
  abort(): void;
}

export interface ServerCallbacks {
  /** connections or packets that wait */
  onReadable(count: number): void;
  /** Terminal, once. */
  onError(reason?: string): void;
}

export interface BoardListener {
  /** 0 until it listens, when any port was asked for */
  readonly port: number;
  /** Takes a waiting connection; undefined: none waits. */
  accept(callbacks: SocketCallbacks): BoardSocket | undefined;
  close(): void;
}

export interface BoardNetwork {
  /** Throws when options are wrong. */
  connect(options: Omit<TCPOptions, keyof SocketCallbacks>, callbacks: SocketCallbacks): BoardSocket;
  secure(options: Omit<TLSOptions, keyof SocketCallbacks>, callbacks: SocketCallbacks): BoardSocket;
  listen(options: { port: number; address?: string }, callbacks: ServerCallbacks): BoardListener;
  bind(options: { port?: number; address?: string }, callbacks: ServerCallbacks): UDP;
  /** Exactly one answer: an address or a reason. */
  lookup(host: string, answer: (address: string | undefined, reason?: string) => void): void;
}

/**
 * The captive portal's name responder, over ECMA-419 UDP: every name leads to the portal. It answers whoever is on the
 * access point's own network, and nobody else: on a board the port is open towards the station's network as well.
 */
import type { Board } from "../board/board.js";
import type { UDP } from "../board/network.js";
import { isSameNetwork } from "./addresses.js";
import { answerDns } from "./dns-answer.js";
import { portalLimits } from "./portal-limits.js";

export interface DnsOptions {
  readonly board: Pick<Board, "io">;
  /** The board's own on the access point, IPv4; where the names lead. */
  readonly address: string;
  /** default 53; "none": there is no responder */
  readonly dnsPort?: number | "none" | undefined;
  /** advance() is to be called soon. */
  readonly wake: () => void;
}

const dnsPort = 53;

export class DnsResponder {
  private readonly options: DnsOptions;
  /** For one answer, within one call. */
  private readonly scratch: Uint8Array;
  private socket: UDP | undefined;
  private isReadable = false;
  private hasFailed = false;
  private openAt = 0;

  /** `options` is kept. scratch: lent within advance(), dnsAnswerBytes at least. It is open from the first advance() on. */
  constructor(options: DnsOptions, scratch: Uint8Array) {
    this.options = options;
    this.scratch = scratch;
  }

  /** 0 while it is not open, or where the host does not know */
  get port(): number {
    return this.socket?.port ?? 0;
  }

  /** monotonic ms; when to call advance() at the latest */
  get deadline(): number {
    return this.socket === undefined ? this.openAt : Number.POSITIVE_INFINITY;
  }

  advance(now: number): void {
    if (this.hasFailed) this.fail(now);
    if (this.socket === undefined && now >= this.openAt) this.open(now);
    if (!this.isReadable) return;
    this.isReadable = false;
    for (let i = 0; i < portalLimits.questionsAtOnce; i++) if (!this.takeOne()) return;
    this.isReadable = true; // the rest in another turn
    this.options.wake();
  }

  /** Idempotent. */
  close(): void {
    this.socket?.close();
    this.socket = undefined;
    this.openAt = Number.POSITIVE_INFINITY;
  }

  private open(now: number): void {
    const { address, board, dnsPort: wanted } = this.options;
    const port = typeof wanted === "number" ? wanted : dnsPort;
    // One for both callbacks, for each costs slots: a number of packets, or why it has failed.
    const note = (packets?: number | string): void => {
      if (typeof packets === "number") this.isReadable = true;
      else this.hasFailed = true;
      this.options.wake();
    };
    try {
      this.socket = new board.io.UDP({ port, address, onReadable: note, onError: note });
    } catch {
      this.openAt = now + portalLimits.reopenMs;
    }
  }

  private fail(now: number): void {
    this.close();
    this.hasFailed = false;
    this.openAt = now + portalLimits.reopenMs;
  }

  /** False: no packet waits. */
  private takeOne(): boolean {
    const { socket } = this;
    const own = this.options.address;
    try {
      const packet = socket?.read();
      if (packet === undefined) return false;
      const { address, bytes, port } = packet;
      const isOurs = bytes.byteLength <= portalLimits.questionBytes && isSameNetwork(address, own);
      const length = isOurs ? answerDns(new Uint8Array(bytes), own, this.scratch) : 0;
      if (length > 0) socket?.write(this.scratch.subarray(0, length), address, port);
    } catch {
      // It could not be read, or the answer not be sent: the phone asks again.
    }
    return true;
  }
}

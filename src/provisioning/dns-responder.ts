/**
 * The captive portal's name responder, over ECMA-419 UDP: every name leads to the portal. It answers whoever is on the
 * access point's own network, and nobody else: on a board the port is open towards the station's network as well.
 */
import type { Board, UDP } from "../board.js";
import { isSameNetwork } from "./addresses.js";
import { answerDns, dnsAnswerBytes } from "./dns-answer.js";
import { portalLimits } from "./portal-limits.js";

export class DnsResponder {
  /** Questions that were answered, and packets that got no answer. */
  answered = 0;
  dropped = 0;
  private readonly board: Pick<Board, "io">;
  private readonly address: string;
  private readonly bytes: Uint8Array;
  private readonly wantedPort: number;
  private readonly wake: () => void;
  private readonly answer = new Uint8Array(dnsAnswerBytes);
  private socket: UDP | undefined;
  private isReadable = false;
  private hasFailed = false;
  private openAt = 0;

  /** address: the board's own on the access point, IPv4; where the names lead. It is open from the first advance() on. */
  constructor(board: Pick<Board, "io">, address: string, port: number, wake: () => void) {
    this.board = board;
    this.address = address;
    this.bytes = Uint8Array.from(address.split("."), Number);
    this.wantedPort = port;
    this.wake = wake;
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
    this.wake();
  }

  /** Idempotent. */
  close(): void {
    this.socket?.close();
    this.socket = undefined;
    this.openAt = Number.POSITIVE_INFINITY;
  }

  private open(now: number): void {
    const { UDP } = this.board.io;
    try {
      this.socket = new UDP({
        port: this.wantedPort,
        address: this.address,
        onReadable: () => {
          this.isReadable = true;
          this.wake();
        },
        onError: () => {
          this.hasFailed = true;
          this.wake();
        },
      });
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
    try {
      const packet = this.socket?.read();
      if (packet === undefined) return false;
      const { address, bytes, port } = packet;
      const isOurs = bytes.byteLength <= portalLimits.questionBytes && isSameNetwork(address, this.address);
      const length = isOurs ? answerDns(new Uint8Array(bytes), this.bytes, this.answer) : 0;
      if (length === 0) this.dropped++;
      else {
        this.answered++;
        this.socket?.write(this.answer.subarray(0, length), address, port);
      }
    } catch {
      this.dropped++; // it could not be sent, or read: the phone asks again
    }
    return true;
  }
}

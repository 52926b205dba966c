/**
 * The portal's HTTP server, over ECMA-419 Listener: a few connections at a time, from the access point's own network
 * alone, for on a board the port is open towards the station's network as well. The device's pump calls advance().
 */
import type { Board, Listener } from "../board.js";
import { isSameNetwork } from "./addresses.js";
import { HttpConnection, type HttpShared, type HttpSite } from "./http-connection.js";
import { HttpResponse } from "./http-response.js";
import { portalLimits } from "./portal-limits.js";

export class HttpServer implements HttpShared {
  readonly response = new HttpResponse();
  readonly readBuffer = new Uint8Array(portalLimits.readBytes);
  readonly site: HttpSite;
  readonly wake: () => void;
  private readonly board: Pick<Board, "io">;
  private readonly address: string;
  private readonly wantedPort: number;
  private listener: Listener | undefined;
  private readonly connections: HttpConnection[] = [];
  private waiting = 0;
  private hasFailed = false;
  private openAt = 0;

  /** address: the board's own on the access point. port: 0 takes any. It is open from the first advance() on. */
  constructor(board: Pick<Board, "io">, address: string, port: number, site: HttpSite, wake: () => void) {
    this.board = board;
    this.address = address;
    this.wantedPort = port;
    this.site = site;
    this.wake = wake;
  }

  /** 0 while it is not open */
  get port(): number {
    return this.listener?.port ?? 0;
  }

  /** monotonic ms; when to call advance() at the latest */
  get deadline(): number {
    let deadline = this.listener === undefined ? this.openAt : Number.POSITIVE_INFINITY;
    const { patienceMs, requestMs } = portalLimits;
    for (const connection of this.connections) {
      let at = connection.deadline;
      if (this.waiting > 0 && connection.state === "receiving") at += patienceMs - requestMs;
      if (at < deadline) deadline = at;
    }
    return deadline;
  }

  advance(now: number): void {
    if (this.hasFailed) this.fail(now);
    if (this.listener === undefined && now >= this.openAt) this.open(now);
    this.turn(now);
    while (this.waiting > 0 && this.makeRoom(now)) this.accept(now);
    this.turn(now);
  }

  /** Idempotent. Nothing stays open. */
  close(): void {
    this.listener?.close();
    this.listener = undefined;
    this.openAt = Number.POSITIVE_INFINITY;
    for (const connection of this.connections) connection.close();
    this.connections.length = 0;
  }

  // Callbacks of the listener, whose options this object is.

  onReadable(requests: number): void {
    this.waiting = requests;
    this.wake();
  }

  onError(): void {
    this.hasFailed = true;
    this.wake();
  }

  private open(now: number): void {
    const { Listener } = this.board.io;
    try {
      this.listener = new Listener({
        port: this.wantedPort,
        address: this.address,
        onReadable: (requests) => this.onReadable(requests),
        onError: () => this.onError(),
      });
    } catch {
      this.openAt = now + portalLimits.reopenMs;
    }
  }

  private fail(now: number): void {
    this.hasFailed = false;
    this.listener?.close();
    this.listener = undefined;
    this.waiting = 0;
    this.openAt = now + portalLimits.reopenMs;
  }

  private turn(now: number): void {
    const { connections } = this;
    for (let i = connections.length - 1; i >= 0; i--) {
      const connection = connections[i];
      connection?.advance(now);
      if (connection?.state === "closed") connections.splice(i, 1);
    }
  }

  /** False: all are at work; the new one waits. One that has its answer, or is slow to ask, goes. */
  private makeRoom(now: number): boolean {
    const { connections } = this;
    if (connections.length < portalLimits.connections) return true;
    const patient = now + portalLimits.requestMs - portalLimits.patienceMs;
    const index = connections.findIndex(
      ({ state, deadline }) => state === "ending" || (state === "receiving" && deadline <= patient),
    );
    if (index < 0) return false;
    connections[index]?.close();
    connections.splice(index, 1);
    return true;
  }

  private accept(now: number): void {
    const connection = new HttpConnection(this, now);
    const socket = this.listener?.read(connection);
    this.waiting = socket === undefined ? 0 : this.waiting - 1;
    if (socket === undefined) return;
    connection.socket = socket;
    if (isSameNetwork(socket.remoteAddress ?? "", this.address)) this.connections.push(connection);
    else connection.close();
  }
}

/**
 * The portal's HTTP server, over ECMA-419 Listener: a few connections at a time, from the access point's own network
 * alone, for on a board the port is open towards the station's network as well. The device's pump calls advance().
 */
import type { Board } from "../board/board.js";
import type { Listener, TCP } from "../board/network.js";
import { isSameNetwork } from "./addresses.js";
import { HttpConnection, type HttpShared, type HttpSite } from "./http-connection.js";
import { HttpResponse } from "./http-response.js";
import { portalLimits } from "./portal-limits.js";

export interface HttpServerOptions {
  readonly board: Pick<Board, "io">;
  /** The board's own on the access point. */
  readonly address: string;
  /** default 80; 0 takes any */
  readonly httpPort?: number | undefined;
  /** advance() is to be called soon. */
  readonly wake: () => void;
}

export const httpPort = 80;

export class HttpServer implements HttpShared {
  readonly response = new HttpResponse();
  readonly site: HttpSite;
  private readonly options: HttpServerOptions;
  private listener: Listener | undefined;
  private readonly connections: HttpConnection[] = [];
  private waiting = 0;
  private hasFailed = false;
  private openAt = 0;

  /** `options` is kept. It is open from the first advance() on. */
  constructor(options: HttpServerOptions, site: HttpSite) {
    this.options = options;
    this.site = site;
  }

  wake(): void {
    this.options.wake();
  }

  /** 0 while it is not open */
  get port(): number {
    return this.listener?.port ?? 0;
  }

  /** monotonic ms; when to call advance() at the latest */
  get deadline(): number {
    let deadline = this.listener === undefined ? this.openAt : Number.POSITIVE_INFINITY;
    for (const connection of this.connections) {
      const at = this.waiting > 0 ? connection.yieldsAt : connection.deadline;
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

  private open(now: number): void {
    const { address, board } = this.options;
    // One for both callbacks, for each costs slots: a number of connections, or why it has failed.
    const note = (requests?: number | string): void => {
      if (typeof requests === "number") this.waiting = requests;
      else this.hasFailed = true;
      this.wake();
    };
    const port = this.options.httpPort ?? httpPort;
    try {
      this.listener = new board.io.Listener({ port, address, onReadable: note, onError: note });
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

  /** False: all are at work; the new one waits. One that has its answer, or is slow, goes. */
  private makeRoom(now: number): boolean {
    const { connections } = this;
    if (connections.length < portalLimits.connections) return true;
    const index = connections.findIndex((connection) => connection.yieldsAt <= now);
    if (index < 0) return false;
    connections[index]?.close();
    connections.splice(index, 1);
    return true;
  }

  private accept(now: number): void {
    const connection = new HttpConnection(this, now);
    let socket: TCP | undefined;
    try {
      socket = this.listener?.read(connection);
    } catch {
      socket = undefined; // its peer is gone, or there is no room for it: the listener tells of the next one
    }
    this.waiting = socket === undefined ? 0 : this.waiting - 1;
    if (socket === undefined) return;
    connection.socket = socket;
    if (isSameNetwork(socket.remoteAddress ?? "", this.options.address)) this.connections.push(connection);
    else connection.close();
  }
}

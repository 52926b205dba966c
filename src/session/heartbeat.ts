/**
 * Whether the peer is alive: a ping after silence, a deadline for its answer. Anything that comes proves life, so there
 * is no ping while there is traffic. One instance belongs to one session and begins anew with each connection.
 */
import { limits } from "../protocol/limits.js";

export type Beat = "none" | "ping" | "dead";

export class Heartbeat {
  /** monotonic ms; when to call next(); Infinity while there is no connection */
  deadline = Number.POSITIVE_INFINITY;
  private pingMs: number = limits.pingMs;
  private isAwaiting = false;

  /** A new connection stands. */
  start(now: number): void {
    this.pingMs = limits.pingMs;
    this.heard(now);
  }

  stop(): void {
    this.isAwaiting = false;
    this.deadline = Number.POSITIVE_INFINITY;
  }

  /** The server's wish, ms; already checked to be in the range of limits.ts. */
  setInterval(pingMs: number, now: number): void {
    this.pingMs = pingMs;
    this.heard(now);
  }

  /** Bytes came, whatever they were. */
  heard(now: number): void {
    this.isAwaiting = false;
    this.deadline = now + this.pingMs;
  }

  /** ping: send one; dead: nothing has come since the ping. */
  next(now: number): Beat {
    if (now < this.deadline) return "none";
    if (this.isAwaiting) return "dead";
    this.isAwaiting = true;
    this.deadline = now + limits.pongMs;
    return "ping";
  }
}

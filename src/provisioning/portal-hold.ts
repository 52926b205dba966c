/**
 * Who holds the portal: one page of one phone. Another phone gets it when the first has asked nothing for a while;
 * another page of the same phone takes it, for a captive portal's window and the browser behind it are the same person.
 */
import type { Board } from "../board/board.js";
import { portalLimits } from "./portal-limits.js";

const tokenBytes = 8; // 64 bits

export class PortalHold {
  /** The page's; undefined: nobody holds it. */
  private token: string | undefined;
  private address = "";
  private usedAt = 0;

  /** A new token, or undefined: another has it. take: also from another page of the same address. */
  acquire(board: Pick<Board, "random">, address: string, take: boolean, now: number): string | undefined {
    if (this.isHeld(now) && !(take && address === this.address)) return undefined;
    const bytes = new Uint8Array(tokenBytes);
    board.random(bytes);
    let token = "";
    for (let i = 0; i < tokenBytes; i++) token += ((bytes[i] ?? 0) | 0x100).toString(16).slice(1);
    this.token = token;
    this.address = address;
    this.usedAt = now;
    return token;
  }

  /** Whether a request is the holder's; it holds on then. */
  admits(token: string | undefined, address: string, now: number): boolean {
    if (token === undefined || token !== this.token || address !== this.address) return false;
    this.usedAt = now;
    return true;
  }

  /** A phone is there. */
  isHeld(now: number): boolean {
    return this.token !== undefined && now < this.until;
  }

  /** monotonic ms; of the holder, unless it asks on */
  get until(): number {
    return this.usedAt + portalLimits.holdMs;
  }
}

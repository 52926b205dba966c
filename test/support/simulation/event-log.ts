/**
 * What happened in a run, line by line, with the virtual time; and a digest of every byte that went over the network.
 * Two runs of one seed give the same, byte for byte.
 */
import type { VirtualClock } from "../virtual-clock.js";

export class EventLog {
  readonly lines: string[] = [];
  /** bytes that arrived anywhere */
  bytes = 0;
  readonly #clock: VirtualClock;
  readonly #startMs: number;
  #hash = 0x811c9dc5;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs;
  }

  /** ms since the run began */
  get timeMs(): number {
    return this.#clock.nowMs - this.#startMs;
  }

  add(who: string, what: string): void {
    this.lines.push(`${(this.timeMs / 1000).toFixed(3).padStart(10)} ${who.padEnd(6)} ${what}`);
  }

  /** FNV-1a over what arrives, and when. */
  wire(bytes: Uint8Array): void {
    let hash = this.#hash ^ (this.#clock.nowMs | 0);
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    this.#hash = hash;
    this.bytes += bytes.length;
  }

  get text(): string {
    const digest = (this.#hash >>> 0).toString(16).padStart(8, "0");
    return `${this.lines.join("\n")}\n${this.bytes} bytes, digest ${digest}\n`;
  }
}

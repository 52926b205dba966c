/** What fuzzes have in common: how many cases, and how bytes are changed. One seed gives one sequence on every engine. */
import { join } from "../websocket/peer.js";

// The environment's MOORING_FUZZ sets the count; on XS, which has no environment, the runner hands it over by this name.
declare const MOORING_FUZZ: string | undefined;
const environment = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env;

/** Cases to play, on Node and, fewer, on XS. */
export function fuzzCount(onNode: number, onXS: number): number {
  const wanted = typeof MOORING_FUZZ === "string" ? MOORING_FUZZ : environment?.["MOORING_FUZZ"];
  return Number(wanted ?? (environment === undefined ? onXS : onNode));
}

/** A copy with up to three changes, three out of four of them behind `from`: bits, bytes, cuts, insertions, repeats. */
export function mutate(stream: Uint8Array, random: (below: number) => number, from = 0): Uint8Array {
  let bytes: Uint8Array = stream.slice();
  for (let changes = random(4); changes > 0; changes--) {
    const first = random(4) > 0 ? Math.min(from, bytes.length) : 0;
    const at = first + random(Math.max(bytes.length - first, 1));
    switch (random(6)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = join(
          bytes.subarray(0, at),
          Uint8Array.from({ length: random(9) }, () => random(256)),
          bytes.subarray(at),
        );
        break;
      case 4:
        bytes = join(bytes.subarray(0, at), bytes.subarray(at + random(12)));
        break;
      default:
        bytes = join(bytes, bytes.subarray(at, at + random(80)));
    }
  }
  return bytes;
}

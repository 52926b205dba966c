/** Which of the networks that are known is joined next, by what a scan has said of each. */
import { provisioningLimits } from "./limits.js";
import type { StoredNetwork } from "./stored-networks.js";

/** dBm, in place of a signal: not in range, or tried already */
export const unseen = -128;
/** dBm, in place of a signal: it hides its name, and is tried after all that were seen */
export const unheard = -127;

/** Index in `known`: usable before weak, then by priority, then by strength; -1: none is left. signals: dBm, of each. */
export function bestOf(known: readonly StoredNetwork[], signals: readonly number[]): number {
  let best = -1;
  let bestScore = 0;
  for (const [at, { priority }] of known.entries()) {
    const signal = signals[at] ?? unseen;
    if (signal === unseen) continue;
    const tier = signal >= provisioningLimits.usableRSSI ? 2 : signal > unheard ? 1 : 0;
    const score = tier * 1e12 + Math.min(priority, 1e9) * 256 + signal;
    if (best >= 0 && score <= bestScore) continue;
    best = at;
    bestScore = score;
  }
  return best;
}

/** Why a reading is less sure than a good one, in words. */
import type { Quality } from "../../src/protocol/senml.js";

/** In a row, behind a value. */
export const qualityWords: Readonly<Record<Quality, string>> = Object.freeze({
  settling: "still settling",
  estimated: "estimated",
  limited: "at its limit",
});

const sentences: Readonly<Record<Quality, string>> = Object.freeze({
  settling: "Still settling after the start",
  estimated: "Estimated from other measurements",
  limited: "At its limit: the true value may lie beyond",
});

/** Beside the value that is shown now; "" for good. */
export function qualityText(quality: Quality | undefined): string {
  return quality === undefined ? "" : sentences[quality];
}

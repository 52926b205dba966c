/** Why a reading is less sure than a good one, in words. */
import { type Quality, qualityCode } from "../../src/protocol/senml.js";

/** In a row, behind a value. */
export const qualityWords: Readonly<Record<Quality, string>> = Object.freeze({
  settling: "still settling",
  estimated: "estimated",
  limited: "at its limit",
});

const sentences: Readonly<Record<Quality, string>> = Object.freeze({
  settling: "Still settling after the start",
  estimated: "Estimated from what was measured before",
  limited: "At its limit: the true value may lie beyond",
});

/** Beside the value that is shown now; "" for good. */
export function qualityText(quality: Quality | undefined): string {
  return quality === undefined ? "" : sentences[quality];
}

/** The graver of two. */
export function graver(a: Quality | undefined, b: Quality | undefined): Quality | undefined {
  return qualityCode(a) >= qualityCode(b) ? a : b;
}

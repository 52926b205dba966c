/**
 * What happens when XS is about to give up (its abort hook, xs/platforms/esp/xsPlatform.c fxAbort).
 *
 * The reason is kept first, by whole strings and without a step that takes memory, for there may be none. An exception
 * that no guard saw (a rejected promise, the SDK's own code) is counted and survived; everything else ends in a
 * restart, whose hello has the reason.
 */

import { describeThrown, type Guard } from "../moddable/guard.js";
import { abortMark } from "./reset-reason.js";

/** What is kept of each of XS's reasons. */
const wordsOf: Readonly<Record<string, string>> = Object.freeze({
  "memory full": `${abortMark}memory full`,
  "not enough keys": `${abortMark}not enough keys`,
  "dead strip": `${abortMark}dead strip`,
  "unhandled exception": `${abortMark}unhandled exception`,
  "unhandled rejection": `${abortMark}unhandled rejection`,
});

/**
 * @param keep keeps a line of text over the restart, allocating nothing
 * @returns false: XS goes on; undefined: it ends
 */
export function giveUp(
  reason: string,
  thrown: unknown,
  guard: Guard,
  keep: (words: string) => void,
): boolean | undefined {
  keep(wordsOf[reason] ?? abortMark);
  if (reason !== "unhandled exception" && reason !== "unhandled rejection") return undefined;
  keep(`${abortMark}${reason}, ${describeThrown(thrown)}`);
  guard.caught(reason, thrown);
  return false;
}

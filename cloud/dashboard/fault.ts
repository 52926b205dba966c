/** What does not work, in words. */
import type { Fault } from "../src/watch-messages.js";
import { moment } from "./time.js";

const words: Readonly<Record<string, string>> = Object.freeze({
  "no-answer": "does not answer",
  "wrong-crc": "sends garbled data",
  "not-ready": "does not become ready",
  "out-of-range": "measures what cannot be",
  jammed: "is jammed",
});

/** "does not answer"; a code without words of its own stands as it is. */
export function faultWords({ code }: Fault): string {
  const plain = code.replace(/^[a-z]+\./, "");
  return words[plain] ?? `has failed: ${plain.replaceAll(/[-.]/g, " ")}`;
}

/** "Fault: it does not answer, since 14:05" */
export function faultText(fault: Fault, now: number): string {
  return `Fault: it ${faultWords(fault)}, since ${moment(fault.t, now)}`;
}

/** "Light does not answer", or how many things do not work. */
export function faultsText(faults: Readonly<Record<string, Fault>>, title: (name: string) => string): string {
  const [first, ...others] = Object.entries(faults);
  if (first === undefined) return "";
  const text = `${title(first[0])} ${faultWords(first[1])}`;
  return others.length === 0 ? text : `${text}, and ${others.length} more`;
}

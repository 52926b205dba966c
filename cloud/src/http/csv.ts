/**
 * Readings as CSV (RFC 4180): `time,name,unit,value`, time in seconds since 1970. A text that a spreadsheet would
 * take for a formula gets an apostrophe in front; the JSON form has it as it is.
 */
import type { Reading } from "../watch-messages.js";

export function toCsv(readings: readonly Reading[]): string {
  const lines = ["time,name,unit,value"];
  for (const { t, n, u, v, vb, vs } of readings) {
    lines.push(
      `${t},${field(n)},${field(withoutFormula(u ?? ""))},${vs === undefined ? String(v ?? vb) : field(withoutFormula(vs))}`,
    );
  }
  return `${lines.join("\r\n")}\r\n`;
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const withoutFormula = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

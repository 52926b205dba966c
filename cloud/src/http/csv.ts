/**
 * Readings as CSV (RFC 4180): `time,name,unit,value,quality`, time in seconds since 1970, quality empty for good. A text that a spreadsheet would
 * take for a formula gets an apostrophe in front; the JSON form has it as it is.
 */
import type { Reading } from "../watch-messages.js";

export function toCsv(readings: readonly Reading[]): string {
  const lines = ["time,name,unit,value,quality"];
  for (const { t, n, u, v, vb, vs, quality = "" } of readings) {
    const value = vs === undefined ? String(v ?? vb) : field(withoutFormula(vs));
    lines.push(`${t},${field(n)},${field(withoutFormula(u ?? ""))},${value},${quality}`);
  }
  return `${lines.join("\r\n")}\r\n`;
}

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const withoutFormula = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

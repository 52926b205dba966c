/**
 * A QR code as lines of text, two rows of modules each, in half blocks. Consoles are dark: the light modules are what is
 * written, with a quiet zone around.
 */
import type { QrCode } from "./qr-code.js";

const quietModules = 2; // the standard asks for four; cameras do with two on a screen
/** By light above (1) and below (2). */
const blocks = Object.freeze([" ", "\u2580", "\u2584", "\u2588"]);

/** Calls with each line, from the top. */
export function qrLines(code: QrCode, take: (line: string) => void): void {
  const end = code.size + quietModules;
  for (let y = -quietModules; y < end; y += 2) {
    let line = "";
    for (let x = -quietModules; x < end; x++) line += blocks[light(code, x, y) | (light(code, x, y + 1) << 1)] ?? "";
    take(line);
  }
}

/** 0: dark, or below the code's end, where an odd number of rows leaves half a line */
function light({ modules, size }: QrCode, x: number, y: number): number {
  if (y >= size + quietModules) return 0;
  const isInside = x >= 0 && x < size && y >= 0 && y < size;
  return isInside ? 1 - (modules[y * size + x] as number) : 1;
}

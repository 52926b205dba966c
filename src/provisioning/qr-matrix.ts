/** Where a QR code's modules lie: patterns, data in their winding order, mask and format (ISO/IEC 18004, 6.3 and 7.7-7.9). */
import { qrPenalty } from "./qr-penalty.js";

/** Bits of a module. */
export const qrBits = Object.freeze({
  dark: 1,
  /** Of a pattern or the format: no data there, and no mask. */
  fixed: 2,
} as const);

const formatMask = 0x5412;
const formatPolynomial = 0x537;
const levelM = 0; // two bits, table 12
const masks = 8;

/** Finders, timing, alignment, and the place of the format. */
export function placePatterns(modules: Uint8Array, size: number): void {
  for (let i = 0; i < size; i++) {
    fix(modules, size, 6, i, i % 2 === 0);
    fix(modules, size, i, 6, i % 2 === 0);
  }
  placeSquares(modules, size, 3, 3, 4);
  placeSquares(modules, size, size - 4, 3, 4);
  placeSquares(modules, size, 3, size - 4, 4);
  // Versions 2 to 6 have one alignment pattern, 18 modules and more from the corner.
  if (size > 21) placeSquares(modules, size, size - 7, size - 7, 2);
  placeFormat(modules, size, 0);
}

/** Rings around a module, dark and light: a finder with its border (radius 4), or an alignment pattern (2). */
function placeSquares(modules: Uint8Array, size: number, x: number, y: number, radius: number): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy));
      const isInside = x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size;
      const isDark = radius === 4 ? ring !== 2 && ring !== 4 : ring !== 1;
      if (isInside) fix(modules, size, x + dx, y + dy, isDark);
    }
  }
}

function fix(modules: Uint8Array, size: number, x: number, y: number, isDark: boolean): void {
  modules[y * size + x] = qrBits.fixed | (isDark ? qrBits.dark : 0);
}

/** 7.9: level and mask with their BCH code, twice, and the module that is always dark. */
function placeFormat(modules: Uint8Array, size: number, mask: number): void {
  const data = (levelM << 3) | mask;
  let rest = data;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * formatPolynomial);
  const bits = ((data << 10) | rest) ^ formatMask;
  for (let i = 0; i < 15; i++) {
    const isDark = ((bits >> i) & 1) === 1;
    // Around the first finder, past the timing; then along the two others.
    if (i < 8) {
      fix(modules, size, 8, i < 6 ? i : i + 1, isDark);
      fix(modules, size, size - 1 - i, 8, isDark);
    } else {
      fix(modules, size, i === 8 ? 7 : 14 - i, 8, isDark);
      fix(modules, size, 8, size - 15 + i, isDark);
    }
  }
  fix(modules, size, 8, size - 8, true);
}

/** 7.7.3 and 7.8: the words in pairs of columns from the right, up and down by turns, then the best mask. */
export function placeData(modules: Uint8Array, size: number, words: Uint8Array): void {
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5; // the timing's column is passed over
    const isUpwards = ((right + 1) & 2) === 0;
    for (let i = 0; i < size; i++) {
      const row = (isUpwards ? size - 1 - i : i) * size;
      for (let at = row + right; at >= row + right - 1; at--) {
        if (((modules[at] as number) & qrBits.fixed) !== 0) continue;
        const word = words[bit >> 3] ?? 0; // 0 in the few modules that remain
        modules[at] = (word >> (7 - (bit & 7))) & 1;
        bit++;
      }
    }
  }
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < masks; mask++) {
    applyMask(modules, size, mask);
    placeFormat(modules, size, mask);
    const penalty = qrPenalty(modules, size);
    applyMask(modules, size, mask); // takes it away again
    if (penalty >= least) continue;
    least = penalty;
    best = mask;
  }
  applyMask(modules, size, best);
  placeFormat(modules, size, best);
}

function applyMask(modules: Uint8Array, size: number, mask: number): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = y * size + x;
      if (((modules[at] as number) & qrBits.fixed) === 0 && isMasked(mask, x, y))
        modules[at] = (modules[at] as number) ^ qrBits.dark;
    }
  }
}

/** Table 10. */
function isMasked(mask: number, x: number, y: number): boolean {
  switch (mask) {
    case 0:
      return (x + y) % 2 === 0;
    case 1:
      return y % 2 === 0;
    case 2:
      return x % 3 === 0;
    case 3:
      return (x + y) % 3 === 0;
    case 4:
      return (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0;
    case 5:
      return ((x * y) % 2) + ((x * y) % 3) === 0;
    case 6:
      return (((x * y) % 2) + ((x * y) % 3)) % 2 === 0;
    default:
      return (((x + y) % 2) + ((x * y) % 3)) % 2 === 0;
  }
}

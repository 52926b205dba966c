/** How hard a QR code would be to read: the four rules by which its mask is chosen (ISO/IEC 18004, 7.8.3). */

/** 10111010000 and its mirror: what looks like a finder, with four light modules at one side. */
const finders = Object.freeze([0b10111010000, 0b00001011101]);
const finderModules = 11;

export function qrPenalty(modules: Uint8Array, size: number): number {
  let penalty = 0;
  let dark = 0;
  for (let i = 0; i < size; i++) {
    penalty += linePenalty(modules, i * size, 1, size) + linePenalty(modules, i, size, size);
    for (let x = 0; x < size; x++) {
      const at = i * size + x;
      dark += (modules[at] as number) & 1;
      if (i > 0 && x > 0 && isBlock(modules, at, size)) penalty += 3;
    }
  }
  // 10 for each 5 % that it is away from half
  return penalty + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

/** Runs of five and more, and what looks like a finder, in one row or column. */
function linePenalty(modules: Uint8Array, start: number, step: number, size: number): number {
  let penalty = 0;
  let run = 0;
  let last = -1;
  let window = 0;
  for (let i = 0; i < size; i++) {
    const module = (modules[start + i * step] as number) & 1;
    run = module === last ? run + 1 : 1;
    last = module;
    if (run === 5) penalty += 3;
    else if (run > 5) penalty++;
    window = ((window << 1) | module) & 0x7ff;
    if (i >= finderModules - 1 && finders.includes(window)) penalty += 40;
  }
  return penalty;
}

/** Four of one colour, of which `at` is the last. */
function isBlock(modules: Uint8Array, at: number, size: number): boolean {
  const module = (modules[at] as number) & 1;
  return (
    ((modules[at - 1] as number) & 1) === module &&
    ((modules[at - size] as number) & 1) === module &&
    ((modules[at - size - 1] as number) & 1) === module
  );
}

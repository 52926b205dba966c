/**
 * The curve of the analog light sensor: a logarithmic photometer on a converter of 12 bits, as in ambient light chips
 * with a logarithmic output. lx = 10 ** (5 * raw / 4095) - 1, so 0 is dark and 4095 is 99,999 lx, just under full sun.
 * The application states the same curve for its sensor; this is the simulated side of it.
 */
export const lightResolution = 12; // bits, as the ESP32's converter
const rawMaximum = 2 ** lightResolution - 1;
const decades = 5; // powers of ten over the whole range

/** lx for what the converter reads, 0 to 4095. */
export function luxOfRaw(raw: number): number {
  return 10 ** ((decades * raw) / rawMaximum) - 1;
}

/** What the converter reads at so many lx; clamped to its range. */
export function rawOfLux(lux: number): number {
  const raw = Math.round((Math.log10(Math.max(lux, 0) + 1) * rawMaximum) / decades);
  return Math.min(raw, rawMaximum);
}

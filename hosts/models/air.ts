/**
 * What no recording at hand holds, by rule, so it is plausible, not measured:
 *
 * - CO2 of a room that two people live in: from 18 to 7 o'clock they are at home and it goes towards 1,120 ppm with a time
 *   constant of 2.5 h (slow ventilation), then they air it and it falls back to the 420 ppm of outdoors within 1.5 h.
 * - pressure: 101,325 Pa, weather that comes and goes in 5.3 days (900 Pa), and the tide of the air twice a day (110 Pa).
 */
export const outdoors = 420; // ppm
const people = 700; // ppm above it, where it would end
const daySeconds = 86400;
const homeS = 18 * 3600;
const awayS = 7 * 3600;
const fillS = 2.5 * 3600; // time constants
const airS = 1.5 * 3600;
const atHomeS = daySeconds - homeS + awayS;

/** ppm at a second of the local day, 0 to 86400 */
export function co2At(second: number): number {
  const sinceHome = (second - homeS + daySeconds) % daySeconds;
  const full = people * (1 - Math.exp(-Math.min(sinceHome, atHomeS) / fillS));
  return outdoors + full * Math.exp(-Math.max(0, sinceHome - atHomeS) / airS);
}

/** Pa at a second of local time */
export function pressureAt(localS: number): number {
  const weather = Math.sin((2 * Math.PI * localS) / (5.3 * daySeconds));
  const tide = Math.cos(4 * Math.PI * (localS / daySeconds - 10 / 24));
  return 101325 + 900 * weather + 110 * tide;
}

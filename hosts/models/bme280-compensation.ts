/**
 * What a BME280's counts mean, as its makers compute it in integers: datasheet BST-BME280-DS001, 4.2.3 (32 bits, and 64
 * for pressure). The driver has the formulas in double precision (8.1): neither is the other's copy. And back, for the
 * simulated chip: which counts it must give for what surrounds it.
 */
export interface BME280Calibration {
  /** dig_T1 to dig_T3 */
  readonly t: readonly number[];
  /** dig_P1 to dig_P9 */
  readonly p: readonly number[];
  /** dig_H1 to dig_H6 */
  readonly h: readonly number[];
}

/** A chip's words: the example of Bosch's BMP280 datasheet (3.12), whose formulas are the same, and usual ones for humidity. */
export const usualCalibration: BME280Calibration = Object.freeze({
  t: Object.freeze([27504, 26435, -1000]),
  p: Object.freeze([36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000]),
  h: Object.freeze([75, 370, 0, 313, 50, 30]),
});

/** Registers 0x88 to 0xA1, then 0xE1 to 0xE7 (table 16). */
export function wordsOf({ t, p, h }: BME280Calibration): Uint8Array {
  const words = new Uint8Array(33);
  const view = new DataView(words.buffer);
  const [h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0] = h;
  for (const [i, word] of [...t, ...p].entries()) view.setInt16(2 * i, word, true);
  words[25] = h1;
  view.setInt16(26, h2, true);
  words.set([h3, h4 >> 4, (h4 & 15) | ((h5 & 15) << 4), h5 >> 4, h6], 28);
  return words;
}

/** Cel in steps of 0.01, and the fine temperature that the other two begin with. */
export function temperatureBy({ t }: BME280Calibration, count: number): [temperature: number, fine: number] {
  const [t1 = 0, t2 = 0, t3 = 0] = t;
  const first = (((count >> 3) - (t1 << 1)) * t2) >> 11;
  const part = (count >> 4) - t1;
  const second = (((part * part) >> 12) * t3) >> 14;
  const fine = first + second;
  return [((fine * 5 + 128) >> 8) / 100, fine];
}

/** Pa in steps of 1/256; 0 when the words make no sense. */
export function pressureBy({ p }: BME280Calibration, count: number, fine: number): number {
  const word = (number: number) => BigInt(p[number - 1] ?? 0);
  let first = BigInt(Math.round(fine)) - 128000n;
  let second = first * first * word(6);
  second += (first * word(5)) << 17n;
  second += word(4) << 35n;
  first = ((first * first * word(3)) >> 8n) + ((first * word(2)) << 12n);
  first = (((1n << 47n) + first) * word(1)) >> 33n;
  if (first === 0n) return 0;
  let pressure = 1048576n - BigInt(count);
  pressure = (((pressure << 31n) - second) * 3125n) / first;
  first = (word(9) * (pressure >> 13n) * (pressure >> 13n)) >> 25n;
  second = (word(8) * pressure) >> 19n;
  return Number(((pressure + first + second) >> 8n) + (word(7) << 4n)) / 256;
}

/** %RH in steps of 1/1024 */
export function humidityBy({ h }: BME280Calibration, count: number, fine: number): number {
  const [h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0] = h;
  const warmth = Math.round(fine) - 76800;
  const offset = ((count << 14) - (h4 << 20) - h5 * warmth + 16384) >> 15;
  const slope = ((((((warmth * h6) >> 10) * (((warmth * h3) >> 11) + 32768)) >> 10) + 2097152) * h2 + 8192) >> 14;
  let humidity = offset * slope;
  humidity -= ((((humidity >> 15) * (humidity >> 15)) >> 7) * h1) >> 4;
  return (Math.min(Math.max(humidity, 0), 419430400) >> 12) / 1024;
}

/** The counts at which the chip's formulas give these values, as near as counts go. */
export function countsFor(calibration: BME280Calibration, temperature: number, pressure: number, humidity: number) {
  const temperatureCount = search(0xfffff, (count) => temperatureBy(calibration, count)[0] >= temperature);
  const [, fine] = temperatureBy(calibration, temperatureCount);
  return {
    temperature: temperatureCount,
    pressure: search(0xfffff, (count) => pressureBy(calibration, count, fine) <= pressure),
    humidity: search(0xffff, (count) => humidityBy(calibration, count, fine) >= humidity),
  };
}

/** The first count for which it is so; it stays so above. */
function search(maximum: number, isEnough: (count: number) => boolean): number {
  let low = 0;
  let high = maximum;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

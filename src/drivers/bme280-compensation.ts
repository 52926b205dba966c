/**
 * BME280: from the converter's counts to degrees, pascals and percent, by the calibration words of the chip itself.
 * Source: datasheet BST-BME280-DS001, 4.2.2 (words and their places) and 8.1 (formulas in double precision).
 *
 * The words stay as the chip gave them, 26 bytes from register 0x88 and 7 from 0xE1: 18 numbers would be as many slots.
 */
import { littleWord, signed } from "./words.js";

export const calibrationBytes = 33; // 0x88 to 0xA1, then 0xE1 to 0xE7
export const humidityCalibrationAt = 26; // where 0xE1 lies in them

/** The fine temperature: what the other two formulas begin with. One 5120th of it is degrees Celsius. */
export function fineTemperature(words: Uint8Array, count: number): number {
  const t1 = littleWord(words, 0);
  const first = (count / 16384 - t1 / 1024) * word(words, 2);
  const second = count / 131072 - t1 / 8192;
  return first + second * second * word(words, 4);
}

/** Pa. undefined: the words make no sense, the formula would divide by 0. */
export function compensatePressure(words: Uint8Array, count: number, fine: number): number | undefined {
  let first = fine / 2 - 64000;
  let second = (first * first * word(words, 16)) / 32768;
  second += first * word(words, 14) * 2;
  second = second / 4 + word(words, 12) * 65536;
  first = ((word(words, 10) * first * first) / 524288 + word(words, 8) * first) / 524288;
  first = (1 + first / 32768) * littleWord(words, 6);
  if (first === 0) return undefined;
  const pressure = ((1048576 - count - second / 4096) * 6250) / first;
  first = (word(words, 22) * pressure * pressure) / 2147483648;
  second = (pressure * word(words, 20)) / 32768;
  return pressure + (first + second + word(words, 18)) / 16;
}

/** %RH, 0 to 100 */
export function compensateHumidity(words: Uint8Array, count: number, fine: number): number {
  const h1 = words[25] ?? 0;
  const h2 = word(words, humidityCalibrationAt);
  const h3 = words[28] ?? 0;
  // Two words of 12 bits share the byte at 0xE5.
  const shared = words[30] ?? 0;
  const h4 = signed12((words[29] ?? 0) * 16 + (shared & 15));
  const h5 = signed12((words[31] ?? 0) * 16 + (shared >> 4));
  const h6 = (((words[32] ?? 0) + 128) & 255) - 128;
  const warmth = fine - 76800;
  const slope = (h2 / 65536) * (1 + (h6 / 67108864) * warmth * (1 + (h3 / 67108864) * warmth));
  const humidity = (count - (h4 * 64 + (h5 / 16384) * warmth)) * slope;
  return Math.min(Math.max(humidity * (1 - (h1 * humidity) / 524288), 0), 100);
}

function word(words: Uint8Array, at: number): number {
  return signed(littleWord(words, at));
}

function signed12(word: number): number {
  return word < 0x800 ? word : word - 0x1000;
}

/** For each of the SDK's drivers a chip that answers as its datasheet says, and what the firmware has to make of it. */
import { BMP280 } from "../../../hosts/models/bmp280.js";
import type { Chip } from "../../../hosts/models/bus.js";
import type { ChipModelOptions } from "../../../hosts/models/chip-model.js";
import { crc8 as sensirion } from "../../../hosts/models/crc8.js";
import { SHT3x } from "../../../hosts/models/sht3x.js";
import { TMP117 } from "../../../hosts/models/tmp117.js";
import { ScriptedChip } from "../../drivers/support/scripted-chip.js";

/** Registers in a row, with a pointer that goes on. */
class Memory implements Chip {
  readonly bytes = new Uint8Array(256);
  pointer = 0;

  constructor(contents: Readonly<Record<number, readonly number[]>>) {
    for (const [at, bytes] of Object.entries(contents)) this.bytes.set(bytes, Number(at));
  }

  write(bytes: Uint8Array): boolean {
    this.pointer = bytes[0] ?? 0;
    for (let i = 1; i < bytes.length; i++) this.put(this.pointer + i - 1, bytes[i] ?? 0);
    return true;
  }

  put(register: number, value: number): void {
    this.bytes[register] = value;
  }

  read(into: Uint8Array): boolean {
    into.set(this.bytes.subarray(this.pointer, this.pointer + into.length));
    return true;
  }
}

/** BST-BMP180-DS000 3.5: the calibration and the counts of its example, which are 15.0 Cel and 69964 Pa. */
class BMP180 extends Memory {
  override put(register: number, value: number): void {
    if (register === 0xf4) this.bytes.set(value === 0x2e ? words(27898) : words(23843), 0xf6);
  }
}

const words = (...values: readonly number[]): number[] =>
  values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]);
const smallFirst = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];

/** Both words with Sensirion's checksum. */
const checked = (...values: readonly number[]): number[] =>
  values.flatMap((value) => [value >> 8, value & 0xff, sensirion(value >> 8, value & 0xff)]);

/** A checksum from 0, bit by bit. */
function crc8(polynomial: number, bytes: readonly number[]): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80 ? (crc << 1) ^ polynomial : crc << 1) & 0xff;
  }
  return crc;
}

/** AM2320 manual, 8.2.4: CRC-16 of Modbus, low byte first. */
function modbus(bytes: readonly number[]): number[] {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return [...bytes, ...smallFirst(crc)];
}

function scripted(answers: Readonly<Record<string, readonly number[]>>): ScriptedChip {
  const chip = new ScriptedChip();
  for (const [asked, answer] of Object.entries(answers)) chip.answers.set(asked, answer);
  return chip;
}

let nowMs = 0;
/** Time goes on by a second at every look: what is to be waited for has come. */
const surroundings = {
  clock: {
    now: () => {
      nowMs += 1000;
      return nowMs;
    },
  },
  probe: { value: (name: string) => ({ temperature: 21.5, humidity: 40, pressure: 98_000 })[name] },
} as unknown as ChipModelOptions;

const mlxFrame = (register: number): number[] => [0xd2, 0x3a, crc8(0x07, [0xb4, register, 0xb5, 0xd2, 0x3a])];
const siWord = (word: number): number[] => [word >> 8, word & 0xff, crc8(0x31, [word >> 8, word & 0xff])];

/** A plausible calibration of a BME680 (BST-BME680-DS001 3.3), and one field of counts with new data. */
const bme68x = (): Chip =>
  new Memory({
    208: [0x61],
    138: [...smallFirst(26395), 3, 0, ...smallFirst(35653), ...smallFirst(-10319), 88, 0, ...smallFirst(7049)],
    150: [...smallFirst(-105), 39, 30, 0, 0, ...smallFirst(-2009), ...smallFirst(-3153), 30],
    225: [0x3f, 0x0d, 0x30, 0, 45, 20, 120, -100, ...smallFirst(26125), ...smallFirst(-5000), -30, 18],
    29: [0x80, 0, 0x58, 0, 0, 0x77, 0xa1, 0, 0x4e, 0x20],
  });

/** [the chip, what its readings are in their order]: a number is met to a thousandth, a pair is a range. */
export const chips: Readonly<
  Record<string, readonly [chip: () => Chip, values: readonly (number | [number, number])[]]>
> = {
  aht10: [() => scripted({ "": [0x1c, 0x80, 0x00, 0x06, 0x00, 0x00] }), [25, 50]],
  am2320: [() => scripted({ "030002": modbus([3, 2, 0x01, 0xf4]), "030202": modbus([3, 2, 0x80, 0x65]) }), [-10.1, 50]],
  // (490000 / 16384 - 26125 / 1024) * 26395 and so on, 3.3.1
  bme68x: [bme68x, [22.6578, [600, 1100], [0, 100]]],
  bmp180: [
    () =>
      new BMP180({
        170: words(408, -72, -14383, 32741, 32757, 23153, 6190, 4, -32768, -8711, 2868),
        208: [0x55],
      }),
    [15, 699.64],
  ],
  bmp280: [
    () => new BMP280(surroundings),
    [
      [21.49, 21.51],
      [979.97, 980.03],
    ],
  ],
  ccs811: [() => scripted({ "20": [0x81], "00": [0x98], "02": [0x01, 0xf4, 0x00, 0x2a, 0, 0, 0, 0] }), [500, 0.042]],
  lm75: [() => scripted({ "01": [0], "00": [0x19, 0x20] }), [25.125]],
  mlx90614: [() => scripted({ "06": mlxFrame(6), "07": mlxFrame(7) }), [28.01, 28.01]],
  sen0322: [() => scripted({ "0a": [174], "03": [120, 0, 0] }), [208_800]],
  sht3x: [
    () => new SHT3x(surroundings),
    [
      [21.49, 21.51],
      [39.99, 40.01],
    ],
  ],
  shtc3: [() => scripted({ efc8: checked(0x0807), "7ca2": checked(0x6666, 0x8000) }), [25.001, 50.001]],
  si7020: [() => scripted({ e5: siWord(0x72b0), e3: siWord(0x68ac) }), [24.997, 49.999]],
  tmp102: [() => scripted({ "01": [0x60, 0xa0], "00": [0xe7, 0x00] }), [-25]],
  tmp117: [() => new TMP117(surroundings), [[21.49, 21.51]]],
  urm09: [() => scripted({ "01": [1], "03": words(123), "05": words(245) }), [123, 24.5]],
};

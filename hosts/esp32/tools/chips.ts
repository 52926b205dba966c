/**
 * What each chip can do with each pin, from Espressif's datasheets (ESP32 v4.5 tables 1 and 2, ESP32-S3 v1.9 2.2-2.3,
 * ESP32-C3 v1.8 2.2-2.3, ESP32-C6 v1.3 2.2-2.3). For the check of board files; the firmware does not see it.
 */

export interface Chip {
  readonly name: string;
  /** GPIO numbers that exist. */
  readonly pins: readonly number[];
  /** Taken by the flash chip (and by PSRAM in some modules). */
  readonly flash: readonly number[];
  readonly inputOnly: readonly number[];
  /** Read by the chip at reset. */
  readonly strapping: readonly number[];
  /** The strapping pin that a BOOT button pulls low. */
  readonly boot: number;
  /** The chip's own USB. */
  readonly usb: readonly number[];
  /** The first converter; the second does not work beside Wi-Fi, or is absent. */
  readonly analog: readonly number[];
  readonly uarts: number;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export const chips: Readonly<Record<string, Chip>> = Object.freeze({
  esp32: {
    name: "ESP32",
    pins: [...range(0, 19), ...range(21, 23), ...range(25, 27), ...range(32, 39)],
    flash: range(6, 11),
    inputOnly: range(34, 39),
    strapping: [0, 2, 5, 12, 15],
    boot: 0,
    usb: [],
    analog: range(32, 39),
    uarts: 3,
  },
  esp32s3: {
    name: "ESP32-S3",
    pins: [...range(0, 21), ...range(26, 48)],
    flash: range(26, 32),
    inputOnly: [],
    strapping: [0, 3, 45, 46],
    boot: 0,
    usb: [19, 20],
    analog: range(1, 10),
    uarts: 3,
  },
  esp32c3: {
    name: "ESP32-C3",
    pins: range(0, 21),
    flash: range(11, 17),
    inputOnly: [],
    strapping: [2, 8, 9],
    boot: 9,
    usb: [18, 19],
    analog: range(0, 4),
    uarts: 2,
  },
  esp32c6: {
    name: "ESP32-C6",
    pins: range(0, 30),
    flash: range(24, 30),
    inputOnly: [],
    strapping: [4, 5, 8, 9, 15],
    boot: 9,
    usb: [12, 13],
    analog: range(0, 6),
    uarts: 2,
  },
});

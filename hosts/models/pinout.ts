/**
 * What the pins of the simulated ESP32 are for: GPIO 0-5, 12-19, 21-23, 25-27, 32-39; 6-11 carry the flash; 20, 24, 28-31
 * are not led out; 34-39 have no output; the converter that works beside Wi-Fi reads 32-39 (ESP32 datasheet, "Pin
 * Overview").
 */
import type { Pinout } from "../../src/board/board.js";

const flash = "flash";

export const pinout: Pinout = Object.freeze({
  pins: Object.freeze([
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
    ...[21, 22, 23, 25, 26, 27, 32, 33, 34, 35, 36, 37, 38, 39],
  ]),
  taken: Object.freeze({ 6: flash, 7: flash, 8: flash, 9: flash, 10: flash, 11: flash }),
  inputOnly: Object.freeze([34, 35, 36, 37, 38, 39]),
  analog: Object.freeze([32, 33, 34, 35, 36, 37, 38, 39]),
});

/**
 * Bosch BMP280 on the bus (BST-BMP280-DS001): as a BME280 without humidity, with a number of its own (4.3.1) and the
 * same registers, calibration and compensation for temperature and pressure (3.11, 4.2).
 */
import { BME280 } from "./bme280.js";
import type { ChipModelOptions } from "./chip-model.js";
import type { Quantity } from "./weather.js";

export class BMP280 extends BME280 {
  override readonly measured: readonly Quantity[] = Object.freeze(["temperature", "pressure"] as const);

  constructor(options: ChipModelOptions) {
    super(options, 0x58);
  }
}

/**
 * The drivers of the Moddable SDK (8.2, modules/drivers/sensors) that a device.json may name: chips on I2C whose samples
 * are quantities with a unit. Ranges are the datasheets'; settleMs is a first conversion at its longest.
 *
 * Not here, and why: htu21d throws in every sample (an HTU21D answers as an si7020); apds9301 tells nobody that it is
 * saturated; ltr553als and apds9960 give counts without a unit; vl6180 waits for its chip without an end; amg88xx is a
 * camera; the others are for touch, motion and magnets, or not on I2C.
 */
import { type Quantity, quantities } from "../quantities.js";
import { type SdkKind, type SdkReading, sdkKind } from "./sdk-kind.js";

/** What the chip can measure, in the driver's unit. */
const within = (quantity: Quantity, least: number, most: number): SdkReading =>
  Object.freeze({ ...quantity, least, most });
/** At the top of the sample, as drivers for a single quantity have it. */
const alone = (quantity: Quantity, least: number, most: number): SdkReading =>
  Object.freeze({ ...quantity, part: "", least, most });
/** Reckoned from something else. */
const estimated = (quantity: Quantity, least: number, most: number): SdkReading =>
  Object.freeze({ ...quantity, least, most, isEstimated: true });

const { temperature, humidity, humidityPart, pressure } = quantities;
const humidityPercent = within(humidity, -6, 119); // of words of all bits by the formulas: a little beyond 0 and 100

export const sdkKinds: Readonly<Record<string, SdkKind>> = Object.freeze({
  aht10: sdkKind({
    title: "Aosong AHT10",
    addresses: [0x38, 0x39],
    readings: [within(temperature, -40, 85), humidityPercent],
    blocksMs: 75,
  }),
  am2320: sdkKind({
    title: "Aosong AM2320",
    addresses: [0x5c],
    readings: [within(temperature, -40, 80), humidityPercent],
    blocksMs: 24,
  }),
  bme68x: sdkKind({
    title: "Bosch BME680, BME688",
    addresses: [0x77, 0x76],
    readings: [within(temperature, -40, 85), within(pressure, 30_000, 110_000), within(humidityPart, 0, 1)],
    settleMs: 200,
  }),
  bmp180: sdkKind({
    title: "Bosch BMP180",
    addresses: [0x77],
    readings: [within(temperature, -40, 85), within(pressure, 30_000, 110_000)],
    blocksMs: 10,
  }),
  bmp280: sdkKind({
    title: "Bosch BMP280",
    addresses: [0x76, 0x77],
    readings: [within(temperature, -40, 85), within(pressure, 30_000, 110_000)],
    // Without power for a moment it sleeps, and its registers say some 20 Cel and 700 hPa for ever: forced mode at each
    // start, temperature twice and pressure 16 times, no filter (3.6, 4.3.4), at most 44 ms (3.8.1)
    settings: Object.freeze({ mode: 1, temperatureSampling: 2, pressureSampling: 5, filter: 0, standbyDuration: 0 }),
    settleMs: 50,
  }),
  ccs811: sdkKind({
    title: "ScioSense CCS811",
    addresses: [0x5a, 0x5b],
    readings: [estimated(quantities.equivalentCO2, 400, 32_768), estimated(quantities.volatileCompounds, 0, 32_768)],
    isSMBus: true,
    settleMs: 1100,
  }),
  lm75: sdkKind({
    title: "NXP LM75B",
    addresses: [0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f],
    readings: [alone(temperature, -55, 125)],
    isSMBus: true,
    settleMs: 110,
  }),
  mlx90614: sdkKind({
    title: "Melexis MLX90614",
    addresses: [0x5a],
    readings: [
      alone({ ...temperature, key: "object", title: "Object temperature" }, -70, 380),
      alone({ ...temperature, key: "ambient", title: "Ambient temperature", property: "ambientTemperature" }, -40, 125),
    ],
    isSMBus: true,
    settleMs: 250,
  }),
  sen0322: sdkKind({
    title: "DFRobot SEN0322",
    addresses: [0x73, 0x72, 0x71, 0x70],
    readings: [within(quantities.oxygen, 0, 300_000)],
    blocksMs: 100,
  }),
  sht3x: sdkKind({
    title: "Sensirion SHT3x",
    addresses: [0x44, 0x45],
    readings: [within(temperature, -40, 125), humidityPercent],
    blocksMs: 150,
  }),
  shtc3: sdkKind({
    title: "Sensirion SHTC3",
    addresses: [0x70],
    readings: [within(temperature, -40, 125), humidityPercent],
    blocksMs: 13,
  }),
  si7020: sdkKind({
    title: "Silicon Labs Si7020, Si7021, TE HTU21D",
    addresses: [0x40],
    readings: [within(temperature, -40, 125), humidityPercent],
    blocksMs: 100,
  }),
  tmp102: sdkKind({
    title: "Texas Instruments TMP102",
    addresses: [0x48, 0x49, 0x4a, 0x4b],
    readings: [alone(temperature, -55, 128)],
    isSMBus: true,
    settleMs: 35,
  }),
  tmp117: sdkKind({
    title: "Texas Instruments TMP117",
    addresses: [0x48, 0x49, 0x4a, 0x4b],
    readings: [alone(temperature, -55, 150)],
    isSMBus: true,
    settleMs: 140,
  }),
  urm09: sdkKind({
    title: "DFRobot URM09",
    addresses: [0x11],
    readings: [within(quantities.distance, 2, 500), within(temperature, -10, 70)],
    isSMBus: true,
    blocksMs: 40,
  }),
});

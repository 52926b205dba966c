/**
 * Sensirion SCD40, SCD41: CO2, temperature and relative humidity over I2C, an ECMA-419 Sensor (Sensor Class Pattern;
 * Carbon Dioxide in ppm, Temperature in degrees Celsius, Humidity in percent). Source: datasheet SCD4x, version 1.3,
 * chapter 3; numbers in brackets are its clauses.
 *
 * The chip measures by itself, every 5 s (3.5.1). One that measures already, because the board restarted, refuses to
 * be started or set, so it is stopped first (500 ms, 3.5.3). Nothing here waits: each step is a call of sample(), and
 * "not-ready" says that the next is due after `conversionMs`; from power-on to the first value it takes 5.5 s.
 * Self-calibration is left as the chip has it (on). Single shots, forced recalibration and EEPROM are not driven.
 *
 * Quality: settling until as many values were read as the chip gives in one response time (1.1 to 1.3: 60 s for CO2, 90 s for
 * humidity, 120 s for temperature, to 63 %), for it begins cold and warms itself; longer where it is asked less often.
 * Limited at the ends of what it puts out: 40,000 ppm (1.1), 0 and 100 %RH (1.2).
 */
import { type DriverQuality, I2CDriver, type I2CDriverOptions } from "./i2c-driver.js";
import { bigWord, checksum, isAtEnd, isIntact } from "./words.js";

const startCommand = Uint8Array.of(0x21, 0xb1);
const startLowPowerCommand = Uint8Array.of(0x21, 0xac);
const stopCommand = Uint8Array.of(0x3f, 0x86);
const dataReadyCommand = Uint8Array.of(0xe4, 0xb8);
const readCommand = Uint8Array.of(0xec, 0x05);

const stopMs = 500; // ms, execution time (3.4, table 9)
const commandMs = 1; // ms, the same, of every other command here
const askMs = 250; // ms between two questions whether a value is ready
const intervalMs = 5000; // ms between two values (3.5.1)
const lowPowerIntervalMs = 30000; // ms (3.8.1)
const CO2Maximum = 40000; // ppm, the most that it puts out (1.1)

const longestMs = 120000;
/** ms; response times (1.1 to 1.3) */
const settlingMs: Readonly<Record<string, number>> = Object.freeze({
  CO2: 60000,
  humidity: 90000,
  temperature: longestMs,
});

export interface SCD4xSettings {
  /** m above the sea, 0 to 3000; absent: as the chip has it (3.6.3) */
  readonly altitude?: number;
  /** Pa, 70000 to 120000; overrides the altitude, may change while it measures (3.6.5) */
  readonly pressure?: number;
  /** K by which the chip is warmer than the air, 0 to 20; absent: as the chip has it, 4 when new (3.6.1) */
  readonly temperatureOffset?: number;
  /** a value every 30 s instead of 5 s, at a fifth of the current (3.8) */
  readonly lowPower?: boolean;
}

export interface SCD4xSample {
  readonly carbonDioxideDetector: { CO2: number };
  readonly thermometer: { temperature: number };
  readonly hygrometer: { humidity: number };
}

/** What the next call of sample() does: settings 0 to 2 are being sent, in the order of setting(). */
type Stage = "stopped" | "setting" | "measuring" | "asking" | "reading";

const settingsCount = 3;
const noSettings: SCD4xSettings = Object.freeze({});

export default class SCD4x extends I2CDriver {
  /** ms until sample() is to be called, after start() and after "not-ready" */
  conversionMs = 0;
  private stage: Stage = "stopped";
  /** Next setting to be sent, while it is set; questions asked, while it measures. */
  private count = 0;
  /** Values since it began to measure; up to so many as take its longest response time. */
  private values = 0;
  private settings = noSettings;
  private readonly data = new Uint8Array(9);
  private readonly newest = {
    carbonDioxideDetector: { CO2: 0 },
    thermometer: { temperature: 0 },
    hygrometer: { humidity: 0 },
  };

  /** Address 0x62, at most 100 kHz. Throws what the bus throws for pins that it does not have. */
  constructor(options: I2CDriverOptions) {
    super(options, 0x62, 100000);
  }

  /** Kept by reference; takes effect at the next start(). Throws RangeError outside of the ranges above. */
  configure(settings: SCD4xSettings): void {
    this.opened();
    check("altitude", settings.altitude, 0, 3000);
    check("pressure", settings.pressure, 70000, 120000);
    check("temperatureOffset", settings.temperatureOffset, 0, 20);
    this.settings = settings;
    this.stage = "stopped";
  }

  /** Sets the pressure alone, Pa, without a stop (3.6.5). False: see `fault`. The next start() is due after 1 ms. */
  compensate(pressure: number): boolean {
    check("pressure", pressure, 70000, 120000);
    return this.send(0xe000, pressure / 100);
  }

  /** Begins to wait for the next value, or to measure. False: see `fault`. */
  start(): boolean {
    this.opened();
    this.count = 0;
    if (this.stage !== "stopped") return this.ask();
    this.stage = "setting";
    this.conversionMs = stopMs;
    return this.write(stopCommand) || this.stop();
  }

  /** The newest value, once; the same object each time. undefined: see `fault`. */
  sample(): SCD4xSample | undefined {
    this.opened();
    this.fault = undefined;
    if (this.step()) return this.newest;
    if (this.fault !== "not-ready") this.stop();
    return undefined;
  }

  /** Of a property of the newest sample; undefined: good. */
  qualityOf(property: string): DriverQuality | undefined {
    const { newest } = this;
    if (property === "CO2" && newest.carbonDioxideDetector.CO2 === CO2Maximum) return "limited";
    if (property === "humidity" && isAtEnd(newest.hygrometer.humidity)) return "limited";
    return (this.values - 1) * this.pauseMs < (settlingMs[property] ?? 0) ? "settling" : undefined;
  }

  /** ms between two values */
  private get pauseMs(): number {
    return this.settings.lowPower ? lowPowerIntervalMs : intervalMs;
  }

  override close(): void {
    if (this.isOpen && this.stage !== "stopped") this.write(stopCommand);
    super.close();
  }

  /** After a fault everything begins anew. */
  private stop(): false {
    this.stage = "stopped";
    return false;
  }

  private step(): boolean {
    switch (this.stage) {
      case "setting":
        return this.set();
      case "measuring":
        return this.ask() && this.wait(commandMs);
      case "asking":
        return this.isReady();
      case "reading":
        return this.convert();
      case "stopped":
        return this.fail("not-ready");
    }
  }

  private wait(ms: number): false {
    this.conversionMs = ms;
    return this.fail("not-ready");
  }

  /** Sends one setting a call, then starts. */
  private set(): boolean {
    while (this.count < settingsCount) {
      const sent = this.setting(this.count++);
      if (sent !== undefined) return sent && this.wait(commandMs);
    }
    this.count = this.values = 0;
    this.stage = "measuring";
    if (!this.write(this.settings.lowPower ? startLowPowerCommand : startCommand)) return false;
    return this.wait(this.pauseMs);
  }

  /** undefined: there is nothing to set. */
  private setting(index: number): boolean | undefined {
    const { temperatureOffset, altitude, pressure } = this.settings;
    if (index === 0 && temperatureOffset !== undefined) return this.send(0x241d, (temperatureOffset * 65535) / 175);
    if (index === 1 && altitude !== undefined) return this.send(0x2427, altitude);
    if (index === 2 && pressure !== undefined) return this.send(0xe000, pressure / 100);
    return undefined;
  }

  private send(command: number, value: number): boolean {
    const word = Math.round(value);
    const bytes = Uint8Array.of(command >> 8, command & 0xff, word >> 8, word & 0xff, 0);
    bytes[4] = checksum(bytes, 2);
    return this.write(bytes);
  }

  private ask(): boolean {
    // Twice the interval has passed without a value: it does not measure.
    if (this.count++ * askMs > 2 * this.pauseMs) return this.fail("timeout");
    this.stage = "asking";
    this.conversionMs = commandMs;
    return this.write(dataReadyCommand) || this.stop();
  }

  /** A value is ready unless the least 11 bits are 0 (3.8.2). */
  private isReady(): boolean {
    const status = this.readNew(3);
    if (status === undefined) return false;
    if (!isIntact(status)) return this.fail("wrong-crc");
    if ((bigWord(status, 0) & 0x7ff) === 0) {
      this.stage = "measuring";
      return this.wait(askMs);
    }
    this.stage = "reading";
    return this.write(readCommand) && this.wait(commandMs);
  }

  /** Table 10: words of CO2, temperature, humidity. */
  private convert(): boolean {
    const { data, newest } = this;
    if (!this.read(data)) return false;
    if (!isIntact(data)) return this.fail("wrong-crc");
    const CO2 = bigWord(data, 0);
    const temperature = -45 + (175 * bigWord(data, 3)) / 65535;
    // The ends of what it puts out: 0 stands for no CO2 value (3.10.2); -10 to 60 Cel (1.3).
    if (CO2 === 0 || CO2 > CO2Maximum || temperature < -10 || temperature > 60) return this.fail("out-of-range");
    newest.carbonDioxideDetector.CO2 = CO2;
    newest.thermometer.temperature = temperature;
    newest.hygrometer.humidity = (100 * bigWord(data, 6)) / 65535;
    this.stage = "measuring";
    if (this.values * intervalMs <= longestMs) this.values++;
    return true;
  }
}

function check(name: string, value: number | undefined, minimum: number, maximum: number): void {
  if (value !== undefined && !(value >= minimum && value <= maximum))
    throw new RangeError(`${name} ${value} is not within ${minimum}..${maximum}`);
}

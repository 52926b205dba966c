/**
 * A board's hardware, made by one call: pins, bus, chips, radio, flash, storage and the ECMA-419 classes bound to them.
 * Tests, the desktop and the simulator use the same. Not the board: sockets, clock, timer and random are each host's.
 *
 * Wiring: button on 0 (closes to ground, so low is pressed), relay on 2, lamp on 4, light sensor on 34, an energy meter's
 * pulses on 35 (closes to ground), an I2C bus on data 21 and clock 22 with an SHT4x at 0x44, an SCD41 at 0x62, an INA219 at
 * 0x40, a BME280 at 0x76 and a BH1750 at 0x23, and for the SDK's drivers a TMP117 at 0x48, an SHT3x at 0x45 and a BMP280 at
 * 0x77. A door's lock on 16 (out) and 17 (back), its contacts on 18 (bolt) and 19
 * (door), both to ground; a heater on 25 and a cooler on 26.
 */
import type { AnalogOptions, DigitalOptions, I2COptions, PulseCountOptions, PWMOptions } from "../../src/board/io.js";
import type { AccessPointOptions, NetworkInterfaceOptions } from "../../src/board/network.js";
import { AccessPoint } from "./access-point.js";
import { Analog } from "./analog.js";
import { BH1750 } from "./bh1750.js";
import { BME280 } from "./bme280.js";
import { BMP280 } from "./bmp280.js";
import { Bus } from "./bus.js";
import { Climate } from "./climate.js";
import type { ModelClock } from "./clock.js";
import { Digital } from "./digital.js";
import { Door } from "./door.js";
import { FlashModel, type FlashOptions } from "./flash.js";
import { Household } from "./household.js";
import { I2C } from "./i2c.js";
import { INA219 } from "./ina219.js";
import { KeyValueModel, type KeyValueOptions } from "./key-value.js";
import { rawOfLux } from "./light.js";
import { Meter } from "./meter.js";
import { NetworkInterface } from "./network-interface.js";
import { Pins } from "./pins.js";
import { PulseCount } from "./pulse-count.js";
import { PWM } from "./pwm.js";
import { Radio, type RadioOptions } from "./radio.js";
import { Room } from "./room.js";
import { SCD4x } from "./scd4x.js";
import { SeededRandom } from "./seeded-random.js";
import { SHT3x } from "./sht3x.js";
import { SHT4x } from "./sht4x.js";
import { SMBus } from "./smbus.js";
import { TMP117 } from "./tmp117.js";
import { Probe, World, type WorldOptions } from "./world.js";

/** Names of pins, as the board hands them to the firmware. */
export const pinNumbers = Object.freeze({
  ...({ button: 0, relay: 2, lamp: 4, light: 34, meter: 35 } as const),
  ...({ lock: 16, unlock: 17, bolt: 18, door: 19, heater: 25, cooler: 26 } as const),
} as const);
/** Names of buses. */
export const busPins = Object.freeze({ default: Object.freeze({ data: 21, clock: 22 }) });
export const chipAddresses = Object.freeze({
  sht4x: 0x44,
  scd4x: 0x62,
  ina219: 0x40,
  bme280: 0x76,
  bh1750: 0x23,
  tmp117: 0x48,
  sht3x: 0x45,
  bmp280: 0x77,
} as const);
export type ChipName = keyof typeof chipAddresses;
export const chipNames = Object.freeze(Object.keys(chipAddresses) as ChipName[]);
const serialNumber = 0x4d4f4f52;
const flashBlocks = 64; // blocks of 4 KiB: the log partition of a 4 MB board

export interface HardwareOptions {
  clock: ModelClock;
  /** Default: the climate normals at the speed of life. */
  world?: WorldOptions;
  /** Seeds the noise of sensors; absent: no noise. */
  seed?: number;
  /** Default: 64 blocks, erased. */
  flash?: FlashOptions;
  keyValue?: KeyValueOptions;
  radio?: Omit<RadioOptions, "defer">;
  /** Runs a callback after the present call; the host's timer at 0 ms. */
  defer: (callback: () => void) => void;
  /** Calls back after so many ms, for what moves by itself; absent: it is there at once. */
  after?: (delayMs: number, callback: () => void) => void;
  /** What a cut of power does; absent: nothing. forMs: until it is back. */
  onPowerCut?: (forMs: number) => void;
}

export class Hardware {
  readonly pins = new Pins();
  readonly bus = new Bus();
  readonly world: World;
  /** Where the chips are. */
  readonly room: Room;
  readonly door: Door;
  /** What is on the bus, by name. */
  readonly chips: ReturnType<typeof makeChips>;
  /** What the light sensor sees. */
  readonly light: Probe;
  readonly meter: Meter;
  readonly radio: Radio;
  readonly flash: FlashModel;
  readonly keyValue: KeyValueModel;
  /** The ECMA-419 classes of this hardware. */
  readonly io: ReturnType<typeof bindClasses>;
  readonly #onPowerCut: ((forMs: number) => void) | undefined;

  constructor(options: HardwareOptions) {
    const random = options.seed === undefined ? undefined : new SeededRandom(options.seed);
    this.world = new World(options.clock, options.world ?? { series: new Climate() });
    this.room = new Room(this.world, this.pins, pinNumbers);
    this.door = new Door(options.clock, this.pins, pinNumbers, options.after);
    const house = new Household(this.room, this.pins, pinNumbers);
    this.chips = makeChips(options.clock, house, random);
    for (const name of chipNames) this.bus.attach(chipAddresses[name], this.chips[name]);
    this.meter = new Meter(this.world, new Probe(house), this.pins, pinNumbers.meter);
    this.light = new Probe(this.world);
    this.pins.wireAnalog(pinNumbers.light, () => rawOfLux(this.light.value("light")));
    this.radio = new Radio({ ...options.radio, defer: options.defer });
    this.flash = new FlashModel(options.flash ?? { blocks: flashBlocks });
    this.keyValue = new KeyValueModel(options.keyValue);
    this.io = bindClasses(this.pins, this.bus, this.radio);
    this.#onPowerCut = options.onPowerCut;
  }

  /** V, of the board's own supply. */
  supply(): number {
    return this.chips.ina219.probe.value("voltage");
  }

  get sht4x(): SHT4x {
    return this.chips.sht4x;
  }

  /** A finger on the button. */
  press(isPressed: boolean): void {
    this.pins.drive(pinNumbers.button, isPressed ? 0 : undefined);
  }

  cutPower(forMs: number): void {
    this.#onPowerCut?.(forMs);
  }

  /** As after a restart: pins are free, outputs at 0. The world and what is stored stay. */
  reset(): void {
    this.pins.reset();
    this.radio.reset();
  }
}

/** A probe of its own for each: a hand sets one chip and not the others. */
function makeChips(clock: ModelClock, house: Household, random: SeededRandom | undefined) {
  const options = () => ({ clock, probe: new Probe(house), random });
  return Object.freeze({
    sht4x: new SHT4x({ ...options(), serialNumber }),
    scd4x: new SCD4x({ ...options(), serialNumber }),
    ina219: new INA219(options()),
    bme280: new BME280(options()),
    bh1750: new BH1750(options()),
    tmp117: new TMP117(options()),
    sht3x: new SHT3x(options()),
    bmp280: new BMP280(options()),
  });
}

function bindClasses(pins: Pins, bus: Bus, radio: Radio) {
  return Object.freeze({
    Digital: class extends Digital {
      constructor(options: DigitalOptions) {
        super(pins, options);
      }
    },
    Analog: class extends Analog {
      constructor(options: AnalogOptions) {
        super(pins, options);
      }
    },
    PulseCount: class extends PulseCount {
      constructor(options: PulseCountOptions) {
        super(pins, options);
      }
    },
    PWM: class extends PWM {
      constructor(options: PWMOptions) {
        super(pins, options);
      }
    },
    I2C: class extends I2C {
      constructor(options: I2COptions) {
        super(pins, bus, options);
      }
    },
    SMBus: class extends SMBus {
      constructor(options: I2COptions) {
        super(new I2C(pins, bus, options));
      }
    },
    NetworkInterface: class extends NetworkInterface {
      constructor(options: NetworkInterfaceOptions) {
        super(radio, options);
      }
    },
    AccessPoint: class extends AccessPoint {
      constructor(options: AccessPointOptions) {
        super(radio, options);
      }
    },
  });
}

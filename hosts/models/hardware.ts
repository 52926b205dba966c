/**
 * A board's hardware, made by one call: pins, bus, chips, radio, flash, storage and the ECMA-419 classes bound to them.
 * Tests, the desktop and the simulator use the same. Not the board: sockets, clock, timer and random are each host's.
 *
 * Wiring: button on 0 (closes to ground, so low is pressed), relay on 2, lamp on 4, light sensor on 34, an I2C bus on
 * data 21 and clock 22 with an SHT4x at 0x44.
 */
import type {
  AccessPointOptions,
  AnalogOptions,
  DigitalOptions,
  I2COptions,
  NetworkInterfaceOptions,
  PWMOptions,
} from "../../src/board.js";
import { AccessPoint } from "./access-point.js";
import { Analog } from "./analog.js";
import { Bus } from "./bus.js";
import { Climate } from "./climate.js";
import type { ModelClock } from "./clock.js";
import { Digital } from "./digital.js";
import { FlashModel, type FlashOptions } from "./flash.js";
import { I2C } from "./i2c.js";
import { KeyValueModel, type KeyValueOptions } from "./key-value.js";
import { rawOfLux } from "./light.js";
import { NetworkInterface } from "./network-interface.js";
import { Pins } from "./pins.js";
import { PWM } from "./pwm.js";
import { Radio, type RadioOptions } from "./radio.js";
import { SeededRandom } from "./seeded-random.js";
import { SHT4x } from "./sht4x.js";
import { SMBus } from "./smbus.js";
import { Probe, World, type WorldOptions } from "./world.js";

/** Names of pins, as the board hands them to the firmware. */
export const pinNumbers = Object.freeze({ button: 0, relay: 2, lamp: 4, light: 34 } as const);
/** Names of buses. */
export const busPins = Object.freeze({ default: Object.freeze({ data: 21, clock: 22 }) });
export const sht4xAddress = 0x44;
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
  /** What a cut of power does; absent: nothing. forMs: until it is back. */
  onPowerCut?: (forMs: number) => void;
}

export class Hardware {
  readonly pins = new Pins();
  readonly bus = new Bus();
  readonly world: World;
  readonly sht4x: SHT4x;
  /** What the light sensor sees. */
  readonly light: Probe;
  readonly radio: Radio;
  readonly flash: FlashModel;
  readonly keyValue: KeyValueModel;
  /** The ECMA-419 classes of this hardware. */
  readonly io: ReturnType<typeof bindClasses>;
  readonly #onPowerCut: ((forMs: number) => void) | undefined;

  constructor(options: HardwareOptions) {
    const random = options.seed === undefined ? undefined : new SeededRandom(options.seed);
    this.world = new World(options.clock, options.world ?? { series: new Climate() });
    this.sht4x = new SHT4x({ clock: options.clock, probe: new Probe(this.world), serialNumber, random });
    this.bus.attach(sht4xAddress, this.sht4x);
    this.light = new Probe(this.world);
    this.pins.wireAnalog(pinNumbers.light, () => rawOfLux(this.light.value("light")));
    this.radio = new Radio({ ...options.radio, defer: options.defer });
    this.flash = new FlashModel(options.flash ?? { blocks: flashBlocks });
    this.keyValue = new KeyValueModel(options.keyValue);
    this.io = bindClasses(this.pins, this.bus, this.radio);
    this.#onPowerCut = options.onPowerCut;
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

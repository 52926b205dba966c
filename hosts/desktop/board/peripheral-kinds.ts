/** Pins, buses, storage and the machine's sensors as a guest sees them: the classes of the hardware's models. */
import type { HostSensor, KeyValue } from "../../../src/board/board.js";
import type {
  Analog,
  AnalogOptions,
  Digital,
  DigitalOptions,
  I2C,
  I2COptions,
  PulseCount,
  PulseCountOptions,
  PWM,
  PWMOptions,
} from "../../../src/board/io.js";
import { Flash } from "../../models/flash.js";
import { events, operations as op } from "../remote.js";
import { bytesOf, kind } from "./kind.js";

export const digital = kind<DigitalOptions, Digital>(
  ({ hardware }, options, emit) => {
    const isInput = typeof options.mode === "string" && options.mode.startsWith("input");
    return new hardware.io.Digital({ ...options, ...(isInput ? { onReadable: () => emit(events.readable) } : {}) });
  },
  {
    [op.read]: (it) => it.read(),
    [op.write]: (it, [value]) => it.write(value as 0 | 1) as undefined,
  },
);

export const analog = kind<AnalogOptions, Analog>(({ hardware }, options) => new hardware.io.Analog(options), {
  [op.read]: (it) => it.read(),
  [op.get]: (it) => it.resolution,
});

export const pulseCount = kind<PulseCountOptions, PulseCount>(
  ({ hardware }, options) => new hardware.io.PulseCount(options),
  {
    [op.read]: (it) => it.read(),
    [op.write]: (it, [count]) => it.write(count as number) as undefined,
  },
);

export const pwm = kind<PWMOptions, PWM>(({ hardware }, options) => new hardware.io.PWM(options), {
  [op.write]: (it, [duty]) => it.write(duty as number) as undefined,
  [op.get]: (it) => it.resolution,
});

export const i2c = kind<I2COptions, I2C>(({ hardware }, options) => new hardware.io.I2C(options), {
  [op.read]: (it, [count]) => it.read(count as number),
  [op.write]: (it, [bytes]) => it.write(bytesOf(bytes)) as undefined,
});

export const keyValue = kind<{ path: string }, KeyValue>(({ hardware }, options) => hardware.keyValue.open(options), {
  [op.read]: (it, [key]) => it.read(key as string),
  [op.write]: (it, [key, value]) => it.write(key as string, value as string) as undefined,
  [op.delete]: (it, [key]) => it.delete(key as string) as undefined,
});

export const flash = kind<object, Flash>(({ hardware }) => new Flash(hardware.flash), {
  [op.read]: (it, [offset, count]) => {
    const into = new Uint8Array(count as number);
    it.read(into, offset as number);
    return into.buffer;
  },
  [op.write]: (it, [bytes, offset]) => it.write(bytesOf(bytes), offset as number) as undefined,
  [op.eraseBlock]: (it, [start, end]) => it.eraseBlock(start as number, end as number) as undefined,
  [op.get]: (it, [name]) => it.status()[name as "size" | "blocks" | "blockLength"],
});

export const hostSensor = kind<{ name: string }, HostSensor>(
  ({ sensors }, { name }) => {
    const sensor = sensors.find((it) => it.name === name);
    if (sensor === undefined) throw new Error(`this machine has no sensor "${name}"`);
    return sensor.open();
  },
  { [op.read]: (it) => it.sample() },
);

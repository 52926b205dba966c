/**
 * ECMA-419 Digital in the shape of src/board, over the SDK's `embedded:io/digital`.
 *
 * The SDK numbers its modes and wants the edges named; an output of its cannot be read back, so the level written
 * last is remembered here. Levels are logical: activeLow is applied by the SDK.
 */

import type { Digital, DigitalMode, DigitalOptions } from "../../src/board/io.js";
import type { Guard } from "../moddable/guard.js";

export interface NativeDigital {
  read(): number;
  write(value: 0 | 1): void;
  close(): void;
}
export interface NativeDigitalOptions {
  pin: number;
  mode: number;
  activeLow: boolean;
  initialValue?: 0 | 1;
  edge?: number;
  onReadable?: () => void;
}
export interface NativeDigitalClass {
  new (options: NativeDigitalOptions): NativeDigital;
  readonly Input: number;
  readonly InputPullUp: number;
  readonly InputPullDown: number;
  readonly Output: number;
  readonly OutputOpenDrain: number;
  readonly Rising: number;
  readonly Falling: number;
}

export class MooringDigital implements Digital {
  #native: NativeDigital | undefined;
  #written: 0 | 1 | undefined;

  /** Throws when the pin is in use, unknown to the chip, or cannot do what `mode` asks. */
  constructor(Native: NativeDigitalClass, options: DigitalOptions, guard: Guard) {
    const mode = nativeMode(Native, options.mode);
    const isOutput = mode === Native.Output || mode === Native.OutputOpenDrain;
    const common = { pin: options.pin, mode, activeLow: options.activeLow ?? false };
    this.#written = isOutput ? (options.initialValue ?? 0) : undefined;
    if (isOutput) {
      this.#native = new Native({ ...common, initialValue: this.#written ?? 0 });
      return;
    }
    const { onReadable } = options;
    this.#native = new Native(onReadable === undefined ? common : this.#watched(Native, common, onReadable, guard));
  }

  read(): 0 | 1 {
    if (this.#native === undefined) throw new Error("digital: closed");
    return this.#written ?? (this.#native.read() === 0 ? 0 : 1);
  }

  write(value: 0 | 1): void {
    if (this.#native === undefined) throw new Error("digital: closed");
    if (this.#written === undefined) throw new Error("digital: an input cannot be written");
    this.#native.write(value);
    this.#written = value;
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }

  #watched(Native: NativeDigitalClass, common: NativeDigitalOptions, onReadable: () => void, guard: Guard) {
    return {
      ...common,
      edge: Native.Rising | Native.Falling,
      onReadable: () => {
        try {
          if (this.#native !== undefined) onReadable();
        } catch (thrown) {
          guard.caught("Digital onReadable", thrown);
        }
      },
    };
  }
}

function nativeMode(Native: NativeDigitalClass, mode: DigitalMode): number {
  switch (mode) {
    case "input":
      return Native.Input;
    case "inputPullUp":
      return Native.InputPullUp;
    case "inputPullDown":
      return Native.InputPullDown;
    case "output":
      return Native.Output;
    case "outputOpenDrain":
      return Native.OutputOpenDrain;
    default:
      throw new RangeError(`digital: mode ${String(mode)}`);
  }
}

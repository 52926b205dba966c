/** What the pins of a board are for, from its chip and its file: the firmware holds a device's definition against it. */
import type { Pinout } from "../../../src/board/board.js";
import type { BoardFacts } from "../../../src/device/check/board-facts.js";
import { sdkDrivers } from "../../moddable/tools/drivers.js";
import { type BoardFile, rmii } from "./check-board.js";
import { type Chip, chips } from "./chips.js";

/** Of a board file that was checked. */
export function pinoutOf(file: BoardFile): Pinout {
  const chip = chips[file.chip] as Chip;
  const taken: Record<number, string> = {};
  for (const [pin, reason] of Object.entries(file.taken ?? {})) taken[Number(pin)] = reason;
  if (file.uart !== undefined) taken[file.uart.receive] = taken[file.uart.transmit] = "the serial port";
  if (file.socket === "usb") for (const pin of chip.usb) taken[pin] = "USB";
  if (file.ethernet !== undefined) {
    const { reset, mdc, mdio } = file.ethernet;
    for (const pin of [...rmii, reset, mdc, mdio]) taken[pin] = "Ethernet";
  }
  for (const pin of chip.flash) taken[pin] = "flash";
  return { pins: chip.pins, taken, inputOnly: chip.inputOnly, analog: chip.analog };
}

/** What a device's definition is held against. */
export function factsOf(file: BoardFile): BoardFacts {
  return { pin: file.pin, I2C: file.bus, pinout: pinoutOf(file), driver: sdkDrivers };
}

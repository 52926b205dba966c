/**
 * Checks a board file against its chip. Every fault is one line that names the place and what to do; all are found in
 * one go. What passes is safe to build; whether the pins are where the board's maker says, it cannot know.
 */

import { type Chip, chips } from "./chips.js";

export interface BoardFile {
  readonly model: string;
  readonly chip: string;
  readonly flash: string;
  readonly link: "wifi" | "ethernet";
  /** What the board's socket leads to: a USB-to-UART chip, or the chip's own USB. */
  readonly socket: "uart" | "usb";
  readonly uart?: { readonly port: number; readonly receive: number; readonly transmit: number };
  readonly pin: Readonly<Record<string, number>>;
  readonly bus: Readonly<Record<string, { readonly data: number; readonly clock: number }>>;
  readonly ethernet?: Readonly<Record<"address" | "reset" | "mdc" | "mdio", number>>;
  /** Pins of the board that are wired to something else, with what. */
  readonly taken?: Readonly<Record<string, string>>;
  /** Pins that are used against the advice of the check, with the reason. */
  readonly allow?: Readonly<Record<string, string>>;
}

const flashSizes = ["4MB", "8MB"];
// names of pins that a contact closes to ground
const inputs = ["button", "bolt", "door", "meter"];
const neededPins = ["button", "relay", "lamp", "light"];
// GPIO of the ESP32's RMII interface, which cannot be moved
export const rmii = [0, 19, 21, 22, 25, 26, 27];
const keys = "model chip flash link socket uart pin bus ethernet taken allow".split(" ");

type Json = Record<string, unknown>;

/** The faults of a parsed board.json, none when it is right. */
export function boardFaults(file: unknown): string[] {
  if (!isRecord(file)) return ["board.json: is not an object"];
  const faults: string[] = [];
  for (const key of Object.keys(file)) if (!keys.includes(key)) faults.push(`${key}: unknown field`);
  const choose = (key: string, choices: readonly string[]) => {
    const value = file[key];
    if (value === undefined) faults.push(`${key}: is missing (${choices.join(", ")})`);
    else if (!choices.includes(String(value))) faults.push(`${key}: ${String(value)} is none of ${choices.join(", ")}`);
  };
  if (typeof file["model"] !== "string" || file["model"] === "") faults.push("model: is missing (a name for people)");
  choose("chip", Object.keys(chips));
  choose("flash", flashSizes);
  choose("link", ["wifi", "ethernet"]);
  choose("socket", ["uart", "usb"]);
  for (const key of ["pin", "bus"]) if (!isRecord(file[key])) faults.push(`${key}: is missing`);
  for (const key of ["taken", "allow"]) faults.push(...reasonFaults(key, file[key]));
  const chip = chips[String(file["chip"])];
  if (chip === undefined) return faults;
  return [...faults, ...pinFaults(file, chip), ...linkFaults(file, chip), ...uartFaults(file, chip)];
}

function reasonFaults(key: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (!isRecord(value)) return [`${key}: is not an object of pin: reason`];
  return Object.entries(value)
    .filter(([pin, reason]) => !/^\d+$/.test(pin) || typeof reason !== "string" || reason === "")
    .map(([pin]) => `${key}.${pin}: is not a pin with a reason`);
}

interface Use {
  where: string;
  pin: unknown;
  role: "button" | "analog" | "output" | "bus" | "uart";
}

function uses(file: Json): Use[] {
  const list: Use[] = [];
  const pins = isRecord(file["pin"]) ? file["pin"] : {};
  for (const [name, pin] of Object.entries(pins)) {
    if (pin === undefined) continue;
    const role = name === "light" ? "analog" : inputs.includes(name) ? "button" : "output";
    list.push({ where: `pin.${name}`, pin, role });
  }
  const busses = isRecord(file["bus"]) ? file["bus"] : {};
  for (const [name, bus] of Object.entries(busses)) {
    const lines = isRecord(bus) ? bus : {};
    for (const line of ["data", "clock"]) list.push({ where: `bus.${name}.${line}`, pin: lines[line], role: "bus" });
  }
  const uart = file["uart"];
  if (isRecord(uart)) {
    for (const line of ["receive", "transmit"]) list.push({ where: `uart.${line}`, pin: uart[line], role: "uart" });
  }
  return list;
}

function pinFaults(file: Json, chip: Chip): string[] {
  const faults: string[] = [];
  const pins = isRecord(file["pin"]) ? file["pin"] : {};
  for (const name of neededPins) if (pins[name] === undefined) faults.push(`pin.${name}: is missing`);
  if (isRecord(file["bus"]) && file["bus"]["default"] === undefined) faults.push("bus.default: is missing");
  const already = new Map<unknown, string>();
  for (const use of uses(file)) {
    const other = already.get(use.pin);
    if (other !== undefined && use.pin !== undefined) faults.push(`${use.where}: GPIO ${use.pin} is ${other} already`);
    already.set(use.pin, use.where);
    const fault = useFault(use, file, chip);
    if (fault !== undefined) faults.push(`${use.where}: ${fault}`);
  }
  return faults;
}

/** Why this pin cannot serve, undefined when it can. */
function useFault({ pin, role }: Use, file: Json, chip: Chip): string | undefined {
  if (pin === undefined) return "is missing";
  if (typeof pin !== "number" || !Number.isInteger(pin)) return `${JSON.stringify(pin)} is not a GPIO number`;
  const gpio = `GPIO ${pin}`;
  if (!chip.pins.includes(pin)) return `the ${chip.name} has no ${gpio}`;
  if (chip.flash.includes(pin)) return `${gpio} is wired to the flash chip on the ${chip.name}`;
  const taken = isRecord(file["taken"]) ? file["taken"][pin] : undefined;
  if (taken !== undefined) return `${gpio} is taken on this board: ${String(taken)}`;
  if (file["socket"] === "usb" && chip.usb.includes(pin))
    return `${gpio} is the chip's USB, which this board's socket needs`;
  if (file["link"] === "ethernet" && rmii.includes(pin))
    return `${gpio} belongs to Ethernet (RMII) on the ${chip.name}`;
  if (role === "analog" && !chip.analog.includes(pin)) {
    return `${gpio} has no analog converter that works beside Wi-Fi (${chip.analog.join(", ")} have)`;
  }
  const allowed = isRecord(file["allow"]) && file["allow"][pin] !== undefined;
  if (chip.inputOnly.includes(pin)) {
    if (role === "button" && !allowed) return `${gpio} has no pull-up; with one on the board, say so in "allow"`;
    if (role === "output" || role === "bus") return `${gpio} is input only`;
  }
  if (chip.strapping.includes(pin) && !allowed && !(role === "button" && pin === chip.boot)) {
    return `${gpio} is a strapping pin, read at reset; if it is harmless here, say why in "allow"`;
  }
  return undefined;
}

function linkFaults(file: Json, chip: Chip): string[] {
  if (file["link"] !== "ethernet") {
    return file["ethernet"] === undefined ? [] : ["ethernet: is there, but link is not ethernet"];
  }
  if (chip.name !== "ESP32") return [`link: the ${chip.name} has no Ethernet inside`];
  if (!isRecord(file["ethernet"])) return ["ethernet: is missing (address, reset, mdc, mdio)"];
  const faults: string[] = [];
  for (const key of ["address", "reset", "mdc", "mdio"]) {
    if (!Number.isInteger(file["ethernet"][key])) faults.push(`ethernet.${key}: is missing`);
  }
  for (const use of uses(file)) {
    for (const key of ["reset", "mdc", "mdio"]) {
      if (use.pin === file["ethernet"][key]) faults.push(`${use.where}: GPIO ${String(use.pin)} is ethernet.${key}`);
    }
  }
  return faults;
}

function uartFaults(file: Json, chip: Chip): string[] {
  const uart = file["uart"];
  if (uart === undefined) {
    return file["socket"] === "uart" ? ["uart: is missing (port, receive, transmit), the socket leads to it"] : [];
  }
  if (!isRecord(uart)) return ["uart: is not an object"];
  if (file["socket"] === "usb") {
    return ["uart: the socket is the chip's own USB, which the SDK's Serial does not drive; leave uart out"];
  }
  const port = uart["port"];
  if (!Number.isInteger(port) || Number(port) < 0 || Number(port) >= chip.uarts) {
    return [`uart.port: ${String(port)} is none of the ${chip.name}'s ${chip.uarts}`];
  }
  return [];
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

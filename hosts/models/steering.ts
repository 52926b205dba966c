/**
 * Steers the simulated world by lines of JSON, the same on every host (stdin of the desktop's device, the simulator's
 * panel, tests):
 *
 *   {"chip":"sht4x","set":{"temperature":30,"humidity":40}}   {"chip":"sht4x","fault":"no-answer"}
 *   {"chip":"scd4x","set":{"co2":900}}                         likewise ina219, bme280, bh1750, tmp117, sht3x,
 *                                                              bmp280; light and meter: no faults
 *   {"pin":"button","press":true}                              {"pin":"meter","pulses":5}
 *   {"radio":{"state":"gone","RSSI":-60}}                      {"power":"cut","forMs":1000}
 *   {"radio":{"networks":[{"SSID":"home","password":"...","RSSI":-60,"channel":6}]}}   "any": as without networks
 *     of each network besides: "isHidden":true, "hasDHCP":false, "reach":"none" (no world beyond it) or "portal" (a hotel's)
 *   {"door":{"open":true,"jam":true,"bolt":"locked"}}          {"room":"closed"}  {"room":{"temperature":19}}  {"room":"open"}
 *   {"world":"replay"}  a set chip follows the data again      {"world":{"speed":60}}
 *
 * A line is carried out whole or not at all.
 */
import type { ChipFault, ChipModel } from "./chip-model.js";
import { chipNames, type Hardware } from "./hardware.js";
import { connections, type RadioChange, reaches } from "./radio.js";
import { extra, type Fields, fault, isFields, isOneOf, type SteeringFault, show } from "./steering-fault.js";
import { steerDoor, steerRoom } from "./steering-home.js";
import { faultOf, type Quantity } from "./weather.js";
import type { Probe } from "./world.js";

const lineLimit = 4096; // characters; no line is a tenth of it
const networksMaximum = 16; // networks in range
const pulsesMaximum = 1000; // pulses of a line
const powerCutMs = 1000; // ms, how long power stays away by default
const powerCutMsMaximum = 3600000;

/** undefined: carried out. */
export function steer(hardware: Hardware, line: string): SteeringFault | undefined {
  if (line.length > lineLimit) return fault("steering.json", `the line is longer than ${lineLimit} characters`);
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return fault("steering.json", `not JSON: ${line.slice(0, 80)}`);
  }
  if (!isFields(message)) return fault("steering.json", "not a JSON object");
  if ("chip" in message) return steerChip(hardware, message);
  if ("pin" in message) return steerPin(hardware, message);
  if ("radio" in message) return steerRadio(hardware, message);
  if ("power" in message) return steerPower(hardware, message);
  if ("world" in message) return steerWorld(hardware, message);
  if ("door" in message) return steerDoor(hardware.door, message);
  if ("room" in message) return steerRoom(hardware.room, message);
  return fault("steering.unknown", `none of chip, pin, radio, power, world, door, room in ${line.slice(0, 80)}`);
}

function steerChip(hardware: Hardware, message: Fields): SteeringFault | undefined {
  const name = message["chip"];
  const wrong = extra(message, "chip", "set", "fault");
  if (wrong !== undefined) return wrong;
  const chip = findChip(hardware, name);
  if (chip === undefined) return fault("steering.unknown", `no chip ${show(name)}, known are ${chipsKnown}`);
  const wanted = message["fault"];
  if (wanted !== undefined && chip.model === undefined)
    return fault("steering.unknown", `chip ${show(name)} has no faults to set`);
  if (wanted !== undefined && !isOneOf(chip.model?.faults ?? [], wanted))
    return fault("steering.value", `no fault ${show(wanted)}, known are ${chip.model?.faults.join(", ")}`);
  if ("set" in message || wanted === undefined) {
    hardware.meter.settle();
    const refused = setProbe(chip.probe, chip.measured, message["set"]);
    if (refused !== undefined) return refused;
  }
  if (wanted !== undefined && chip.model !== undefined) chip.model.fault = wanted as ChipFault;
  return undefined;
}

const chipsKnown = [...chipNames, "light", "meter"].map((name) => `"${name}"`).join(", ");

interface Steered {
  readonly probe: Probe;
  readonly measured: readonly Quantity[];
  /** undefined: it cannot fail */
  readonly model: ChipModel | undefined;
}

function findChip(hardware: Hardware, name: unknown): Steered | undefined {
  if (name === "light") return { probe: hardware.light, measured: ["light"], model: undefined };
  if (name === "meter") return { probe: hardware.meter.probe, measured: ["power"], model: undefined };
  if (!isOneOf(chipNames, name)) return undefined;
  const model: ChipModel = hardware.chips[name];
  return { probe: model.probe, measured: model.measured, model };
}

function setProbe(probe: Probe, measured: readonly Quantity[], values: unknown): SteeringFault | undefined {
  if (!isFields(values)) return fault("steering.value", `"set" is not an object of ${measured.join(", ")}`);
  for (const [name, value] of Object.entries(values)) {
    if (!isOneOf(measured, name))
      return fault("steering.unknown", `the chip does not measure "${name}", only ${measured.join(", ")}`);
    const wrong = faultOf(name, value);
    if (wrong !== undefined) return fault("steering.value", wrong);
  }
  for (const [name, value] of Object.entries(values)) probe.set(name as Quantity, value as number);
  return undefined;
}

function steerPin(hardware: Hardware, message: Fields): SteeringFault | undefined {
  if (message["pin"] === "meter") return steerMeter(hardware, message);
  if (message["pin"] !== "button")
    return fault("steering.unknown", `no pin ${show(message["pin"])}, known are "button", "meter"`);
  const press = message["press"];
  if (typeof press !== "boolean") return fault("steering.value", `"press" is ${show(press)}, not true or false`);
  const wrong = extra(message, "pin", "press");
  if (wrong === undefined) hardware.press(press);
  return wrong;
}

function steerMeter(hardware: Hardware, message: Fields): SteeringFault | undefined {
  const pulses = message["pulses"];
  if (!(Number.isInteger(pulses) && Number(pulses) >= 1 && Number(pulses) <= pulsesMaximum))
    return fault("steering.value", `"pulses" is ${show(pulses)}, not an integer within 1..${pulsesMaximum}`);
  const wrong = extra(message, "pin", "pulses");
  if (wrong === undefined) hardware.meter.pulse(Number(pulses));
  return wrong;
}

function steerRadio(hardware: Hardware, message: Fields): SteeringFault | undefined {
  const radio = message["radio"];
  if (!isFields(radio)) return fault("steering.value", '"radio" is not an object of state, RSSI, networks');
  const wrong = extra(radio, "state", "RSSI", "networks") ?? extra(message, "radio");
  if (wrong !== undefined) return wrong;
  const { state, RSSI, networks } = radio;
  if (state === undefined && RSSI === undefined && networks === undefined)
    return fault("steering.value", '"radio" names neither state nor RSSI nor networks');
  if (state !== undefined && !isOneOf(connections, state))
    return fault("steering.value", `no state ${show(state)}, known are ${connections.join(", ")}`);
  const unfit = signalFault(RSSI) ?? networksFault(networks);
  if (unfit !== undefined) return unfit;
  hardware.radio.set({ state, RSSI: RSSI as number | undefined, networks: networks as RadioChange["networks"] });
  return undefined;
}

function signalFault(RSSI: unknown): SteeringFault | undefined {
  if (RSSI === undefined || (typeof RSSI === "number" && RSSI >= -120 && RSSI <= 0)) return undefined;
  return fault("steering.value", `RSSI ${show(RSSI)} is not within -120..0 dBm`);
}

function networksFault(networks: unknown): SteeringFault | undefined {
  if (networks === undefined || networks === "any") return undefined;
  if (!Array.isArray(networks) || networks.length > networksMaximum)
    return fault("steering.value", `"networks" is neither "any" nor up to ${networksMaximum} of them`);
  for (const network of networks as readonly unknown[]) {
    if (!isFields(network)) return fault("steering.value", `${show(network)} in "networks" is not an object`);
    const wrong =
      extra(network, "SSID", "password", "RSSI", "channel", "isHidden", "hasDHCP", "reach") ?? networkFault(network);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** Its password is not repeated. */
function networkFault({ SSID, password, RSSI, channel, isHidden, hasDHCP, reach }: Fields): SteeringFault | undefined {
  if (typeof SSID !== "string" || SSID.length > 32)
    return fault("steering.value", `SSID ${show(SSID)} is not a text of up to 32 characters`);
  if (password !== undefined && !(typeof password === "string" && password.length >= 8 && password.length <= 63))
    return fault("steering.value", `the password of ${show(SSID)} is not a text of 8-63 characters`);
  if (channel !== undefined && !(Number.isInteger(channel) && Number(channel) >= 1 && Number(channel) <= 13))
    return fault("steering.value", `channel ${show(channel)} is not within 1..13`);
  for (const [name, value] of Object.entries({ isHidden, hasDHCP }))
    if (value !== undefined && typeof value !== "boolean")
      return fault("steering.value", `${name} ${show(value)} is neither true nor false`);
  if (reach !== undefined && !(reaches as readonly unknown[]).includes(reach))
    return fault("steering.value", `no reach ${show(reach)}, known are ${reaches.join(", ")}`);
  return signalFault(RSSI);
}

function steerPower(hardware: Hardware, message: Fields): SteeringFault | undefined {
  if (message["power"] !== "cut") return fault("steering.value", `"power" is ${show(message["power"])}, not "cut"`);
  const forMs = message["forMs"] ?? powerCutMs;
  if (!(typeof forMs === "number" && forMs >= 0 && forMs <= powerCutMsMaximum))
    return fault("steering.value", `forMs ${show(forMs)} is not within 0..${powerCutMsMaximum}`);
  const wrong = extra(message, "power", "forMs");
  if (wrong === undefined) hardware.cutPower(forMs);
  return wrong;
}

function steerWorld(hardware: Hardware, message: Fields): SteeringFault | undefined {
  const world = message["world"];
  const wrong = extra(message, "world");
  if (wrong !== undefined) return wrong;
  if (world === "replay") {
    for (const name of chipNames) hardware.chips[name].probe.follow();
    hardware.light.follow();
    hardware.meter.follow();
    return undefined;
  }
  const speed = isFields(world) ? world["speed"] : undefined;
  if (!isFields(world) || !(typeof speed === "number" && speed >= 0 && speed <= 1e6))
    return fault("steering.value", '"world" is neither "replay" nor {"speed":0..1000000}');
  const unknown = extra(world, "speed");
  if (unknown === undefined) hardware.world.setSpeed(speed);
  return unknown;
}

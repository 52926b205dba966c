/** The example: a room with a climate sensor and a light sensor, a button, a relay, and a lamp that dims. */
import type { DeviceDefinition } from "../src/device/definition.js";

export const device: DeviceDefinition = Object.freeze({
  sensors: Object.freeze([
    Object.freeze({
      kind: "sht4x",
      bus: "default",
      address: 0x44,
      intervalMs: 2000,
      temperature: Object.freeze({ name: "temperature", title: "Temperature", unit: "Cel", minimum: -10, maximum: 40 }),
      humidity: Object.freeze({ name: "humidity", title: "Humidity", unit: "%RH", minimum: 0, maximum: 100 }),
    } as const),
    Object.freeze({
      kind: "analog",
      pin: "light",
      intervalMs: 2000,
      curve: Object.freeze({ kind: "logarithmic", decades: 5 } as const),
      reading: Object.freeze({ name: "light", title: "Light", unit: "lx", minimum: 0, maximum: 100000, decimals: 1 }),
    } as const),
    Object.freeze({
      kind: "contact",
      name: "button",
      title: "Button",
      pin: "button",
      mode: "inputPullUp",
      activeLow: true,
      events: Object.freeze({ active: "button.pressed", inactive: "button.released" }),
    } as const),
  ]),
  actuators: Object.freeze([
    Object.freeze({ kind: "switch", name: "relay", title: "Relay", pin: "relay", initial: false } as const),
    Object.freeze({ kind: "light", name: "lamp", title: "Lamp", pin: "lamp", initial: 0 } as const),
  ]),
});

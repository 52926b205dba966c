import { chipAddresses, Hardware, pinNumbers } from "../../hosts/models/hardware.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";

function board() {
  const clock = { ms: 0, now: () => clock.ms };
  const deferred: (() => void)[] = [];
  const hardware = new Hardware({ clock, defer: (callback) => deferred.push(callback) });
  const outputs: [pin: number, value: number][] = [];
  hardware.pins.onOutput((pin, value) => outputs.push([pin, value]));
  const settle = () => {
    for (const callback of deferred.splice(0)) callback();
  };
  return { clock, hardware, outputs, io: hardware.io, settle };
}

const bus = { data: 21, clock: 22, hz: 400000 };

describe("simulated pins", () => {
  it("show outputs to the world, each change once, and fall to 0 when closed", () => {
    const { io, outputs } = board();
    const relay = new io.Digital({ pin: pinNumbers.relay, mode: "output", initialValue: 1 });
    relay.write(1);
    relay.write(0);
    relay.write(1);
    equal(relay.read(), 1);
    relay.close();
    relay.close();
    deepEqual(outputs, [
      [2, 1],
      [2, 0],
      [2, 1],
      [2, 0],
    ]);
    throws(() => relay.write(1), "pin 2 is closed");
  });

  it("show PWM as a duty of 0 to 1 and refuse what is no duty", () => {
    const { io, outputs } = board();
    const lamp = new io.PWM({ pin: pinNumbers.lamp, hz: 1000 });
    equal(lamp.resolution, 10);
    lamp.write(1023);
    for (const duty of [-1, 1024, 0.5, Number.NaN]) throws(() => lamp.write(duty), "is not an integer within 0..1023");
    deepEqual(outputs, [
      [4, 0],
      [4, 1],
    ]);
  });

  it("tell an input of each edge, and not of presses that change nothing", () => {
    const { hardware, io } = board();
    const seen: number[] = [];
    const button = new io.Digital({
      pin: pinNumbers.button,
      mode: "inputPullUp",
      onReadable: () => seen.push(button.read()),
    });
    equal(button.read(), 1);
    hardware.press(true);
    hardware.press(true);
    hardware.press(false);
    deepEqual(seen, [0, 1]);
    button.close();
    hardware.press(true);
    equal(seen.length, 2);
  });

  it("read and write 1 for the low level with activeLow", () => {
    const { hardware, io, outputs } = board();
    const button = new io.Digital({ pin: pinNumbers.button, mode: "inputPullUp", activeLow: true });
    equal(button.read(), 0);
    hardware.press(true);
    equal(button.read(), 1);
    const relay = new io.Digital({ pin: pinNumbers.relay, mode: "output", activeLow: true });
    relay.write(1);
    equal(relay.read(), 1);
    deepEqual(outputs, [
      [2, 1],
      [2, 0],
    ]);
  });

  it("read 0 from an input without a pull-up that nobody drives", () => {
    const { io } = board();
    equal(new io.Digital({ pin: 12, mode: "input" }).read(), 0);
    equal(new io.Digital({ pin: 13, mode: "inputPullDown" }).read(), 0);
  });

  it("read the light through the converter", () => {
    const { hardware, io } = board();
    const light = new io.Analog({ pin: pinNumbers.light });
    equal(light.resolution, 12);
    hardware.light.set("light", 0);
    equal(light.read(), 0);
    hardware.light.set("light", 99999);
    equal(light.read(), 4095);
    light.close();
    throws(() => light.read(), "pin 34 is closed");
  });

  it("refuse a pin that does not exist, cannot do it, or is in use, by its number", () => {
    const { io } = board();
    for (const pin of [-1, 6, 20, 24, 28, 40, 1.5, Number.NaN])
      throws(() => new io.Digital({ pin, mode: "input" }), `pin ${pin} does not exist`);
    throws(() => new io.Digital({ pin: 34, mode: "output" }), "pin 34 has no output");
    throws(() => new io.PWM({ pin: 39 }), "pin 39 has no output");
    throws(() => new io.Analog({ pin: 2 }), "pin 2 has no analog input");
    throws(() => new io.Digital({ pin: 2, mode: "sideways" as "input" }), "pin 2: unknown mode sideways");
    const first = new io.Digital({ pin: 2, mode: "output" });
    throws(() => new io.PWM({ pin: 2 }), "pin 2 is in use");
    throws(() => new io.I2C({ ...bus, data: 2, address: 0x44 }), "pin 2 is in use");
    throws(() => first.write(2 as 1), "2 is not 0 or 1");
    first.close();
    new io.PWM({ pin: 2 }).close();
  });

  it("are free, with outputs at 0, after a restart; what the old firmware held changes nothing then", () => {
    const { hardware, io, outputs } = board();
    const old = new io.Digital({ pin: 2, mode: "output", initialValue: 1 });
    hardware.reset();
    const relay = new io.Digital({ pin: 2, mode: "output", initialValue: 1 });
    old.close();
    equal(relay.read(), 1);
    deepEqual(outputs, [
      [2, 1],
      [2, 0],
      [2, 1],
    ]);
  });
});

describe("simulated I2C", () => {
  it("throws when no chip answers, and brings bytes when one does", () => {
    const { clock, io } = board();
    const nobody = new io.I2C({ ...bus, address: 0x45 });
    throws(() => nobody.write(Uint8Array.of(0xfd)), "I2C write: no answer from 0x45");
    throws(() => nobody.read(6), "I2C read: no answer from 0x45");
    const sht4x = new io.I2C({ ...bus, address: chipAddresses.sht4x });
    sht4x.write(Uint8Array.of(0xfd));
    throws(() => sht4x.read(6), "no answer from 0x44");
    clock.ms += 10;
    equal(sht4x.read(6).byteLength, 6);
    sht4x.write(Uint8Array.of(0x89).buffer);
    equal(sht4x.read(new Uint8Array(6)), 6);
  });

  it("is shared by several addresses on the same pins, not by two users of one address", () => {
    const { io } = board();
    const first = new io.I2C({ ...bus, address: 0x44 });
    const second = new io.SMBus({ ...bus, address: 0x45 });
    throws(() => new io.I2C({ ...bus, address: 0x44 }), "I2C address 68 on pins 21, 22 is in use");
    throws(() => new io.I2C({ ...bus, clock: 23, address: 0x46 }), "pin 21 is in use");
    throws(() => new io.Digital({ pin: 21, mode: "input" }), "pin 21 is in use");
    first.close();
    new io.I2C({ ...bus, address: 0x44 }).close();
    second.close();
    new io.Digital({ pin: 21, mode: "input" }).close();
    throws(() => first.read(1), "closed");
  });

  it("refuses addresses and speeds that no bus has", () => {
    const { io } = board();
    for (const address of [0, 7, 0x78, 1.5]) throws(() => new io.I2C({ ...bus, address }), "is not within 8..119");
    throws(() => new io.I2C({ ...bus, hz: 0, address: 0x44 }), "0 Hz");
  });

  it("carries SMBus registers in both byte orders", () => {
    const { hardware, io } = board();
    const registers = new Uint8Array(16);
    let at = 0;
    hardware.bus.attach(0x50, {
      write(bytes) {
        at = bytes[0] ?? 0;
        registers.set(bytes.subarray(1), at);
        return true;
      },
      read(into) {
        into.set(registers.subarray(at, at + into.length));
        return true;
      },
    });
    const smbus = new io.SMBus({ ...bus, address: 0x50 });
    smbus.writeUint8(1, 0xab);
    equal(smbus.readUint8(1), 0xab);
    smbus.writeUint16(2, 0x1234);
    equal(smbus.readUint16(2), 0x1234);
    equal(smbus.readUint16(2, true), 0x3412);
    smbus.writeUint16(4, 0x1234, true);
    deepEqual(registers.slice(4, 6), Uint8Array.of(0x12, 0x34));
    smbus.writeBuffer(8, Uint8Array.of(1, 2, 3));
    const back = new Uint8Array(3);
    smbus.readBuffer(8, back);
    deepEqual(back, Uint8Array.of(1, 2, 3));
    throws(() => hardware.bus.attach(0x50, hardware.sht4x), "I2C address 0x50 is taken");
    hardware.bus.detach(0x50);
    throws(() => smbus.readUint8(1), "no answer from 0x50");
  });
});

describe("simulated network interface", () => {
  it("is ready, and tells changes of connection and address", () => {
    const { hardware, io } = board();
    const changes: string[] = [];
    const network = new io.NetworkInterface({
      onChanged: (property) => changes.push(`${property} ${String(network[property])}`),
    });
    equal(network.connection, "ready");
    equal(network.RSSI, -58);
    hardware.radio.set({ state: "gone" });
    equal(network.RSSI, undefined);
    equal(network.address, undefined);
    hardware.radio.set({ state: "linked", RSSI: -80 });
    equal(network.RSSI, -80);
    equal(network.address, undefined);
    hardware.radio.set({ state: "ready" });
    deepEqual(changes, [
      "connection gone",
      "address undefined",
      "connection linked",
      "connection ready",
      "address 127.0.0.1",
    ]);
    network.close();
    hardware.radio.set({ state: "gone" });
    equal(changes.length, 5);
  });

  it("leaves and joins when asked, never calling back from inside", () => {
    const { io, settle } = board();
    const changes: string[] = [];
    const network = new io.NetworkInterface({ onChanged: (property) => changes.push(property) });
    network.disconnect();
    equal(changes.length, 0);
    settle();
    equal(network.connection, "gone");
    network.connect({ SSID: "Mooring" });
    settle();
    equal(network.connection, "ready");
    equal(changes.length, 4);
    ok(network.MAC);
    network.close();
    throws(() => network.connect(), "closed");
  });
});

/** The door and the room, as the board's outputs move them. */
import { Hardware, pinNumbers } from "../../hosts/models/hardware.js";
import { steer } from "../../hosts/models/steering.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { VirtualClock } from "../support/virtual-clock.js";

function home() {
  const clock = new VirtualClock();
  const hardware = new Hardware({
    clock,
    defer: (callback) => clock.after(0, callback),
    after: (delayMs, callback) => clock.after(delayMs, callback),
    world: {
      series: { startS: 0, periodS: 1e9, at: (_timeS, into) => Object.assign(into, { temperature: 10, humidity: 60 }) },
    },
  });
  const output = (pin: number) => new hardware.io.Digital({ pin, mode: "output" });
  const contact = (pin: number) => hardware.pins.driven(pin) === 0;
  return { clock, hardware, output, bolt: () => contact(pinNumbers.bolt), door: () => contact(pinNumbers.door) };
}

describe("the door", () => {
  it("moves its bolt while it is driven, and its contact closes when it is all the way out", () => {
    const { clock, hardware, output, bolt } = home();
    const lock = output(pinNumbers.lock);
    const unlock = output(pinNumbers.unlock);
    let edges = 0;
    hardware.pins.watch(pinNumbers.bolt, () => edges++);
    lock.write(1);
    clock.advance(799);
    equal(bolt(), false);
    clock.advance(1);
    deepEqual([bolt(), edges], [true, 1], "it tells by itself");
    clock.advance(5000);
    lock.write(0);
    unlock.write(1);
    clock.advance(400);
    deepEqual([bolt(), edges], [false, 2]);
    unlock.write(0);
    close(hardware.door.bolt, 0.5, 0.001);
    clock.advance(5000);
    close(hardware.door.bolt, 0.5, 0.001);
    lock.write(1);
    unlock.write(1);
    clock.advance(5000);
    close(hardware.door.bolt, 0.5, 0.001);
    unlock.write(0);
    clock.advance(400);
    equal(bolt(), true);
  });

  it("stays where it is when it is jammed, is turned by a key, and opened by a hand", () => {
    const { clock, hardware, output, bolt, door } = home();
    const lock = output(pinNumbers.lock);
    lock.write(1);
    clock.advance(400);
    equal(steer(hardware, '{"door":{"jam":true}}'), undefined);
    clock.advance(5000);
    close(hardware.door.bolt, 0.5, 0.001);
    equal(steer(hardware, '{"door":{"jam":false}}'), undefined);
    clock.advance(400);
    equal(bolt(), true);
    equal(steer(hardware, '{"door":{"bolt":"unlocked","open":true}}'), undefined);
    deepEqual([bolt(), door(), hardware.door.isOpen], [false, false, true]);
    equal(steer(hardware, '{"door":{"open":false}}'), undefined);
    equal(door(), true);
  });

  it("without a host's timer is at its end at once", () => {
    const hardware = new Hardware({ clock: { now: () => 0 }, defer: (callback) => callback() });
    new hardware.io.Digital({ pin: pinNumbers.lock, mode: "output", initialValue: 1 });
    equal(hardware.pins.driven(pinNumbers.bolt), 0);
  });
});

describe("the room", () => {
  it("is as outdoors until it is closed, then goes its own way by heater and cooler", () => {
    const { clock, hardware, output } = home();
    const heater = output(pinNumbers.heater);
    const { probe } = hardware.sht4x;
    heater.write(1);
    clock.advance(3600000);
    equal(probe.value("temperature"), 10);
    heater.write(0);
    equal(steer(hardware, '{"room":"closed"}'), undefined);
    clock.advance(60000);
    close(probe.value("temperature"), 10, 1e-9);
    heater.write(1);
    clock.advance(900000);
    close(probe.value("temperature"), 10 + 30 * (1 - Math.exp(-1)), 1e-6);
    close(probe.value("humidity"), (60 * 12.28) / 39.9, 0.1, "warm air holds more: hPa at 10 and at 29 Cel");
    heater.write(0);
    const cooler = output(pinNumbers.cooler);
    cooler.write(1);
    clock.advance(3600000 * 3);
    close(probe.value("temperature"), -10, 0.01);
    ok(probe.value("humidity") <= 100);
    equal(steer(hardware, '{"room":{"temperature":25}}'), undefined);
    close(hardware.chips.scd4x.probe.value("temperature"), 25, 1e-9);
    equal(steer(hardware, '{"room":"open"}'), undefined);
    equal(probe.value("temperature"), 10);
  });

  it("goes with the world's time", () => {
    const { clock, hardware, output } = home();
    steer(hardware, '{"world":{"speed":60}}');
    steer(hardware, '{"room":"closed"}');
    output(pinNumbers.heater).write(1);
    clock.advance(15000);
    close(hardware.room.value("temperature"), 10 + 30 * (1 - Math.exp(-1)), 1e-6);
  });

  it("lines that are wrong change nothing, and say what is", () => {
    const { hardware } = home();
    for (const [line, says] of [
      ['{"door":1}', "is not an object of open, jam, bolt"],
      ['{"door":{}}', "names neither"],
      ['{"door":{"open":1,"jam":true}}', "neither true nor false"],
      ['{"door":{"bolt":"half"}}', "known are locked, unlocked"],
      ['{"door":{"lock":true}}', 'no field "lock"'],
      ['{"room":"warm"}', 'neither "closed", "open" nor'],
      ['{"room":{"temperature":500}}', "is not within"],
      ['{"room":{"humidity":50}}', 'no field "humidity"'],
    ] as const) {
      ok(steer(hardware, line)?.message.includes(says), `${line}: ${steer(hardware, line)?.message}`);
    }
    deepEqual([hardware.door.isOpen, hardware.door.isJammed, hardware.room.isClosed], [false, false, false]);
  });
});

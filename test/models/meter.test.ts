import { Hardware, pinNumbers } from "../../hosts/models/hardware.js";
import { close, equal, ok, throws } from "../support/assert.js";

function board() {
  const clock = { ms: 0, now: () => clock.ms };
  return { clock, hardware: new Hardware({ clock, defer: (callback) => callback() }) };
}

describe("the household", () => {
  it("draws current for what the board switches on, and the supply's voltage falls with it", () => {
    const { hardware } = board();
    const { probe } = hardware.chips.ina219;
    const idle = probe.value("current");
    const relay = new hardware.io.Digital({ pin: pinNumbers.relay, mode: "output", initialValue: 1 });
    const lamp = new hardware.io.PWM({ pin: pinNumbers.lamp });
    lamp.write(1023);
    close(probe.value("current") - idle, 1.06, 1e-9);
    ok(probe.value("voltage") < 11.9);
    relay.close();
    lamp.close();
    close(probe.value("current"), idle, 1e-9);
  });

  it("goes with the people in the room, who breathe", () => {
    const { clock, hardware } = board();
    const co2 = hardware.chips.scd4x.probe;
    const power = hardware.meter.probe;
    const hourMs = 3600000;
    clock.ms = 11 * hourMs; // the climate begins at 6 o'clock: it is 17 o'clock
    const away = [co2.value("co2"), power.value("power")] as const;
    clock.ms = 22 * hourMs;
    const asleep = [co2.value("co2"), power.value("power")] as const;
    ok(away[0] < 450 && asleep[0] > 1000, `${away} ${asleep}`);
    ok(away[1] < 200 && asleep[1] > 800);
    close(hardware.chips.bme280.probe.value("pressure"), 101325, 1100);
  });
});

describe("the meter", () => {
  it("gives a thousand pulses for a kilowatt-hour, however seldom it is asked", () => {
    for (const stepMs of [100, 7000, 3600000]) {
      const { clock, hardware } = board();
      hardware.meter.probe.set("power", 1000);
      for (clock.ms = 0; clock.ms < 3600000; clock.ms += stepMs) ok(hardware.meter.count >= 0);
      close(hardware.meter.count, 1000, 1.9, `${stepMs}`);
    }
  });

  it("plays as fast as the world, and keeps what has passed when a hand changes its power", () => {
    const { clock, hardware } = board();
    const { meter, world } = hardware;
    meter.probe.set("power", 1000);
    world.setSpeed(60);
    clock.ms += 60000;
    meter.settle();
    meter.probe.set("power", 0);
    clock.ms += 60000;
    close(meter.count, 1000, 1);
    meter.follow();
    ok(meter.probe.value("power") > 0);
  });

  it("is counted by PulseCount from its opening on, and from what is written", () => {
    const { hardware } = board();
    hardware.meter.pulse(5);
    const counter = new hardware.io.PulseCount({ signal: pinNumbers.meter, pull: "up" });
    equal(counter.read(), 0);
    hardware.meter.pulse(3);
    equal(counter.read(), 3);
    counter.write(100);
    hardware.meter.pulse(1);
    equal(counter.read(), 101);
    throws(() => new hardware.io.Digital({ pin: pinNumbers.meter, mode: "input" }), "in use");
    counter.close();
    counter.close();
    throws(() => counter.read(), "closed");
    throws(() => counter.write(0), "closed");
    new hardware.io.Digital({ pin: pinNumbers.meter, mode: "input" }).close();
  });
});

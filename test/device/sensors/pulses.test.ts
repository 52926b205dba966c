import { KeyValueModel } from "../../../hosts/models/key-value.js";
import type { Board, KeyValue } from "../../../src/board/board.js";
import type { Device } from "../../../src/device/device.js";
import start from "../../../src/main.js";
import { close, deepEqual, equal, ok } from "../../support/assert.js";
import { VirtualWorld } from "../../support/virtual-world.js";

const meter = {
  kind: "pulses",
  pin: "meter",
  mode: "inputPullUp",
  pulsesPerUnit: 1000,
  readings: { rate: { name: "power", unit: "kW" }, total: { name: "energy", unit: "kWh" } },
} as const;

function setUp(options: object = {}, change: (board: Board) => Partial<Board> = () => ({})) {
  const world = new VirtualWorld();
  const { hardware, clock } = world;
  hardware.meter.probe.set("power", 0);
  const begin = (): Device => {
    const board = { ...world.virtual.board, ...change(world.virtual.board) };
    const definition = { sensors: [{ ...meter, ...options }], actuators: [] };
    return start(board, { definition });
  };
  const latest = (name: string) => {
    const records = world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === name);
    return records.at(-1)?.["v"] as number | undefined;
  };
  return { world, hardware, clock, begin, latest };
}

const withoutCounter = (board: Board): Partial<Board> => ({ io: { ...board.io, PulseCount: undefined } });

describe("a pulse counter", () => {
  it("tells rate and total of a meter in its units", () => {
    const { hardware, clock, begin, latest } = setUp();
    const device = begin();
    clock.advance(5000);
    equal(latest("energy"), 0);
    equal(latest("power"), undefined, "nothing is known of the rate yet");
    hardware.meter.probe.set("power", 7200); // two pulses a second
    clock.advance(60000);
    close(latest("power") ?? 0, 7.2, 0.4);
    close(latest("energy") ?? 0, 0.12, 0.021);
    device.close();
  });

  it("lets the rate fall while no pulse comes, and ends at 0", () => {
    const { hardware, clock, begin, latest } = setUp({ zeroAfterMs: 120000 });
    const device = begin();
    clock.advance(10500);
    hardware.meter.pulse(20);
    clock.advance(10000);
    close(latest("power") ?? 0, 6.84, 1e-9, "19 in 10 s at least");
    clock.advance(30000);
    close(latest("power") ?? 0, 0.12, 1e-9, "one pulse in 30 s at most");
    clock.advance(100000);
    equal(latest("power"), 0);
    equal(latest("energy"), 0.02);
    device.close();
  });

  it("keeps its total through a restart, with the reading of the meter to begin with", () => {
    const { hardware, clock, begin, latest } = setUp({ offset: 1234.5 });
    let device = begin();
    clock.advance(1000);
    hardware.meter.pulse(500);
    clock.advance(20000);
    equal(latest("energy"), 1235);
    device.close();
    hardware.meter.pulse(7); // nobody counts these
    device = begin();
    clock.advance(20000);
    equal(latest("energy"), 1235);
    hardware.meter.pulse(500);
    clock.advance(20000);
    equal(latest("energy"), 1235.5);
    device.close();
  });

  it("loses no more than was counted since the last write when power is cut, and writes no more often than that", () => {
    const { world, hardware, clock, begin, latest } = setUp({ storeMs: 60000 });
    let writes = 0;
    const write = KeyValueModel.prototype.open;
    KeyValueModel.prototype.open = function (this: KeyValueModel, options) {
      const store = write.call(this, options);
      if (options.path !== "meters") return store;
      const { write: put } = store;
      store.write = (key, value) => {
        writes++;
        put.call(store, key, value);
      };
      return store;
    };
    try {
      begin();
      clock.advance(1000);
      for (let second = 0; second < 600; second++) {
        hardware.meter.pulse(1);
        clock.advance(1000);
      }
      ok(writes >= 9 && writes <= 10, `${writes} writes in ten minutes`);
      clock.advance(3600000);
      ok(writes <= 11, "none while nothing comes");
    } finally {
      KeyValueModel.prototype.open = write;
    }
    const before = latest("energy") ?? 0;
    equal(before, 0.6);
    hardware.reset(); // the old firmware is gone without a word
    hardware.meter.pulse(10);
    const board = { ...world.virtual.board };
    const again = start(board, { definition: { sensors: [{ ...meter }], actuators: [] } });
    clock.advance(20000);
    equal(latest("energy"), before);
    again.close();
  });

  it("goes on when storage does not, and says so; a total that is no count is named", () => {
    const broken = setUp({ storeMs: 60000 }, (board) => {
      const open = (place: { path: string }): KeyValue => {
        const store = board.storage.keyValue.open(place);
        if (place.path === "meters") {
          store.write = () => {
            throw new Error("no room");
          };
        }
        return store;
      };
      return { storage: { ...board.storage, keyValue: { open } } };
    });
    const device = broken.begin();
    broken.clock.advance(1000);
    broken.hardware.meter.pulse(5);
    broken.clock.advance(130000);
    equal(broken.latest("energy"), 0.005);
    ok(broken.world.virtual.printed.some((line) => line.includes("pulses.not-stored: pulses35: no room")));
    device.close();
    const { world, clock, begin, latest } = setUp();
    const store = world.hardware.keyValue.open({ path: "meters" });
    store.write("pulses35", "-7.5x");
    store.close();
    const other = begin();
    clock.advance(2000);
    equal(latest("energy"), 0);
    ok(world.virtual.printed.some((line) => line.includes("pulses.total-lost: pulses35 is no count: -7.5x")));
    other.close();
  });

  it("counts edges where the board has no counter, also those that the platform has put together", () => {
    const { hardware, clock, begin, latest } = setUp({}, withoutCounter);
    const device = begin();
    clock.advance(1000);
    hardware.meter.pulse(40);
    clock.advance(20000);
    equal(latest("energy"), 0.04);
    hardware.pins.drive(35, 0);
    clock.advance(20000);
    equal(latest("energy"), 0.04, "a pulse that has not ended is none yet");
    hardware.pins.drive(35, undefined);
    clock.advance(20000);
    equal(latest("energy"), 0.041);
    device.close();
  });

  it("takes the edges of a bouncing contact for one pulse", () => {
    const { hardware, clock, begin, latest } = setUp({ debounceMs: 50 });
    const device = begin();
    clock.advance(1000);
    for (let pulse = 0; pulse < 5; pulse++) {
      for (const level of [0, undefined, 0, undefined, 0] as const) {
        hardware.pins.drive(35, level);
        clock.advance(2);
      }
      clock.advance(100);
      for (const level of [undefined, 0, undefined] as const) {
        hardware.pins.drive(35, level);
        clock.advance(2);
      }
      clock.advance(300);
    }
    clock.advance(20000);
    equal(latest("energy"), 0.005);
    device.close();
  });

  it("is at fault while its counter cannot be read, and its count is there afterwards", () => {
    const { world, hardware, clock, begin, latest } = setUp();
    const { PulseCount } = hardware.io;
    const read = PulseCount.prototype.read;
    const device = begin();
    clock.advance(1000);
    hardware.meter.pulse(9);
    clock.advance(15000);
    PulseCount.prototype.read = () => {
      throw new Error("dead");
    };
    clock.advance(15000);
    PulseCount.prototype.read = read;
    clock.advance(90000);
    const events = world.cloud.stored.filter(({ record }) => record["name"] === "sensor.fault");
    deepEqual(
      events.map(({ record }) => record["data"]),
      [
        { name: "power", fault: "no-answer" },
        { name: "energy", fault: "no-answer" },
      ],
    );
    equal(latest("energy"), 0.009);
    device.close();
  });
});

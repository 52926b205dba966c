/** A person's own code: kinds of sensors and actuators, and commands, in a device that runs. */
import { dewPointOf } from "../../app/app.js";
import { defineActuator, defineCommand, defineSensor, type SensorCode } from "../../src/device/app.js";
import type { Application } from "../../src/device/application.js";
import start from "../../src/main.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import type { Message } from "../support/scripted-cloud.js";
import { VirtualWorld } from "../support/virtual-world.js";

function run(application: Application) {
  const world = new VirtualWorld();
  const device = start(world.virtual.board, application);
  ok(
    world.clock.advanceUntil(() => device.session.isOnline, 5000),
    world.virtual.printed.join("\n"),
  );
  const values = (name: string): unknown[] =>
    world.cloud.stored
      .filter(({ record }) => record["n"] === name)
      .map(({ record }) => record["v"] ?? record["vb"] ?? record["vs"]);
  const events = (name: string): unknown[] =>
    world.cloud.stored.filter(({ record }) => record["name"] === name).map(({ record }) => record["data"]);
  const ask = (method: string, params: unknown = {}): Message | undefined => {
    world.cloud.request(`ask-${method}-${world.clock.nowMs}`, method, params);
    world.clock.advance(200);
    return world.cloud.responses.at(-1);
  };
  return { world, device, values, events, ask };
}

/** A sensor of kind "own" whose code is given, with two readings. */
function own(open: () => SensorCode): Application {
  const kind = defineSensor({
    title: "Own",
    readings: [
      { key: "first", title: "First", unit: "V" },
      { key: "second", title: "Second", type: "boolean" },
    ],
    intervalMs: 1000,
    open,
  });
  return { definition: { sensors: [{ kind: "own" }], actuators: [] }, sensors: { own: kind } };
}

describe("a person's own sensor", () => {
  it("tells its values with their units at its interval, true and false when they change", () => {
    let count = 0;
    const { world, device, values } = run(own(() => ({ sample: () => [++count / 4, count > 3 ? 1 : 0] })));
    world.clock.advance(5500);
    deepEqual(values("first").slice(0, 5), [0.25, 0.5, 0.75, 1, 1.25]);
    deepEqual(values("second"), [false, true]);
    equal(world.cloud.stored.find(({ record }) => record["n"] === "first")?.record["u"], "V");
    device.close();
  });

  it("may wait for a conversion, and have nothing to tell yet", () => {
    let count = 0;
    let started = 0;
    const code = { start: () => 50 * Math.min(++started, 1), sample: () => (++count < 3 ? undefined : count) };
    const { world, device, values, events } = run(own(() => code));
    world.clock.advance(4000);
    equal(values("first")[0], 3);
    deepEqual(events("sensor.fault"), []);
    equal(started, count);
    device.close();
  });

  it("whose code throws, at any place, is a fault of that sensor alone, told once, tried again", () => {
    const broken: Record<string, () => SensorCode> = {
      open: () => {
        throw new Error("no wire");
      },
      sample: () => ({
        sample: () => {
          throw new Error("no luck");
        },
      }),
      start: () => ({
        start: () => {
          throw new Error("no start");
        },
        sample: () => 1,
      }),
      close: () => ({
        sample: () => "wet",
        close: () => {
          throw new Error("stuck");
        },
      }),
    };
    for (const [place, open] of Object.entries(broken)) {
      let opened = 0;
      const { world, device, events } = run(
        own(() => {
          opened++;
          return open();
        }),
      );
      world.clock.advance(20_000);
      equal(events("sensor.fault").length, 2, place); // of its two readings
      ok(opened >= 4 && opened <= 6, `${place}: opened ${opened} times`);
      equal(device.exceptions, 0, place);
      equal(device.session.isOnline, true, place);
      device.close();
    }
  });

  it("gets its options as its schema says, or the definition is refused", () => {
    let got: unknown;
    const kind = defineSensor({
      title: "Counter",
      options: { step: { type: "number", minimum: 1, maximum: 10 } },
      required: ["step"],
      readings: [{ key: "count", title: "Count" }],
      open: (_site, { step }) => {
        got = step;
        return { sample: () => step };
      },
    });
    const application = (step: unknown): Application => ({
      definition: { sensors: [{ kind: "counter", step }], actuators: [] },
      sensors: { counter: kind },
    });
    const { world, device } = run(application(4));
    world.clock.advance(1000);
    equal(got, 4);
    device.close();
    const wrong = run(application(40));
    ok(wrong.world.virtual.printed.join("\n").includes("sensors[0].step: must be at most 10"));
    wrong.device.close();
  });
});

describe("a person's own actuator", () => {
  const siren = (fail = false): Application => {
    const kind = defineActuator({
      title: "Siren",
      unit: "/",
      options: { loudest: { type: "number", minimum: 0, maximum: 1 } },
      safe: 0,
      open: (_site, { loudest = 1 }) => {
        let level = 0.5;
        return {
          get value() {
            return level;
          },
          set: (value) => {
            if (typeof value !== "number" || !(value >= 0 && value <= loudest)) return `must be within 0..${loudest}`;
            if (fail && value > 0) throw new Error("horn is loose");
            level = value;
            return undefined;
          },
        };
      },
    });
    const actuators = [{ kind: "siren", name: "siren", title: "Siren", loudest: 0.8 }];
    return { definition: { sensors: [], actuators }, actuators: { siren: kind } };
  };

  it("is set like any other, begins in its safe state, and refuses what it cannot be", () => {
    const { device, values, ask } = run(siren());
    deepEqual(ask("actuator.set", { name: "siren", value: 0.25 })?.result, { name: "siren", value: 0.25 });
    equal(ask("actuator.set", { name: "siren", value: 0.9 })?.error?.message, "value must be within 0..0.8");
    deepEqual(values("siren"), [0, 0.25]);
    device.close();
  });

  it("that throws is answered as hardware that did not do it", () => {
    const { device, ask } = run(siren(true));
    const error = ask("actuator.set", { name: "siren", value: 0.25 })?.error;
    equal(error?.code, -32008);
    deepEqual(error?.data, { reason: "horn is loose" });
    equal(device.exceptions, 0);
    device.close();
  });
});

describe("a person's own actuator whose value fails", () => {
  it("is told with what it was before, logged once, and well again afterwards", () => {
    let now: unknown = 1;
    const kind = defineActuator({
      title: "Valve",
      open: () => ({
        get value(): number {
          if (now === "throws") throw new Error("no valve");
          return now as number;
        },
        get deadline(): number {
          if (now === "throws") throw new Error("no deadline");
          return Number.POSITIVE_INFINITY;
        },
        set: () => undefined,
      }),
    });
    const application = { definition: { sensors: [], actuators: [{ kind: "valve", name: "valve" }] } };
    const { world, device, values, ask } = run({ ...application, actuators: { valve: kind } });
    for (const wrong of ["throws", Number.NaN, undefined, {}]) {
      now = wrong;
      for (let i = 0; i < 20; i++) ask("ping", {});
      ok(ask("describe", {})?.result !== undefined);
    }
    equal(world.virtual.printed.filter((line) => line.includes("no valve")).length, 1);
    now = 0.5;
    ask("ping", {});
    deepEqual(values("valve"), [1, 0.5]);
    equal(device.exceptions, 0);
    device.close();
    now = undefined;
    const other = run({ ...application, actuators: { valve: kind } });
    ok(other.world.virtual.printed.some((line) => line.includes("valve: its value is no number")));
    other.device.close();
  });
});

describe("a person's own actuator that asks for its turns", () => {
  /** next: its deadline behind a turn at `now`, undefined: none. */
  function runPump(next: (now: number) => unknown) {
    let turns = 0;
    let deadline: unknown = 0;
    const kind = defineActuator({
      title: "Pump",
      open: () => ({
        value: true,
        set: () => undefined,
        get deadline() {
          return deadline as number;
        },
        advance: (now) => {
          deadline = ++turns > 5000 ? undefined : next(now); // a test that fails is to end
        },
      }),
    });
    const definition = { sensors: [], actuators: [{ kind: "pump", name: "pump" }] };
    const { world, device } = run({ definition, actuators: { pump: kind } });
    const told = () => world.virtual.printed.filter((line) => line.includes("its deadline has passed")).length;
    const fault = () => device.parts.actuators.find("pump")?.fault;
    return { world, device, told, fault, turns: () => turns };
  }

  it("gets them at its deadline", () => {
    const { world, device, told, turns } = runPump((now) => now + 50);
    const before = turns();
    world.clock.advance(10_000);
    ok(turns() - before >= 200 && turns() - before < 260, String(turns() - before));
    equal(told(), 0);
    device.close();
  });

  it("is not always due when another's turn comes less than a millisecond before its own", () => {
    let due = 500;
    const { world, device, told, fault } = runPump((now) => {
      if (now >= due) due = now + 500;
      return due;
    });
    for (let i = 0; i < 10; i++) {
      world.clock.advance(due - 0.4 - world.clock.nowMs);
      device.parts.advance(true, world.clock.nowMs);
      deepEqual([told(), fault()], [0, undefined]);
      world.clock.advance(1);
    }
    ok(due >= 5000, `${due}`);
    device.close();
  });

  it("and is due whenever it has had one waits a second instead, and that is told once until it is over", () => {
    let isWell = false;
    const cases: ((now: number) => unknown)[] = [
      () => 0,
      (now) => now,
      (now) => now + 0.5,
      (now) => now - 1000,
      () => -Infinity,
    ];
    for (const wrong of cases) {
      isWell = false;
      const { world, device, told, fault, turns } = runPump((now) => (isWell ? now + 5000 : wrong(now)));
      world.clock.advance(60_000);
      ok(turns() < 400, `${wrong}: ${turns()} turns`);
      deepEqual([told(), fault(), device.session.state], [1, "deadline", "online"], String(wrong));
      isWell = true;
      world.clock.advance(5000);
      equal(fault(), undefined);
      isWell = false;
      world.clock.advance(10_000);
      deepEqual([told(), fault(), device.exceptions], [2, "deadline", 0]);
      device.close();
    }
  });

  it("has none when its deadline is no time", () => {
    for (const wrong of [Number.NaN, "soon", {}, Symbol("soon"), null]) {
      const { world, device, told, turns } = runPump(() => wrong);
      world.clock.advance(60_000);
      ok(turns() < 400, `${String(wrong)}: ${turns()} turns`);
      deepEqual([told(), device.exceptions], [0, 0]);
      device.close();
    }
  });
});

describe("a person's own command", () => {
  it("is described, checked by its schema, and answers with what it gives", () => {
    const double = defineCommand({
      name: "double",
      title: "Double",
      params: { value: { type: "number", maximum: 100 } },
      required: ["value"],
      run: ({ value }) => ({ value: value * 2 }),
    });
    const { device, ask } = run({ definition: { sensors: [], actuators: [] }, commands: [double] });
    deepEqual(ask("double", { value: 21 })?.result, { value: 42 });
    equal(ask("double", { value: 101 })?.error?.message, "params/value must be at most 100");
    equal(ask("double")?.error?.code, -32602);
    const methods: { name: string; title?: string }[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page = ask("describe", { from })?.result as { methods: typeof methods; next?: number };
      methods.push(...page.methods);
      from = page.next;
    }
    ok(methods.some(({ name, title }) => name === "double" && title === "Double"));
    device.close();
  });

  it("sets actuators, tells events, and ends with the reason of what is refused", () => {
    const commands = [
      defineCommand({ name: "wrong.name", run: (_params, device) => device.set("nothing", true) }),
      defineCommand({ name: "wrong.value", run: (_params, device) => device.set("relay", 7) }),
      defineCommand({ name: "asleep", run: (_params, device) => device.refuse("everybody sleeps") }),
      defineCommand({
        name: "broken",
        run: () => {
          throw new Error("oops");
        },
      }),
    ];
    const actuators = [{ kind: "switch", name: "relay", pin: "relay" }];
    const { device, ask } = run({ definition: { sensors: [], actuators }, commands });
    equal(ask("wrong.name")?.error?.code, -32003);
    equal(ask("wrong.value")?.error?.message, "relay: value must be true or false");
    deepEqual(ask("asleep")?.error, { code: -32001, message: "everybody sleeps" });
    equal(ask("broken")?.error?.code, -32603);
    equal(device.exceptions, 0);
    device.close();
  });
});

describe("the example's own code", () => {
  it("knows dew points as tables have them", () => {
    // Wagner and Pruß's steam tables give 9.3 Cel for 20 Cel at 50 %RH, 21.4 for 30 at 60, 0 for 0 at 100.
    close(dewPointOf(20, 50), 9.3, 0.1);
    close(dewPointOf(30, 60), 21.4, 0.1);
    close(dewPointOf(0, 100), 0, 0.01);
  });

  it("computes one from the climate room, and has none while the room's sensor is pulled off", () => {
    const world = new VirtualWorld();
    world.hardware.sht4x.probe.set("temperature", 20);
    world.hardware.sht4x.probe.set("humidity", 50);
    const device = world.startOnline();
    world.clock.advance(25_000);
    const dewpoints = world.cloud.stored.filter(({ record }) => record["n"] === "dewpoint");
    close(Number(dewpoints.at(-1)?.record["v"]), 9.3, 0.15);
    equal(dewpoints.at(-1)?.record["u"], "Cel");
    world.hardware.sht4x.fault = "no-answer";
    world.clock.advance(120_000);
    const before = world.cloud.stored.filter(({ record }) => record["n"] === "dewpoint").length;
    ok(before <= dewpoints.length + 2, `${before}`);
    world.hardware.sht4x.fault = "none";
    world.clock.advance(180_000);
    ok(world.cloud.stored.filter(({ record }) => record["n"] === "dewpoint").length > before + 5);
    device.close();
  });

  it("says good night: the lamp and the relay go off", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    for (const [name, value] of [["lamp", 0.5] as const, ["relay", true] as const]) {
      world.cloud.request(`set-${name}`, "actuator.set", { name, value });
    }
    world.clock.advance(500);
    equal(world.hardware.pins.shown(2), 1);
    world.cloud.request("night", "home.goodnight", {});
    world.clock.advance(500);
    deepEqual(world.cloud.responses.at(-1)?.result, { lamp: 0, relay: false });
    equal(world.hardware.pins.shown(2), 0);
    ok(world.cloud.stored.some(({ record }) => record["name"] === "home.goodnight"));
    device.close();
  });
});

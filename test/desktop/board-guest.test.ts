/** The board as a guest sees it: proxies, pipe, and Node's side of it together, on both engines. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import type { MachineSensor } from "../../hosts/desktop/board/sensors.js";
import { pinNumbers } from "../../hosts/models/hardware.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { startGuestBoard, stopGuestBoards } from "./support/board-guest.js";
import { describeOnEngines } from "./support/guest.js";

describeOnEngines("the desktop's board", (kind) => {
  afterEach(stopGuestBoards);

  it("has pins, buses, identity and a restart reason", async () => {
    const { posts, until } = await startGuestBoard(
      kind,
      "post(board.pin, board.I2C.default.data, board.identity.id, board.identity.model, board.restartReason, typeof board.memory().heapUsed);",
    );
    await until(() => posts.length > 0);
    deepEqual(posts[0], [
      pinNumbers,
      21,
      "desk-1",
      "desktop",
      { reason: "power" },
      kind === "xs" ? "number" : "undefined",
    ]);
  });

  it("drives pins, tells edges, reads the converter, and throws the hardware's errors", async () => {
    const { run, posts, outputs, until } = await startGuestBoard(
      kind,
      `const relay = new board.io.Digital({ pin: board.pin.relay, mode: "output" });
      const lamp = new board.io.PWM({ pin: board.pin.lamp });
      const light = new board.io.Analog({ pin: board.pin.light });
      const button = new board.io.Digital({ pin: board.pin.button, mode: "inputPullUp", activeLow: true, onReadable() {
        relay.write(button.read());
        lamp.write(button.read() === 1 ? 512 : 0);
        post("button", button.read(), relay.read());
      } });
      let message = "";
      try { new board.io.Digital({ pin: 2, mode: "input" }); } catch (error) { message = error.message; }
      post(light.resolution, lamp.resolution, light.read(), message);`,
      { world: { series: { startS: 0, periodS: 1, at: (_time, into) => Object.assign(into, { light: 99999 }) } } },
    );
    await until(() => posts.length > 0);
    deepEqual(posts[0], [12, 10, 4095, "pin 2 is in use"]);
    equal(run.steer('{"pin":"button","press":true}'), undefined);
    await until(() => posts.length > 1);
    deepEqual(posts[1], ["button", 1, 1]);
    deepEqual(outputs.slice(-2), [
      { pin: "relay", value: 1 },
      { pin: "lamp", value: 0.5 },
    ]);
  });

  it("counts pulses, whether somebody looks or not", async () => {
    const { run, posts, until } = await startGuestBoard(
      kind,
      `const counter = new board.io.PulseCount({ signal: board.pin.meter, pull: "up" });
      const button = new board.io.Digital({ pin: board.pin.button, mode: "inputPullUp", onReadable() {
        const count = counter.read();
        counter.write(100);
        post(count);
      } });
      post("ready");`,
      {
        world: { series: { startS: 0, periodS: 1, at: (_time, into) => Object.assign(into, { co2: 420 }) }, speed: 0 },
      },
    );
    await until(() => posts.length > 0);
    equal(run.steer('{"pin":"meter","pulses":7}'), undefined);
    equal(run.steer('{"pin":"button","press":true}'), undefined);
    await until(() => posts.length > 1);
    equal(run.steer('{"pin":"meter","pulses":2}'), undefined);
    equal(run.steer('{"pin":"button","press":false}'), undefined);
    await until(() => posts.length > 2);
    deepEqual(posts.slice(1), [[7], [102]]);
  });

  it("reaches chips over I2C and SMBus, and throws when none answers", async () => {
    const { posts, until } = await startGuestBoard(
      kind,
      `const { io, ...bus } = board.I2C.default;
      const chip = new io({ ...bus, hz: 100000, address: 0x44 });
      chip.write(Uint8Array.of(0x89));
      const bytes = new Uint8Array(6);
      const count = chip.read(bytes);
      chip.close();
      chip.close();
      const smbus = new board.io.SMBus({ ...bus, hz: 100000, address: 0x44 });
      smbus.write(Uint8Array.of(0x89).buffer);
      const first = new Uint8Array(smbus.read(2));
      const errors = [];
      for (const run of [() => chip.read(1), () => smbus.readUint8(0x70), () => new io({ ...bus, hz: 1, address: 5 })])
        try { run(); } catch (error) { errors.push(error.message); }
      post(count, Array.from(bytes), Array.from(first), errors);`,
    );
    await until(() => posts.length > 0);
    const [count, bytes, first, errors] = posts[0] as [number, number[], number[], string[]];
    equal(count, 6);
    deepEqual(bytes.slice(0, 2), first);
    ok(errors[0]?.includes("is closed"), errors[0]);
    deepEqual(errors.slice(1), ["I2C write: no answer from 0x44", "I2C address 5 is not within 8..119"]);
  });

  it("keeps settings and a log over a restart that the guest asks for, and says why it restarted", async () => {
    const { run, posts, until } = await startGuestBoard(
      kind,
      `const store = board.storage.keyValue.open({ path: "mooring" });
      const log = board.storage.log.open();
      const byte = new Uint8Array(1);
      log.read(byte, 4096);
      post(board.restartReason, store.read("count"), byte[0], log.status().size, store.read("server.url"));
      if (store.read("count") === undefined) {
        store.write("count", "1");
        store.write("gone", "x");
        store.delete("gone");
        log.eraseBlock(1);
        log.write(Uint8Array.of(42), 4096);
        board.restart("because");
      }`,
      { settings: { "server.url": "ws://a" } },
    );
    await until(() => posts.length === 2);
    deepEqual(posts, [
      [{ reason: "power" }, null, 255, 262144, "ws://a"],
      [{ reason: "software", detail: "because" }, "1", 42, 262144, "ws://a"],
    ]);
    equal(run.starts, 2);
  });

  it("has clock, timers, random bytes and digests", async () => {
    const { posts, until } = await startGuestBoard(
      kind,
      `const begin = board.clock.now();
      const wall = board.clock.wall();
      board.clock.setWall(wall + 5000);
      const never = board.timer.set(() => post("never"), 5);
      board.timer.clear(never);
      board.timer.clear(never);
      board.timer.clear(undefined);
      const random = new Uint8Array(8);
      board.random(random);
      const sum = board.digest("SHA-1", Uint8Array.of(97, 98, 99));
      board.timer.set(() => {
        post(board.clock.now() - begin, wall, board.clock.wall() - wall, Array.from(random), Array.from(sum.subarray(0, 4)));
      }, 20);`,
    );
    await until(() => posts.length > 0);
    const [passed, wall, set, random, sum] = posts[0] as [number, number, number, number[], number[]];
    ok(passed >= 19 && passed < 1000, `${passed} ms`);
    ok(Math.abs(wall - Date.now()) < 5000);
    ok(set >= 5019 && set < 6000, `${set} ms`);
    ok(random.some((byte) => byte !== 0));
    deepEqual(sum, [0xa9, 0x99, 0x3e, 0x36]);
  });

  it("resolves names and speaks TCP, and says why it cannot", async () => {
    const server = createServer((peer) => peer.pipe(peer)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { posts, until } = await startGuestBoard(
      kind,
      `const resolver = new board.network.resolver.io({});
      const network = new board.network.interface.io({});
      const buffer = new Uint8Array(16);
      resolver.resolve({
        host: "localhost",
        onError: (host, reason) => post("unresolved", host, reason),
        onResolved(host, address) {
          const socket = new board.io.TCP({
            address, port: ${port}, host,
            onWritable(count) {
              if (socket.remotePort !== ${port}) throw new Error("no port");
              post("writable", count, socket.write(Uint8Array.of(1, 2, 3)));
            },
            onReadable(count) {
              const got = socket.read(buffer);
              post("readable", count, got, Array.from(buffer.subarray(0, got)), socket.read(buffer));
              socket.close();
            },
          });
        },
      });
      const dead = new board.io.TCP({ address: "127.0.0.1", port: 1, onError: (reason) => post("dead", reason) });
      post(network.connection, network.RSSI, network.MAC);`,
    );
    await until(() => posts.length === 4);
    server.close();
    const sorted = posts.map((post) => post as unknown[]);
    deepEqual(sorted[0], ["ready", -58, "02:00:00:00:00:01"]);
    deepEqual(
      sorted.slice(1).sort((a, b) => String(a[0]).localeCompare(String(b[0]))),
      [
        ["dead", "connection refused"],
        ["readable", 3, 3, [1, 2, 3], 0],
        ["writable", 16384, 16384],
      ],
    );
  });

  it("loses the network with the radio, tells so, and gets it back", async () => {
    const { run, posts, until } = await startGuestBoard(
      kind,
      `const network = new board.network.interface.io({ onChanged(property) {
        post(property, network[property] ?? null);
        if (property !== "address" || network.address !== undefined) return;
        new board.io.TCP({ address: "127.0.0.1", port: 80, onError: (reason) => post("tcp", reason) });
        new board.network.resolver.io({}).resolve({
          host: "localhost", onResolved: () => post("resolved"), onError: (host, reason) => post(host, reason),
        });
      } });
      post("ready");`,
    );
    await until(() => posts.length === 1);
    equal(run.steer('{"radio":{"state":"gone"}}'), undefined);
    await until(() => posts.length === 5);
    equal(run.steer('{"radio":{"state":"ready"}}'), undefined);
    await until(() => posts.length === 7);
    deepEqual(posts.slice(1), [
      ["connection", "gone"],
      ["address", null],
      ["tcp", "no network"],
      ["localhost", "no network"],
      ["connection", "ready"],
      ["address", "127.0.0.1"],
    ]);
  });

  it("scans, joins with name and password, and has an access point of its own", async () => {
    const { run, posts, until } = await startGuestBoard(
      kind,
      // the radio may have moved on by the time that an event is looked at: each step is taken once
      `const done = new Set();
      const once = (step) => !done.has(step) && done.add(step);
      const scan = () => network.scan({ onFound: (found) => post(found), onComplete(reason) {
        post("complete", reason ?? null);
        network.connect({ SSID: "home", password: "wrong horse" });
      } });
      const network = new board.network.interface.io({ onChanged() {
        const { connection, failure } = network;
        if (connection === "ready" && once("ready")) post("ready", network.SSID, network.failure ?? null);
        if (connection !== "gone" || failure === undefined || !once(failure)) return;
        post(failure);
        if (failure === "not found") scan();
        else network.connect({ SSID: "home", password: "correct horse" });
      } });
      const point = new board.network.accessPoint.io({ SSID: "setup", password: "eight or more" });
      post(point.address, board.network.ntp === undefined);
      point.close();`,
    );
    await until(() => posts.length === 1);
    equal(run.steer('{"radio":{"networks":[{"SSID":"home","password":"correct horse"}]}}'), undefined);
    await until(() => posts.length === 6);
    deepEqual(posts, [
      ["127.0.0.1", true],
      ["not found"],
      [{ SSID: "home", RSSI: -58, channel: 1, isOpen: false }],
      ["complete", null],
      ["password"],
      ["ready", "home", null],
    ]);
  });

  it("listens and takes connections", async () => {
    const { posts, until } = await startGuestBoard(
      kind,
      `const buffer = new Uint8Array(16);
      const listener = new board.io.Listener({ port: 0, onReadable(count) {
        const socket = listener.read({
          onReadable() { const got = socket.read(buffer); socket.write(buffer.slice(0, got)); },
          onError(reason) { post("end", reason ?? null); socket.close(); listener.close(); },
        });
        post("taken", count, listener.read({}) === undefined, socket.remoteAddress ?? null);
      } });
      board.timer.set(() => post("port", listener.port), 10);`,
    );
    await until(() => posts.length === 1);
    const [, port] = posts[0] as [string, number];
    const peer = connect(port, "127.0.0.1");
    peer.write("hello");
    const [answer] = await once(peer, "data");
    equal(String(answer), "hello");
    peer.end();
    await once(peer, "close");
    deepEqual(posts.slice(1), [
      ["taken", 1, true, "127.0.0.1"],
      ["end", null],
    ]);
  });

  it("sends and receives packets", async () => {
    const { posts, until } = await startGuestBoard(
      kind,
      `const second = new board.io.UDP({ onReadable(count) {
        const { bytes, address, port } = second.read();
        post(count, Array.from(new Uint8Array(bytes)), address, port === first.port, second.read() === undefined);
        second.close();
      } });
      const first = new board.io.UDP({});
      first.write(Uint8Array.of(1, 2, 3), "127.0.0.1", second.port);`,
    );
    await until(() => posts.length === 1);
    deepEqual(posts[0], [1, [1, 2, 3], "127.0.0.1", true, true]);
  });

  it("says when a port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { posts, until } = await startGuestBoard(
      kind,
      `new board.io.Listener({ port: ${port}, onError: (reason) => post(reason) });`,
    );
    await until(() => posts.length === 1);
    server.close();
    deepEqual(posts[0], ["port in use"]);
  });

  it("hands the machine's sensors over by name and unit", async () => {
    let closed = 0;
    const sensor: MachineSensor = {
      name: "load",
      unit: "/",
      open: () => ({ sample: () => (closed > 0 ? undefined : 0.25), close: () => closed++ }),
    };
    const { run, posts, until } = await startGuestBoard(
      kind,
      `const [place] = board.sensor;
      const { io, name, unit, ...options } = place;
      const sensor = new io(options);
      post(board.sensor.length, name, unit, sensor.sample());
      sensor.close();`,
      { sensors: [sensor] },
    );
    await until(() => posts.length === 1);
    deepEqual(posts[0], [1, "load", "/", 0.25]);
    await run.engine?.idle();
    equal(closed, 1);
  });
});

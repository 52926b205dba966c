/** When the portal opens and closes, and what the device does about its network meanwhile. */
import { deepEqual, equal, ok } from "../support/assert.js";
import { barn, cafe, home, ProvisioningWorld, setUp } from "../support/provisioning-world.js";

const minuteMs = 60_000;
const password = home.password ?? "";
const isOpen = (world: ProvisioningWorld): boolean => world.hardware.radio.accessPoint !== undefined;
const state = (world: ProvisioningWorld, token: string): { step: string; failure?: string } =>
  JSON.parse(world.ask("GET", "/state", undefined, token).body);

function press(world: ProvisioningWorld, forMs: number): void {
  world.hardware.press(true);
  world.clock.advance(forMs);
  world.hardware.press(false);
  world.clock.advance(1000);
}

describe("the portal's life", () => {
  it("opens for the first setup, with an access point that is secured, and stays until it is done", () => {
    const world = new ProvisioningWorld([home, cafe]);
    world.start();
    world.clock.advance(20 * minuteMs);
    const { accessPoint } = world.hardware.radio;
    equal(accessPoint?.SSID, "Mooring-ddeeff");
    ok(/^[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}$/.test(accessPoint?.password ?? ""));
    ok(world.virtual.printed.some((line) => line.includes("http://127.0.0.1/")));
    const token = world.openPage();
    ok(world.ask("GET", "/networks", undefined, token).body.includes('"home"'));
    world.ask("POST", "/setup", { SSID: "cafe", server: "ws://cloud.example:8080" }, token);
    world.until(() => state(world, token).step === "done", 20_000, 500);
    world.clock.advance(50_000);
    equal(isOpen(world), true);
    world.until(() => !isOpen(world), 15_000);
    equal(world.provisioning.setups, undefined);
    equal(world.servers.open, 0);
    equal(world.device.session.isOnline, true);
    world.clock.advance(10 * minuteMs);
    equal(isOpen(world), false);
    world.device.close();
  });

  it("stays open after a failure, whose cause the phone is told within 30 s, and takes the right password then", () => {
    const world = new ProvisioningWorld([home]);
    world.start();
    world.clock.advance(1000);
    const token = world.openPage();
    const begun = world.clock.nowMs;
    const setup = { SSID: "home", password: "wrong horse", server: "ws://cloud.example:8080" };
    world.ask("POST", "/setup", setup, token);
    world.until(() => state(world, token).failure === "password", 30_000, 500);
    ok(world.clock.nowMs - begun <= 30_000);
    equal(isOpen(world), true);
    world.ask("POST", "/setup", { ...setup, password }, token);
    world.until(() => state(world, token).step === "done", 30_000, 500);
    world.device.close();
  });

  it("opens after five minutes without the network, goes on trying to rejoin, and closes when it is back", () => {
    const world = new ProvisioningWorld([home], setUp);
    world.start();
    world.until(() => world.device.session.isOnline, 10_000);
    world.hardware.radio.set({ networks: [cafe] });
    world.clock.advance(4.9 * minuteMs);
    equal(isOpen(world), false);
    world.clock.advance(0.2 * minuteMs);
    equal(isOpen(world), true);
    const { scans } = world.provisioning.air;
    world.clock.advance(10 * minuteMs);
    ok(world.provisioning.air.scans > scans + 10, "it looks for its network");
    world.hardware.radio.set({ networks: [home, cafe] });
    world.until(() => !isOpen(world) && world.device.session.isOnline, 62_000);
    world.device.close();
  });

  it("can be set up for another network during an outage, and keeps the old one", () => {
    const world = new ProvisioningWorld([home], setUp);
    world.start();
    world.until(() => world.device.session.isOnline, 10_000);
    world.hardware.radio.set({ networks: [barn] });
    world.until(() => isOpen(world), 6 * minuteMs);
    const token = world.openPage();
    world.ask("POST", "/setup", { SSID: "barn", password: barn.password }, token);
    world.until(() => state(world, token).step === "done", 30_000, 500);
    const list = JSON.parse(world.settings["wifi.networks"] ?? "") as { SSID: string }[];
    equal(list.map(({ SSID }) => SSID).join(), "barn,home");
    equal(world.settings["server.token"], setUp["server.token"]);
    world.device.close();
  });

  it("neither scans nor joins by itself while a phone is there, but not for ever", () => {
    const world = new ProvisioningWorld([cafe], setUp);
    world.start();
    world.until(() => isOpen(world), 6 * minuteMs);
    const token = world.openPage();
    world.clock.advance(5000);
    const { scans } = world.provisioning.air;
    world.hardware.radio.set({ networks: [home] });
    for (let passed = 0; passed < 4 * minuteMs; passed += 20_000) {
      state(world, token);
      world.clock.advance(20_000);
    }
    equal(world.provisioning.air.scans, scans);
    equal(world.provisioning.joiner.state === "ready", false);
    world.ask("POST", "/scan", {}, token);
    world.clock.advance(1000);
    equal(world.provisioning.air.scans, scans + 1);
    for (let passed = 0; passed < 3 * minuteMs; passed += 20_000) {
      state(world, token);
      world.clock.advance(20_000);
    }
    equal(world.provisioning.joiner.state, "ready");
    world.device.close();
  });

  it("opens on a press of five seconds, and closes after five minutes without a visit", () => {
    const world = new ProvisioningWorld([home], setUp);
    world.start();
    world.until(() => world.device.session.isOnline, 10_000);
    press(world, 4500);
    equal(isOpen(world), false);
    press(world, 6000);
    equal(isOpen(world), true);
    equal(world.device.session.isOnline, true);
    world.clock.advance(4 * minuteMs);
    world.ask("GET", "/");
    world.clock.advance(4 * minuteMs);
    equal(isOpen(world), true);
    world.until(() => !isOpen(world), 2 * minuteMs);
    equal(world.device.session.isOnline, true);
    world.device.close();
  });

  it("resets the device on a press of fifteen seconds: it forgets all of it, and starts anew", () => {
    const world = new ProvisioningWorld([home], { ...setUp, "server.page": "http://x", tz: "Europe/Berlin" });
    world.start();
    world.until(() => world.device.session.isOnline, 10_000);
    press(world, 14_000);
    equal(world.virtual.restarts.length, 0);
    press(world, 16_000);
    equal(world.virtual.restarts.join(), "reset by the button");
    // When the time was known last is no secret, and no certificate is judged by an earlier one.
    equal(Object.keys(world.settings).sort().join(), "setup.forgotten,time.seen,tz");
    const text = JSON.stringify(world.hardware.keyValue.contents);
    for (const secret of [password, setUp["server.token"]]) ok(!text.includes(secret));
    world.device.close();
  });

  it("does not take a button for pressed that is held since before the start, or stuck", () => {
    for (const definition of [undefined, { sensors: [], actuators: [], rules: [] }]) {
      const world = new ProvisioningWorld([home], setUp);
      world.hardware.press(true);
      if (definition === undefined) world.start();
      else world.startWith(definition);
      world.clock.advance(60_000);
      equal(world.virtual.restarts.length, 0);
      equal(isOpen(world), false);
      world.hardware.press(false);
      world.clock.advance(1000);
      press(world, 6000);
      equal(isOpen(world), true);
      world.device.close();
    }
  });

  it("takes a button that no application watches for itself", () => {
    const world = new ProvisioningWorld([home], setUp);
    const started = world.startWith({ sensors: [], actuators: [], rules: [] });
    world.until(() => started.session.isOnline, 10_000);
    press(world, 6000);
    equal(isOpen(world), true);
    started.close();
  });

  it("tries again when the access point cannot be had, and without one goes on by itself", () => {
    const world = new ProvisioningWorld([home]);
    const { AccessPoint } = world.hardware.io;
    let tries = 0;
    const failing = class extends AccessPoint {
      constructor(options: ConstructorParameters<typeof AccessPoint>[0]) {
        if (tries++ < 2) throw new Error("no radio");
        super(options);
      }
    };
    const { board } = world.virtual;
    Object.assign(world.virtual, { board: { ...board, network: { ...board.network, accessPoint: { io: failing } } } });
    world.start();
    world.clock.advance(1000);
    equal(isOpen(world), false);
    world.clock.advance(2.1 * minuteMs);
    equal(isOpen(world), true);
    world.device.close();
    const without = new ProvisioningWorld([home]);
    const bare = without.virtual.board;
    Object.assign(without.virtual, { board: { ...bare, network: { ...bare.network, accessPoint: undefined } } });
    without.start();
    without.clock.advance(10 * minuteMs);
    equal(without.device.exceptions, 0);
    without.device.close();
  });

  it("keeps no restart from coming when its access point cannot be closed", () => {
    const world = new ProvisioningWorld([home]);
    const { AccessPoint } = world.hardware.io;
    const { board } = world.virtual;
    const stuck = class extends AccessPoint {
      override close(): void {
        throw new Error("stuck");
      }
    };
    const accessPoint = { ...board.network.accessPoint, io: stuck };
    Object.assign(world.virtual, { board: { ...board, network: { ...board.network, accessPoint } } });
    const device = world.start();
    world.clock.advance(5000);
    equal(isOpen(world), true);
    device.restart("a test");
    world.clock.advance(10_000);
    deepEqual(world.virtual.restarts, ["a test"]);
  });

  it("leaves nothing open, however often it opened", () => {
    const world = new ProvisioningWorld([home], setUp);
    world.start();
    world.until(() => world.device.session.isOnline, 10_000);
    for (let i = 0; i < 5; i++) {
      press(world, 6000);
      equal(isOpen(world), true);
      world.ask("GET", "/");
      world.until(() => !isOpen(world), 11 * minuteMs, 1000);
    }
    equal(world.servers.open, 0);
    world.device.close();
    equal(world.hardware.radio.accessPoint, undefined);
  });
});

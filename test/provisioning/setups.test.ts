/** A setup from what was entered to what is stored: every cause, the way back, and power cut at every write. */

import type { Network } from "../../hosts/models/radio.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { Setup } from "../../src/provisioning/setup.js";
import type { Setups } from "../../src/provisioning/setups.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { barn, cafe, home, ProvisioningWorld, setUp } from "../support/provisioning-world.js";

const password = home.password ?? "";
const code = "CODE-1234-5678";
const token = "token-that-the-cloud-gave-0123456789";
const claimed = Object.freeze({
  id: "greenhouse-1",
  token,
  link: "/v1/devices/greenhouse-1/link",
  page: "http://cloud.example:8080/#/devices/greenhouse-1",
});
const server = "ws://cloud.example:8080";

/** A cloud that takes the code once, from whoever shows it with the key it was first shown with. */
function world(
  networks: readonly Network[],
  settings: Record<string, string> = {},
  cutAfter?: number,
): ProvisioningWorld {
  const made = new ProvisioningWorld(networks, settings, cutAfter);
  takeCode(made, { key: undefined });
  return made;
}

function takeCode(made: ProvisioningWorld, known: { key: string | undefined }): void {
  const { cloud } = made;
  Object.defineProperty(cloud, "helloResult", {
    get: () => {
      const hello = cloud.hellos.at(-1)?.["claim"] as { key: string } | undefined;
      if (hello === undefined) return {};
      known.key ??= hello.key;
      return hello.key === known.key ? { claimed } : {};
    },
  });
}

function begin(made: ProvisioningWorld, setup: Setup): Setups {
  made.clock.advance(1000);
  const setups = made.provisioning.target();
  setups.begin(setup, made.clock.nowMs);
  made.device.session.life.backoff.reset();
  made.provisioning.advance(made.clock.nowMs);
  return setups;
}

function end(made: ProvisioningWorld, setups: Setups, limitMs = 30_000): string {
  // The pump has its own idea of when to turn; a portal would wake it.
  for (let passed = 0; passed < limitMs && setups.isUnderWay; passed += 50) {
    made.clock.advance(50);
    made.provisioning.advance(made.clock.nowMs);
  }
  equal(setups.isUnderWay, false, `${setups.step}: ${made.virtual.printed.join("; ")}`);
  return setups.failure === undefined ? setups.step : `${setups.failure} at ${setups.step}`;
}

const first: Setup = { SSID: "home", password, server, code };

describe("setup", () => {
  it("joins, exchanges the code for a token, stores all of it, and is online as what the cloud called it", () => {
    const made = world([home]);
    made.start();
    const setups = begin(made, first);
    equal(end(made, setups), "done");
    equal(made.device.session.isOnline, true);
    const { settings } = made;
    equal(settings["server.url"], "ws://cloud.example:8080/v1/devices/greenhouse-1/link");
    equal(settings["server.token"], token);
    equal(settings["device.id"], "greenhouse-1");
    deepEqual(JSON.parse(settings["wifi.networks"] ?? ""), [{ SSID: "home", password, priority: 0 }]);
    ok(!Object.keys(settings).some((key) => key.startsWith("setup.")), Object.keys(settings).join());
    equal(setups.dashboardURL, claimed.page);
    const [claim, hello] = made.cloud.hellos;
    ok(typeof (claim?.["claim"] as { key: string }).key === "string");
    equal(hello?.["claim"], undefined);
    equal((hello?.["device"] as { id: string }).id, "greenhouse-1");
    made.device.close();
    const again = world([home], { ...settings });
    again.start();
    again.until(() => again.device.session.isOnline, 5000);
    equal((again.cloud.hellos[0]?.["device"] as { id: string }).id, "greenhouse-1");
    again.device.close();
  });

  it("tells each cause apart, within 30 s, and stores nothing then", () => {
    const cases: [string, readonly Network[], Setup, (made: ProvisioningWorld) => void][] = [
      ["not-found at joining", [cafe], first, () => {}],
      ["password at joining", [home], { ...first, password: "wrong horse" }, () => {}],
      ["no-address at address", [{ ...home, hasDHCP: false }], first, () => {}],
      ["no-internet at internet", [home], first, ({ network }) => Object.assign(network, { resolver: "fail" })],
      ["no-internet at internet", [home], first, ({ network }) => Object.assign(network, { resolver: "silent" })],
      ["no-cloud at cloud", [home], first, ({ network }) => Object.assign(network, { connecting: "fail" })],
      ["no-cloud at cloud", [home], first, ({ network }) => Object.assign(network, { connecting: "silent" })],
      ["no-cloud at cloud", [home], first, ({ cloud }) => Object.assign(cloud, { refusal: "404 Not Found" })],
      ["no-internet at cloud", [home], first, ({ cloud }) => Object.assign(cloud, { refusal: "302 Found" })],
      ["wrong-code at cloud", [home], first, ({ cloud }) => Object.assign(cloud, { refusal: "401 Unauthorized" })],
      [
        "refused at cloud",
        [home],
        { SSID: "home", password, server },
        ({ cloud }) => Object.assign(cloud, { refusal: "401 Unauthorized" }),
      ],
    ];
    for (const [expected, networks, setup, change] of cases) {
      const made = world(networks);
      change(made);
      made.start();
      const started = made.clock.nowMs;
      equal(end(made, begin(made, setup)), expected);
      ok(made.clock.nowMs - started <= 30_000, expected);
      deepEqual(
        Object.keys(made.settings).filter((key) => key !== "setup.key"),
        [],
      );
      equal(made.provisioning.joiner.state, "idle");
      equal(made.device.session.state, "unset");
      equal(made.device.exceptions, 0);
      made.device.close();
    }
  });

  it("tells a server's name that is nowhere from a network without names", () => {
    const made = world([home]);
    const { Resolver } = made.network;
    const picky = class extends Resolver {
      override resolve(options: Parameters<InstanceType<typeof Resolver>["resolve"]>[0]): void {
        if (options.host === "cloud.example") made.clock.after(5, () => options.onError(options.host, "no such name"));
        else super.resolve(options);
      }
    };
    const { board } = made.virtual;
    Object.assign(made.virtual, { board: { ...board, network: { ...board.network, resolver: { io: picky } } } });
    made.start();
    equal(end(made, begin(made, first)), "no-cloud at internet");
    made.device.close();
  });

  it("keeps the network and the server that worked until the new ones do, and goes back to them", () => {
    for (const setup of [
      { SSID: "barn", password: "wrong staple" },
      { SSID: "barn", password: barn.password },
      { SSID: "barn", password: barn.password, server: "ws://other.example" },
      { SSID: "barn", password: barn.password, server: "ws://other.example", code },
    ]) {
      const made = world([home, { ...barn, reach: "none" }], setUp);
      made.start();
      made.until(() => made.device.session.isOnline, 5000);
      const before = JSON.stringify({ ...made.settings });
      made.network.connecting = "fail";
      ok(end(made, begin(made, setup)) !== "done");
      made.network.connecting = "ok";
      const { "setup.key": _, ...left } = made.settings;
      equal(JSON.stringify(left), before);
      made.until(() => made.device.session.isOnline && made.hardware.radio.SSID === "home", 90_000);
      made.device.close();
    }
  });

  it("adds a network to those that are known, first in priority, and drops the last of too many", () => {
    const known = Array.from({ length: 6 }, (_, at) => ({ SSID: `known${at}`, password, priority: at }));
    const made = world([home], { ...setUp, "wifi.networks": JSON.stringify(known) });
    made.start();
    equal(end(made, begin(made, { SSID: "home", password })), "done");
    const list = JSON.parse(made.settings["wifi.networks"] ?? "") as { SSID: string; priority: number }[];
    deepEqual(
      list.map(({ SSID, priority }) => `${SSID} ${priority}`),
      ["home 6", "known5 5", "known4 4", "known3 3", "known2 2", "known1 1"],
    );
    made.device.close();
  });

  it("without any server is done when the network gives an address", () => {
    const made = world([cafe]);
    made.start();
    equal(end(made, begin(made, { SSID: "cafe" })), "done");
    deepEqual(Object.keys(made.settings), ["wifi.networks"]);
    made.device.close();
  });

  it("is given up for another one that is begun meanwhile", () => {
    const made = world([home, barn]);
    made.start();
    begin(made, { ...first, password: "wrong horse" });
    const setups = begin(made, { ...first, SSID: "barn", password: barn.password });
    equal(end(made, setups), "done");
    equal(made.hardware.radio.SSID, "barn");
    equal(made.settings["wifi.networks"]?.includes("wrong horse"), false);
    made.device.close();
  });

  for (const before of [{}, setUp]) {
    const which = "server.token" in before ? "of another network" : "of a fresh board";
    it(`survives a cut of power at every write ${which}: set up as before, or as now, or it goes on by itself`, () => {
      let count = 0;
      for (let cut = 0; cut < 30; cut++) {
        const known: { key: string | undefined } = { key: undefined };
        const made = new ProvisioningWorld([home, barn], { ...before }, cut);
        takeCode(made, known);
        made.start();
        const setups = begin(made, { ...first, SSID: "barn", password: barn.password });
        let isCut = false;
        for (let passed = 0; passed < 10_000 && setups.isUnderWay && !isCut; passed += 50) {
          made.clock.advance(50);
          isCut = made.device.exceptions > 0 || made.virtual.printed.some((line) => line.includes("not-stored"));
        }
        const { settings } = made;
        made.device.close();
        const next = new ProvisioningWorld([home, barn], { ...settings });
        takeCode(next, known);
        next.start();
        next.clock.advance(12_000);
        const text = JSON.stringify(next.settings);
        const isNew = next.settings["server.token"] === token && text.includes("barn");
        const isOld =
          "server.token" in before ? next.settings["server.token"] === setUp["server.token"] : !text.includes("server");
        ok(isNew || isOld, `cut ${cut}: ${text}`);
        if (known.key !== undefined) ok(isNew, `cut ${cut}: what the cloud gave is lost: ${text}`);
        ok(!("setup.commit" in next.settings) && !("setup.pending" in next.settings), `cut ${cut}: ${text}`);
        if (isNew || "server.token" in before) equal(next.device.session.isOnline, true, `cut ${cut}`);
        next.device.close();
        if (!isCut) break;
        count++;
      }
      ok(count >= 8, `${count} writes were cut`);
    });
  }

  it("asks again by the same key when the answer was lost", () => {
    const made = world([home]);
    let lost = 0;
    const { cloud } = made;
    cloud.onHello = () => {};
    made.network.delayMs = 5;
    made.start();
    const setups = begin(made, first);
    const receive = cloud.receive.bind(cloud);
    cloud.receive = (peer, text) => {
      if (text.includes('"claim"') && lost++ === 0) made.network.resetAll();
      else receive(peer, text);
    };
    equal(end(made, setups), "done");
    equal(lost, 2);
    made.device.close();
  });

  it("goes on with the code that a build carries, and forgets it", () => {
    const made = world([home], {
      "wifi.ssid": "home",
      "wifi.password": password,
      "server.url": server,
      "server.code": code,
    });
    made.start();
    made.until(() => made.device.session.isOnline && made.settings["server.token"] === token, 20_000);
    equal(made.settings["server.code"], undefined);
    equal(made.settings["wifi.ssid"], undefined);
    made.device.close();
  });

  it("exchanges a build's code on a wired board too, and stores no network there", () => {
    const made = world([], { "server.url": server, "server.code": code });
    made.hardware.radio.set({ networks: "any" });
    const wired = class extends made.hardware.io.NetworkInterface {};
    Object.defineProperty(wired.prototype, "scan", { value: undefined });
    const { board } = made.virtual;
    Object.assign(made.virtual, { board: { ...board, network: { ...board.network, interface: { io: wired } } } });
    made.start();
    made.until(() => made.device.session.isOnline && made.settings["server.token"] === token, 20_000);
    const left = Object.keys(made.settings).filter((key) => key.startsWith("wifi") || key.startsWith("setup"));
    deepEqual(left, []);
    equal(made.settings["server.code"], undefined);
    made.device.close();
  });

  it("fails, and stops nothing, when there is no room for what it has to keep before the code is shown", () => {
    const made = world([home], {}, 0);
    made.start();
    ok(end(made, begin(made, first)).startsWith("no-cloud"));
    ok(made.virtual.printed.some((line) => line.includes("settings.not-stored")));
    equal(made.cloud.hellos.length, 0);
    equal(made.device.exceptions, 0);
    equal(made.virtual.restarts.length, 0);
    made.device.close();
  });

  it("takes nothing from a cloud that could not be used: no token that is none, no link that leads nowhere", () => {
    for (const wrong of [
      { token: "a token with\r\nX-Header: of its own" },
      { token: "a-token-with-an-ü-in-it" },
      { link: "/v1/devices/greenhouse 1/link" },
      { link: "/v1/devices/greenhouse-1/link#" },
    ]) {
      const made = new ProvisioningWorld([home], setUp);
      made.start();
      made.until(() => made.device.session.isOnline, 10_000);
      Object.assign(made.cloud, { helloResult: { claimed: { ...claimed, ...wrong } } });
      ok(end(made, begin(made, first)).startsWith("no-cloud"));
      Object.assign(made.cloud, { helloResult: {} });
      equal(made.settings["server.token"], setUp["server.token"]);
      made.until(() => made.device.session.isOnline, 60_000);
      equal(made.device.exceptions, 0);
      made.device.close();
    }
  });

  it("shows its token to no other server than its own", () => {
    for (const [other, isShown] of [
      ["ws://other.example:8080", false],
      ["ws://cloud.example:9090", false],
      ["ws://cloud.example:8080/v1/devices/desk-1/link", true],
    ] as const) {
      const made = world([home], setUp);
      made.start();
      made.until(() => made.device.session.isOnline, 10_000);
      equal(made.cloud.peer?.headers.get("authorization"), `Bearer ${setUp["server.token"]}`);
      equal(end(made, begin(made, { SSID: "home", password, server: other })), "done");
      const shown = made.cloud.peer?.headers.get("authorization");
      equal(made.cloud.requests.length, 2);
      equal(shown, isShown ? `Bearer ${setUp["server.token"]}` : undefined, other);
      equal(made.settings["server.url"], other);
      equal(made.settings["server.token"], isShown ? setUp["server.token"] : undefined);
      made.device.close();
    }
  });

  it("never says password, token or code in its log, for many seeds of ends", () => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = new SeededRandom(seed);
      const made = world([home, barn], random.next() % 2 === 0 ? setUp : {});
      made.start();
      for (let i = 0; i < 6; i++) {
        made.network.connecting = random.next() % 3 === 0 ? "fail" : "ok";
        made.network.resolver = random.next() % 3 === 0 ? "fail" : "ok";
        begin(made, { ...first, SSID: random.next() % 2 === 0 ? "home" : "barn" });
        made.clock.advance(random.next() % 20_000);
      }
      made.clock.advance(60_000);
      const text = made.virtual.printed.join("\n") + JSON.stringify(made.cloud.logs);
      for (const secret of [password, "battery staple", code, token, setUp["server.token"]])
        ok(!text.includes(secret), `seed ${seed}: ${text}`);
      equal(made.device.exceptions, 0, text);
      made.device.close();
    }
  });
});

/** Joining by what is stored: which network, how long, what is told, and that nothing ends it. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { type JoinState, joinTransitions } from "../../src/provisioning/join-states.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { barn, cafe, home, ProvisioningWorld, setUp } from "../support/provisioning-world.js";

const networks = (...list: object[]): Record<string, string> => ({ ...setUp, "wifi.networks": JSON.stringify(list) });
const { password } = home;
const lines = (world: ProvisioningWorld): string => world.virtual.printed.join("\n");

function joined(world: ProvisioningWorld): string | undefined {
  world.start();
  world.until(() => world.provisioning.joiner.state === "ready", 30_000);
  return world.hardware.radio.SSID;
}

describe("joiner", () => {
  it("joins the network that is stored, and the session follows", () => {
    const world = new ProvisioningWorld([cafe, home], setUp);
    const device = world.start();
    world.until(() => device.session.isOnline, 5000);
    equal(world.hardware.radio.SSID, "home");
    device.close();
  });

  it("takes what a build has stored for the first start", () => {
    const world = new ProvisioningWorld([home], { "wifi.ssid": "home", "wifi.password": "correct horse" });
    equal(joined(world), "home");
    world.device.close();
  });

  it("tries the higher priority first, and of two alike the stronger", () => {
    const both = [
      { SSID: "home", password, priority: 1 },
      { SSID: "barn", password: barn.password, priority: 0 },
    ];
    equal(joined(new ProvisioningWorld([barn, home], networks(...both))), "home");
    const alike = both.map((network) => ({ ...network, priority: 3 }));
    equal(joined(new ProvisioningWorld([barn, home], networks(...alike))), "barn");
  });

  it("prefers one that can be used to one that is hardly there, whatever its priority", () => {
    const both = networks({ SSID: "home", password, priority: 9 }, { SSID: "cafe", priority: 0 });
    equal(joined(new ProvisioningWorld([{ ...home, RSSI: -90 }, cafe], both)), "cafe");
    equal(joined(new ProvisioningWorld([{ ...home, RSSI: -90 }], both)), "home");
  });

  it("goes to the next one when the password is wrong or no address comes, and says why", () => {
    const list = networks(
      { SSID: "home", password: "wrong horse", priority: 2 },
      { SSID: "barn", password: barn.password, priority: 1 },
      { SSID: "cafe", priority: 0 },
    );
    const world = new ProvisioningWorld([home, { ...barn, hasDHCP: false }, cafe], list);
    equal(joined(world), "cafe");
    ok(lines(world).includes("network.failed: password"));
    ok(lines(world).includes("network.failed: no-address"));
    ok(!lines(world).includes("wrong horse"));
    world.device.close();
  });

  it("joins a hidden network by its name, after those that are seen", () => {
    const list = networks({ SSID: "home", password, isHidden: true, priority: 5 }, { SSID: "cafe", priority: 0 });
    equal(joined(new ProvisioningWorld([{ ...home, isHidden: true }, cafe], list)), "cafe");
    equal(joined(new ProvisioningWorld([{ ...home, isHidden: true }], list)), "home");
  });

  it("joins no open network in the place of one with a password, and none with a password in the place of an open one", () => {
    const world = new ProvisioningWorld(
      [{ SSID: "home" }, { ...cafe, password: "new password" }],
      networks({ SSID: "home", password, priority: 1 }, { SSID: "cafe", priority: 0 }),
    );
    world.start();
    world.clock.advance(120_000);
    equal(world.hardware.radio.SSID, undefined);
    equal(world.provisioning.joiner.failure, "not-found");
    world.device.close();
  });

  it("takes the address that was given where the network gives none", () => {
    const fixed = { address: "192.168.7.20", mask: "255.255.255.0", gateway: "192.168.7.1" };
    const world = new ProvisioningWorld(
      [{ ...home, hasDHCP: false }],
      networks({ SSID: "home", password, fixed, priority: 0 }),
    );
    equal(joined(world), "home");
    equal(world.hardware.radio.address, "192.168.7.20");
    world.device.close();
  });

  it("finds an access point that returns after hours within a minute, for many seeds", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const world = new ProvisioningWorld([home], setUp);
      const random = new SeededRandom(seed);
      Object.assign(world.virtual, {
        board: { ...world.virtual.board, random: (into: Uint8Array) => random.fill(into) },
      });
      joined(world);
      world.hardware.radio.set({ networks: [cafe] });
      world.clock.advance(3_600_000 + seed * 1777);
      const { scans } = world.provisioning.air;
      ok(scans > 90 && scans < 650, `seed ${seed}: ${scans} scans in an hour`);
      world.hardware.radio.set({ networks: [home] });
      ok(
        world.clock.advanceUntil(() => world.provisioning.joiner.state === "ready", 60_000),
        `seed ${seed}`,
      );
      world.device.close();
    }
  });

  it("has a deadline for each phase: a network that never lets in or never answers is left for another try", () => {
    for (const state of ["joining", "linked"] as const) {
      const world = new ProvisioningWorld([home], setUp);
      world.hardware.radio.set({ state });
      world.start();
      world.until(() => world.provisioning.joiner.failure !== undefined, 25_000);
      equal(world.provisioning.joiner.failure, state === "joining" ? "password" : "no-address");
      world.hardware.radio.set({ state: "ready" });
      world.until(() => world.provisioning.joiner.state === "ready", 60_000);
      world.device.close();
    }
  });

  it("names what is stored and wrong, and says nothing of what it holds", () => {
    const cases: [string, string][] = [
      ["{", "wifi.networks is no list of networks"],
      [JSON.stringify([{ SSID: "home", password: "short", priority: 0 }]), "wifi.networks: number 1 cannot be used"],
      [JSON.stringify([{ SSID: "", priority: 0 }]), "wifi.networks: number 1 cannot be used"],
      [
        JSON.stringify([{ SSID: "home", fixed: { address: "x" }, priority: 0 }]),
        "wifi.networks: number 1 cannot be used",
      ],
    ];
    for (const [text, told] of cases) {
      const world = new ProvisioningWorld([home], { ...setUp, "wifi.networks": text });
      world.start();
      world.clock.advance(1000);
      ok(lines(world).includes(told), lines(world));
      ok(!lines(world).includes("short"));
      equal(world.provisioning.joiner.state, "idle");
      world.device.close();
    }
  });

  it("never stands still and is never illegal, whatever the air does, for many seeds", () => {
    const reaches = ["gone", "joining", "linked", "ready"] as const;
    for (let seed = 1; seed <= 6; seed++) {
      const random = new SeededRandom(seed);
      const world = new ProvisioningWorld(
        [home, cafe],
        networks({ SSID: "home", password, priority: 1 }, { SSID: "cafe", priority: 0 }),
      );
      world.start();
      for (let step = 0; step < 40; step++) {
        const list = [home, cafe, { ...barn }, { ...home, password: "another one" }].filter(
          () => random.next() % 2 === 0,
        );
        world.hardware.radio.set({ networks: list, state: reaches[random.next() % 4] });
        world.clock.advance(random.next() % 40_000);
      }
      const { joiner } = world.provisioning;
      equal(joiner.faults, 0, `seed ${seed}`);
      world.hardware.radio.set({ networks: [home], state: "ready" });
      ok(
        world.clock.advanceUntil(() => joiner.state === "ready", 90_000),
        `seed ${seed}: ${joiner.state}`,
      );
      equal(world.device.exceptions, 0, lines(world));
      world.device.close();
    }
  });

  it("on a wired board has nothing to scan and nothing to store: it switches the wire on", () => {
    const world = new ProvisioningWorld([home], {});
    const wired = class extends world.hardware.io.NetworkInterface {
      override get SSID() {
        return undefined;
      }
    };
    Object.defineProperty(wired.prototype, "scan", { value: undefined });
    const { board } = world.virtual;
    const network = { ...board.network, interface: { io: wired } };
    Object.assign(world.virtual, { board: { ...board, network } });
    world.hardware.radio.set({ networks: "any" });
    world.start();
    world.until(() => world.provisioning.joiner.state === "ready", 5000);
    world.hardware.radio.set({ state: "gone" });
    world.clock.advance(1000);
    equal(world.provisioning.joiner.state === "ready", false);
    world.clock.advance(600_000);
    world.hardware.radio.set({ state: "ready" });
    world.until(() => world.provisioning.joiner.state === "ready", 60_000);
    deepEqual(
      Object.keys(world.settings).filter((key) => key.startsWith("wifi")),
      [],
    );
    world.device.close();
  });

  it("refuses an event that its state does not know, and stays", () => {
    const world = new ProvisioningWorld([home], setUp);
    joined(world);
    const { joiner } = world.provisioning;
    const state: JoinState = joiner.state;
    equal(joinTransitions[state].linked, undefined);
    (joiner as unknown as { move(event: string, now: number): void }).move("linked", world.clock.nowMs);
    equal(joiner.faults, 1);
    equal(joiner.state, state);
    world.device.close();
  });
});

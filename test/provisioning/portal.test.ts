import { portalLimits } from "../../src/provisioning/portal-limits.js";
import type { PortalNetworks, PortalState } from "../../src/provisioning/portal-messages.js";
import { portalPage } from "../../src/provisioning/portal-page.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { origin, PortalWorld } from "../support/portal-world.js";

const setup = { SSID: "Home", password: "correct horse", server: "wss://cloud.example/", code: "7KMF-2QXA" };

function errorOf({ status, body }: { status: number; body: string }): string {
  return `${status} ${(JSON.parse(body) as { error: string }).error}`;
}

describe("the portal's page", () => {
  it("comes whole, with its length and its policy, whatever room the socket has", () => {
    const page = portalPage.pieces.join("");
    for (const windowBytes of [3, 7, 481, 4096, 100000]) {
      const world = new PortalWorld();
      world.servers.windowBytes = windowBytes;
      const { status, headers, body } = world.raw("GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n", undefined, 60000);
      equal(status, 200);
      equal(headers["content-length"], String(portalPage.length));
      equal(headers["content-security-policy"], portalPage.policy);
      equal(headers["content-type"], "text/html; charset=utf-8");
      equal(headers["connection"], "close");
      ok(body === page, `through a window of ${windowBytes} bytes`);
    }
  });

  it("is not sent for a HEAD, though its length is told", () => {
    const { status, headers, body } = new PortalWorld().ask("HEAD", "/");
    deepEqual([status, headers["content-length"], body], [200, String(portalPage.length), ""]);
  });

  it("comes under the name that nobody else can own, and with capitals in it", () => {
    const world = new PortalWorld();
    equal(world.raw("GET / HTTP/1.1\r\nHost: mooring.internal\r\n\r\n").status, 200);
    equal(world.raw("GET / HTTP/1.1\r\nHost: Mooring.Internal\r\n\r\n").status, 200);
  });

  it("is the only thing there without a token", () => {
    const world = new PortalWorld();
    equal(world.ask("GET", "/favicon.ico").status, 404);
    equal(world.ask("POST", "/nothing", { body: {} }).status, 404);
    equal(world.ask("POST", "/", { body: {} }).status, 405);
    equal(world.ask("GET", "/setup").status, 405);
    equal(errorOf(world.ask("GET", "/state")), "403 token");
    equal(errorOf(world.ask("GET", "/networks")), "403 token");
    equal(errorOf(world.ask("POST", "/scan", { body: {} })), "403 token");
    equal(errorOf(world.ask("POST", "/setup", { body: setup })), "403 token");
    equal(world.target.begun.length + world.target.asked, 0);
  });
});

describe("a phone that looks whether it is in the internet", () => {
  for (const [system, host, path] of [
    ["Android", "connectivitycheck.gstatic.com", "/generate_204"],
    ["Android, an older one", "clients3.google.com", "/generate_204"],
    ["iOS and macOS", "captive.apple.com", "/hotspot-detect.html"],
    ["Windows", "www.msftconnecttest.com", "/connecttest.txt"],
    ["Windows, its second step", "www.msftconnecttest.com", "/redirect"],
    ["Windows, an older one", "www.msftncsi.com", "/ncsi.txt"],
    ["Firefox", "detectportal.firefox.com", "/canonical.html"],
    ["a person with another address", "example.com", "/"],
  ])
    it(`is led to the page: ${system}`, () => {
      const { status, headers, body } = new PortalWorld().raw(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      deepEqual([status, headers["location"], body], [302, "http://192.168.4.1/", ""]);
    });

  it("counts as a visit, and does not hold the portal", () => {
    const world = new PortalWorld();
    equal(world.portal.lastVisitAt, undefined);
    world.raw("GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n");
    ok(world.portal.lastVisitAt !== undefined);
    equal(world.portal.isHeld(world.clock.nowMs), false);
  });
});

describe("a page of another origin", () => {
  const body = JSON.stringify(setup);
  const post = (lines: string): string =>
    `POST /session HTTP/1.1\r\n${lines}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const json = "Content-Type: application/json";

  it("gets nothing: its origin is not ours, whatever it sends", () => {
    for (const wrong of [
      "http://evil.example",
      "null",
      "http://192.168.4.1:81",
      "https://192.168.4.1",
      `${origin}/`,
      "",
    ])
      equal(errorOf(new PortalWorld().raw(post(`Host: 192.168.4.1\r\nOrigin: ${wrong}\r\n${json}`))), "403 origin");
    equal(errorOf(new PortalWorld().raw(post(`Host: 192.168.4.1\r\n${json}`))), "403 origin", "none at all");
    equal(
      errorOf(new PortalWorld().raw(post(`Host: 192.168.4.1\r\nOrigin: http://mooring.internal\r\n${json}`))),
      "403 origin",
      "the other name of ours is another origin",
    );
  });

  it("gets nothing with a name that it has turned to our address", () => {
    equal(new PortalWorld().raw(post(`Host: evil.example\r\nOrigin: http://evil.example\r\n${json}`)).status, 421);
    equal(new PortalWorld().raw("GET /state HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 302);
    equal(new PortalWorld().raw("GET / HTTP/1.1\r\nHost: 192.168.4.1:8080\r\n\r\n").status, 302);
  });

  it("cannot send a form, which is no JSON", () => {
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
      equal(new PortalWorld().raw(post(`Host: 192.168.4.1\r\nOrigin: ${origin}\r\nContent-Type: ${type}`)).status, 415);
    equal(new PortalWorld().raw(post(`Host: 192.168.4.1\r\nOrigin: ${origin}`)).status, 415);
  });

  it("cannot ask beforehand whether it may", () => {
    const { status, headers } = new PortalWorld().ask("OPTIONS", "/setup");
    equal(status, 405);
    equal(
      Object.keys(headers).some((name) => name.startsWith("access-control")),
      false,
    );
  });
});

describe("who holds the portal", () => {
  it("gets a token of 64 bits, another each time, and the device's name", () => {
    const world = new PortalWorld();
    const { body } = world.ask("POST", "/session", { body: { take: true } });
    const { token, device, isClaimed } = JSON.parse(body) as { token: string; device: string; isClaimed: boolean };
    deepEqual([token.length, device, isClaimed], [16, "Mooring-ddeeff", false]);
    ok(world.portal.isHeld(world.clock.nowMs));
    ok(world.session() !== token);
    deepEqual(world.lines, ["info portal.phone "], "and it is logged once, without the token");
  });

  it("is one phone: a second is told so, with the seconds, and gets it when the first is gone", () => {
    const world = new PortalWorld();
    const token = world.session();
    const other = "192.168.4.3";
    const { status, body } = world.ask("POST", "/session", { body: { take: true }, address: other });
    equal(status, 409);
    deepEqual(JSON.parse(body), { error: "busy", seconds: 45 });
    equal(errorOf(world.ask("GET", "/state", { token, address: other })), "403 token", "nor with its token");
    for (let i = 0; i < 10; i++) {
      world.clock.advance(20000);
      equal(world.ask("GET", "/state", { token }).status, 200, "the first asks on");
    }
    equal(world.ask("POST", "/session", { body: { take: true }, address: other }).status, 409);
    world.clock.advance(portalLimits.holdMs);
    equal(world.portal.isHeld(world.clock.nowMs), false);
    world.session(other);
    equal(errorOf(world.ask("GET", "/state", { token })), "403 token", "the first has lost it");
  });

  it("is one page of it: another page takes it when a person opens it, not by itself", () => {
    const world = new PortalWorld();
    const token = world.session();
    equal(world.ask("POST", "/session", { body: { take: false } }).status, 409);
    equal(world.ask("GET", "/state", { token }).status, 200);
    world.session();
    equal(world.ask("GET", "/state", { token }).status, 403);
  });
});

describe("the portal's answers", () => {
  it("tell the networks, the strongest first, and names as they are", () => {
    const world = new PortalWorld();
    const token = world.session();
    world.target.networks = [
      { SSID: 'a"\\<b>', RSSI: -40, isOpen: true },
      { SSID: "客厅", RSSI: -70, isOpen: false },
    ];
    const { body } = world.ask("GET", "/networks", { token });
    ok(body.includes(String.fromCharCode(0xe5, 0xae, 0xa2)), "as UTF-8");
    const { networks } = JSON.parse(body) as PortalNetworks;
    deepEqual(networks[0], { n: 'a"\\<b>', s: -40, o: true });
    equal(networks.length, 2);
  });

  it("leave out the weakest networks that there is no room for", () => {
    const world = new PortalWorld();
    const token = world.session();
    world.target.networks = Array.from({ length: 24 }, (_, i) => ({
      SSID: "\x01".repeat(32),
      RSSI: -40 - i,
      isOpen: false,
    }));
    const answer = world.ask("GET", "/networks", { token });
    const { networks } = JSON.parse(answer.body) as PortalNetworks;
    ok(networks.length >= 3 && networks.length < 24, `${networks.length}`);
    deepEqual(
      networks.map(({ s }) => s),
      networks.map((_, i) => -40 - i),
    );
  });

  it("ask for a scan, and tell of it", () => {
    const world = new PortalWorld();
    const token = world.session();
    equal(world.ask("POST", "/scan", { token, body: {} }).status, 200);
    equal(world.target.asked, 1);
    const state = () => JSON.parse(world.ask("GET", "/state", { token }).body) as PortalState;
    deepEqual(state(), { step: "idle", scans: 1, isScanning: true, setups: 0 });
    world.target.found([]);
    deepEqual(state(), { step: "idle", scans: 2, isScanning: false, setups: 0 });
  });

  it("tell how a setup goes, its failure and its end", () => {
    const world = new PortalWorld();
    const token = world.session();
    const state = () => JSON.parse(world.ask("GET", "/state", { token }).body) as PortalState;
    equal(world.ask("POST", "/setup", { token, body: setup }).status, 200);
    deepEqual(world.target.begun, [setup]);
    deepEqual(state(), { step: "joining", SSID: "Home", scans: 1, isScanning: false, setups: 1 });
    world.target.at("joining", "password");
    equal(state().failure, "password");
    world.ask("POST", "/setup", { token, body: setup });
    world.target.succeed("192.168.1.20", "https://cloud.example/#/devices/a");
    const { step, address, dashboard, setups } = state();
    deepEqual([step, address, dashboard, setups], ["done", "192.168.1.20", "https://cloud.example/#/devices/a", 2]);
  });

  it("name the field that cannot be right, and begin nothing", () => {
    const world = new PortalWorld();
    const token = world.session();
    for (const [change, field] of [
      [{ SSID: "" }, "SSID"],
      [{ password: "short" }, "password"],
      [{ server: "https://x" }, "server"],
      [{ server: undefined, code: undefined }, "server"],
      [{ code: "a b" }, "code"],
      [{ fixed: { address: "1", mask: "255.0.0.0", gateway: "10.0.0.1" } }, "address"],
    ] as const) {
      const { status, body } = world.ask("POST", "/setup", { token, body: { ...setup, ...change } });
      deepEqual([status, JSON.parse(body)], [422, { error: "field", field }]);
    }
    equal(world.target.begun.length, 0);
  });

  it("take a setup without a server from a device that has one", () => {
    const world = new PortalWorld();
    world.target.isClaimed = true;
    equal(world.ask("POST", "/setup", { token: world.session(), body: { SSID: "Café" } }).status, 200);
    deepEqual(world.target.begun, [{ SSID: "Café" }]);
  });

  it("refuse what is no setup", () => {
    const world = new PortalWorld();
    const token = world.session();
    for (const body of [
      [],
      "x",
      1,
      null,
      {},
      { SSID: 1 },
      { ...setup, fixed: { address: "10.0.0.2" } },
      { SSID: "x".repeat(33) },
    ])
      equal(world.ask("POST", "/setup", { token, body }).status, 400, JSON.stringify(body));
    const raw = (text: string) =>
      `POST /setup HTTP/1.1\r\nHost: 192.168.4.1\r\nOrigin: ${origin}\r\nX-Setup-Token: ${token}` +
      `\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
    for (const text of ["{", '{"SSID":"a"} x', "[".repeat(900), "", '{"SSID":"a\x01"}'])
      equal(world.raw(raw(text)).status, 400, text);
    equal(world.target.begun.length, 0);
  });

  it("limit attempts: five, then with a wait that grows to a minute, until it is quiet or done", () => {
    const world = new PortalWorld();
    const token = world.session();
    const attempt = () => world.ask("POST", "/setup", { token, body: setup });
    for (let i = 0; i < portalLimits.freeAttempts; i++) equal(attempt().status, 200);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      const { status, body } = attempt();
      equal(status, 429);
      const { seconds } = JSON.parse(body) as { seconds: number };
      waits.push(seconds);
      world.clock.advance(seconds * 1000 - 200);
      equal(attempt().status, 429, "not before");
      world.clock.advance(200);
      equal(attempt().status, 200);
    }
    deepEqual(waits, [5, 10, 20, 40, 60, 60]);
    world.target.succeed("192.168.1.20", "");
    equal(attempt().status, 200, "done: a new beginning");
  });

  it("log that a phone came, and nothing of what it entered", () => {
    const world = new PortalWorld();
    world.ask("POST", "/setup", { token: world.session(), body: setup });
    deepEqual(world.lines, ["info portal.phone "]);
  });

  it("stay JSON when all that they tell is as long as it may be, and longer", () => {
    const world = new PortalWorld();
    const token = world.session();
    world.ask("POST", "/setup", { token, body: setup });
    world.target.SSID = "\x01".repeat(32);
    for (const length of [512, 513, 5000]) {
      world.target.succeed("255.255.255.255", `https://${"x".repeat(length - 8)}`);
      const { body } = world.ask("GET", "/state", { token });
      const { dashboard } = JSON.parse(body) as PortalState;
      equal(dashboard?.length, length > 512 ? undefined : length);
    }
  });
});

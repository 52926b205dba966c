import { AccessPoint } from "../../hosts/models/access-point.js";
import { NetworkInterface } from "../../hosts/models/network-interface.js";
import { NTP } from "../../hosts/models/ntp.js";
import { type Network, Radio } from "../../hosts/models/radio.js";
import { deepEqual, equal, throws } from "../support/assert.js";

const home: Network = { SSID: "home", password: "correct horse", RSSI: -60, channel: 6 };
const cafe: Network = { SSID: "cafe", RSSI: -80 };

function air(networks?: readonly Network[]) {
  const deferred: (() => void)[] = [];
  const defer = (callback: () => void) => void deferred.push(callback);
  const radio = new Radio(networks === undefined ? { defer } : { defer, networks });
  const seen: string[] = [];
  const station = new NetworkInterface(radio, {
    onChanged: (property) => seen.push(property === "connection" ? station.connection : String(station.address)),
  });
  const settle = () => {
    while (deferred.length > 0) for (const callback of deferred.splice(0)) callback();
  };
  return { radio, station, seen, settle };
}

describe("the simulated radio among networks", () => {
  it("joins by name and password in steps, and tells name and signal of that network", () => {
    const { station, seen, settle } = air([home, cafe]);
    equal(station.connection, "gone");
    station.connect({ SSID: "home", password: "correct horse" });
    deepEqual(seen, []);
    settle();
    deepEqual(seen, ["joining", "ready", "127.0.0.1"]);
    deepEqual([station.SSID, station.RSSI, station.failure], ["home", -60, undefined]);
  });

  it("joins an open network with or without a password", () => {
    for (const password of [undefined, "whatever it is"]) {
      const { station, settle } = air([cafe]);
      station.connect(password === undefined ? { SSID: "cafe" } : { SSID: "cafe", password });
      settle();
      equal(station.connection, "ready");
    }
  });

  it("ends a try with a wrong password, or for a network that is not there, as gone with the cause", () => {
    for (const [credentials, failure] of [
      [{ SSID: "home", password: "wrong horse" }, "password"],
      [{ SSID: "home" }, "password"],
      [{ SSID: "Home", password: "correct horse" }, "not found"],
    ] as const) {
      const { station, seen, settle } = air([home]);
      station.connect(credentials);
      settle();
      deepEqual(seen, ["joining", "gone"]);
      deepEqual([station.failure, station.SSID, station.RSSI], [failure, undefined, undefined]);
      station.connect({ SSID: "home", password: "correct horse" });
      settle();
      deepEqual([station.connection, station.failure], ["ready", undefined]);
    }
  });

  it("loses a network that goes, and joins it anew only when it is asked to", () => {
    const { radio, station, settle } = air([home]);
    station.connect({ SSID: "home", password: "correct horse" });
    settle();
    radio.set({ networks: [cafe] });
    deepEqual([station.connection, station.failure], ["gone", "not found"]);
    radio.set({ networks: [cafe, home] });
    equal(station.connection, "gone");
    station.connect({ SSID: "home", password: "correct horse" });
    settle();
    equal(station.connection, "ready");
  });

  it("is joined to what a board has stored until it is asked, again and again", () => {
    const { radio, station } = air([{ SSID: "Mooring", password: "mooring-home", RSSI: -40 }]);
    deepEqual([station.connection, station.RSSI], ["ready", -40]);
    radio.set({ networks: [{ SSID: "Mooring", password: "changed since" }] });
    deepEqual([station.connection, station.failure], ["joining", "password"]);
    radio.set({ networks: [home] });
    deepEqual([station.connection, station.failure], ["gone", "not found"]);
    radio.set({ networks: [{ SSID: "Mooring" }], RSSI: -88 });
    deepEqual([station.connection, station.failure, station.RSSI], ["ready", undefined, -88]);
  });

  it("gets no further than steering lets it", () => {
    const { radio, station, settle } = air([home]);
    radio.set({ state: "linked" });
    station.connect({ SSID: "home", password: "correct horse" });
    settle();
    deepEqual([station.connection, station.address], ["linked", undefined]);
    radio.set({ state: "gone" });
    radio.set({ state: "ready" });
    equal(station.connection, "gone");
  });

  it("forgets after a restart what the old firmware asked for", () => {
    const { radio, station, settle } = air([home, { SSID: "Mooring" }]);
    station.connect({ SSID: "home", password: "correct horse" });
    new AccessPoint(radio, { SSID: "setup" });
    settle();
    radio.reset();
    deepEqual([radio.SSID, radio.accessPoint], ["Mooring", undefined]);
  });

  it("finds what is in range, each once, and then completes, never from inside scan()", () => {
    const { radio, station, settle } = air([home, cafe]);
    const found: unknown[] = [];
    const scan = () => {
      found.length = 0;
      station.scan({ onFound: (network) => found.push(network), onComplete: () => found.push("complete") });
      equal(found.length, 0);
      settle();
      return found;
    };
    deepEqual(scan(), [
      { SSID: "home", RSSI: -60, channel: 6, isOpen: false },
      { SSID: "cafe", RSSI: -80, channel: 1, isOpen: true },
      "complete",
    ]);
    radio.set({ state: "gone" });
    deepEqual(scan(), ["complete"]);
    radio.set({ state: "ready", networks: "any" });
    deepEqual(scan(), [{ SSID: "Mooring", RSSI: -58, channel: 1, isOpen: true }, "complete"]);
  });

  it("says nothing of a scan after close()", () => {
    const { station, settle } = air([home, cafe]);
    const found: string[] = [];
    station.scan({
      onFound: ({ SSID }) => {
        found.push(SSID);
        station.close();
      },
      onComplete: () => found.push("complete"),
    });
    settle();
    deepEqual(found, ["home"]);
    throws(() => station.scan({ onFound: () => undefined }), "closed");
  });
});

describe("the simulated access point", () => {
  it("is there until it is closed, one at a time", () => {
    const { radio } = air();
    const first = new AccessPoint(radio, { SSID: "Mooring-1234", password: "eight or more" });
    equal(first.address, "127.0.0.1");
    equal(radio.accessPoint?.SSID, "Mooring-1234");
    throws(() => new AccessPoint(radio, { SSID: "other" }), "there is one already");
    first.close();
    const second = new AccessPoint(radio, { SSID: "other", channel: 13 });
    first.close();
    equal(radio.accessPoint?.SSID, "other");
    second.close();
    equal(radio.accessPoint, undefined);
  });

  it("refuses names, passwords and channels that none has", () => {
    const { radio } = air();
    const wrong = [
      { SSID: "" },
      { SSID: "x".repeat(33) },
      { SSID: "x", password: "" },
      { SSID: "x", password: "x".repeat(64) },
      { SSID: "x", channel: 14 },
    ];
    for (const options of wrong) throws(() => new AccessPoint(radio, options), "is not");
    equal(radio.accessPoint, undefined);
  });
});

describe("the simulated time server", () => {
  it("answers with the host's time, or not at all without a network, once and never after close()", () => {
    const { radio, settle } = air();
    const ntp = new NTP(radio, () => 1_700_000_000_000);
    const answers: unknown[] = [];
    const ask = () => ntp.getTime((error, time) => answers.push(error?.message ?? time));
    ask();
    throws(ask, "in use");
    deepEqual(answers, []);
    settle();
    radio.set({ state: "linked" });
    ask();
    settle();
    ask();
    ntp.close();
    settle();
    deepEqual(answers, [1_700_000_000_000, "ntp: no answer"]);
  });
});

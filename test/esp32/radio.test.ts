/** Scan, access point and time over scripted doubles that behave as the SDK 8.2.3's source says. */
import { type Air, MooringAccessPoint, type NativeRadio, start } from "../../hosts/esp32/access-point.js";
import { Guard } from "../../hosts/moddable/guard.js";
import { MooringNTP, type NativeNTPClass } from "../../hosts/moddable/ntp.js";
import type { SocketHost } from "../../hosts/moddable/tcp.js";
import { MooringWiFi, type NativeFound } from "../../hosts/moddable/wifi.js";
import type { NTPOptions, UDP, UDPOptions } from "../../src/board/network.js";
import { deepEqual, equal, throws } from "../support/assert.js";

function bench() {
  const deferred: (() => void)[] = [];
  const lines: string[] = [];
  const guard = new Guard({ print: (line) => lines.push(line), restart: () => undefined });
  const host: SocketHost = { guard, defer: (callback) => void deferred.push(callback) };
  const turn = () => {
    for (const callback of deferred.splice(0)) callback();
  };
  return { host, guard, lines, turn };
}
const broken = (): never => {
  throw new Error("broken");
};

/** As `embedded:network/interface/wifi`: scan() throws when it cannot begin. */
class ScriptedWiFi {
  static latest: ScriptedWiFi;
  static failure: string | undefined;
  readonly connection = 200;
  readonly address = undefined;
  readonly MAC = undefined;
  scanning: { onFound(network: NativeFound): void; onComplete(): void } | undefined;
  constructor() {
    ScriptedWiFi.latest = this;
  }
  scan(options: { onFound(network: NativeFound): void; onComplete(): void }): void {
    if (ScriptedWiFi.failure !== undefined) throw new Error(ScriptedWiFi.failure);
    this.scanning = options;
  }
  readonly calls: unknown[] = [];
  configure(options: object): void {
    this.calls.push(options);
  }
  connect(options?: object): void {
    this.calls.push(options);
  }
  disconnect(): void {}
  close(): void {}
}
const noNameServer = (): void => {};

describe("a fixed address over the SDK's", () => {
  it("is set before the join with its name server, and given up for the network's own with the next", () => {
    const servers: string[] = [];
    const wifi = new MooringWiFi(ScriptedWiFi, {}, bench().host, (address) => void servers.push(address));
    const fixed = { address: "10.0.0.9", mask: "255.255.255.0", gateway: "10.0.0.1" };
    wifi.connect({ SSID: "Cafe" });
    wifi.connect({ SSID: "Home", password: "secret", fixed });
    wifi.connect({ SSID: "Barn", fixed: { ...fixed, nameServer: "10.0.0.53" } });
    wifi.connect({ SSID: "Cafe" });
    deepEqual(servers, ["10.0.0.1", "10.0.0.53"]);
    const configured = ScriptedWiFi.latest.calls.filter((call) => Object.hasOwn(call as object, "static"));
    deepEqual(configured, [{ static: fixed }, { static: fixed }, { static: undefined }]);
  });

  it("that is refused leaves the join to its deadline", () => {
    const { host, guard } = bench();
    const wifi = new MooringWiFi(ScriptedWiFi, {}, host, noNameServer);
    ScriptedWiFi.latest.configure = broken;
    wifi.connect({ SSID: "Home", fixed: { address: "x", mask: "x", gateway: "x" } });
    equal(ScriptedWiFi.latest.calls.length, 1);
    equal(guard.faults, 0);
  });
});

describe("a scan over the SDK's", () => {
  const found: NativeFound = { SSID: "Home", RSSI: -60, channel: 6, security: "wpa2_psk" };

  it("tells name, signal, channel and whether a network is open, then completes", () => {
    const wifi = new MooringWiFi(ScriptedWiFi, {}, bench().host, noNameServer);
    const heard: unknown[] = [];
    wifi.scan({ onFound: (network) => heard.push(network), onComplete: (reason) => heard.push(reason) });
    const { scanning } = ScriptedWiFi.latest;
    scanning?.onFound(found);
    scanning?.onFound({ SSID: "Cafe", RSSI: -80, channel: 1, security: "none" });
    scanning?.onComplete();
    deepEqual(heard, [
      { SSID: "Home", RSSI: -60, channel: 6, isOpen: false },
      { SSID: "Cafe", RSSI: -80, channel: 1, isOpen: true },
      undefined,
    ]);
  });

  it("that cannot begin completes with the reason, a moment later", () => {
    const { host, guard, turn } = bench();
    const wifi = new MooringWiFi(ScriptedWiFi, {}, host, noNameServer);
    const reasons: unknown[] = [];
    ScriptedWiFi.failure = "already scanning";
    wifi.scan({ onFound: broken, onComplete: (reason) => reasons.push(reason) });
    ScriptedWiFi.failure = undefined;
    deepEqual(reasons, []);
    turn();
    deepEqual(reasons, ["Error: already scanning"]);
    equal(guard.faults, 0);
  });

  it("catches what its callbacks throw, and calls none after close()", () => {
    const { host, guard } = bench();
    const wifi = new MooringWiFi(ScriptedWiFi, {}, host, noNameServer);
    wifi.scan({ onFound: broken, onComplete: broken });
    const { scanning } = ScriptedWiFi.latest;
    scanning?.onFound(found);
    equal(guard.last, "NetworkInterface onFound: Error: broken");
    scanning?.onComplete();
    equal(guard.last, "NetworkInterface onComplete: Error: broken");
    wifi.close();
    scanning?.onFound(found);
    scanning?.onComplete();
    equal(guard.faults, 2);
    throws(() => wifi.scan({ onFound: () => undefined }), "closed");
  });
});

describe("the access point over the SDK's older module", () => {
  function radio() {
    const calls: unknown[] = [];
    const native: NativeRadio = {
      set mode(mode: NativeRadio["mode"]) {
        calls.push(mode);
      },
      accessPoint: (options) => void calls.push(options),
    };
    return { native, calls, air: { isTaken: false } as Air };
  }

  it("begins beside a station that was started first, and ends alone", () => {
    const { native, calls, air } = radio();
    start(native);
    const point = new MooringAccessPoint(native, air, { SSID: "setup", password: "eight or more", channel: 6 });
    equal(point.address, "192.168.4.1");
    throws(() => new MooringAccessPoint(native, air, { SSID: "other" }), "there is one already");
    point.close();
    point.close();
    new MooringAccessPoint(native, air, { SSID: "open", hidden: true });
    deepEqual(calls, [
      1,
      { ssid: "setup", password: "eight or more", channel: 6, hidden: false, max: 4, station: true },
      1,
      { ssid: "open", channel: 1, hidden: true, max: 4, station: true },
    ]);
  });

  it("is not there after options that none has, nor after the SDK has refused", () => {
    const { native, calls, air } = radio();
    throws(() => new MooringAccessPoint(native, air, { SSID: "x", password: "short" }), "8-63");
    throws(() => new MooringAccessPoint({ ...native, accessPoint: broken }, air, { SSID: "x" }), "broken");
    deepEqual([calls, air.isTaken], [[], false]);
  });
});

type Socket = NonNullable<ConstructorParameters<NativeNTPClass>[0]>["socket"]["io"];

/** As examples/io/udp/ntp/ntp.js of the SDK, less its timers. */
class ScriptedNTP {
  static latest: ScriptedNTP;
  readonly socket: InstanceType<Socket>;
  readonly dns: InstanceType<ConstructorParameters<NativeNTPClass>[0]["dns"]["io"]>;
  readonly servers: string[];
  callback: ((error: Error | null, time?: number) => void) | undefined;
  constructor({ servers, socket, dns }: ConstructorParameters<NativeNTPClass>[0]) {
    if (servers.length === 0) throw new Error("invalid");
    this.servers = servers;
    this.dns = new dns.io();
    this.socket = new socket.io({ onReadable: () => this.#onReadable() });
    ScriptedNTP.latest = this;
  }
  getTime(callback: (error: Error | null, time?: number) => void): void {
    if (this.callback !== undefined) throw new Error("in use");
    this.callback = callback;
    this.dns.resolve({
      host: this.servers[0] ?? "",
      onResolved: (_host, address) => this.socket.write(new Uint8Array(48), address, 123),
      onError: () => this.#end(new Error()),
    });
  }
  close(): void {
    this.socket.close();
    this.dns.close();
  }
  #onReadable(): void {
    const seconds = new DataView(this.socket.read() as ArrayBuffer).getUint32(40);
    this.#end(null, (seconds - 2208988800) * 1000);
  }
  #end(error: Error | null, time?: number): void {
    const { callback } = this;
    this.callback = undefined;
    callback?.(error, time);
  }
}

function clock(options: { resolve?: "throws" | "fails"; write?: "throws" } = {}) {
  const { host, guard, lines, turn } = bench();
  const waiting: { bytes: ArrayBuffer; address: string; port: number }[] = [];
  let onReadable: UDPOptions["onReadable"];
  let closed = 0;
  const udp = class implements UDP {
    readonly port = 0;
    constructor(given: UDPOptions) {
      onReadable = given.onReadable;
    }
    read = () => waiting.shift();
    write = () => (options.write === "throws" ? broken() : undefined);
    close = () => void closed++;
  };
  const resolver = class {
    resolve: InstanceType<NTPOptions["dns"]["io"]>["resolve"] = (question) => {
      if (options.resolve === "throws") broken();
      if (options.resolve === "fails") question.onError(question.host, "no such name");
      else question.onResolved(question.host, "192.0.2.1");
    };
    close(): void {
      closed++;
    }
  };
  const places = { servers: ["ntp.example"], socket: { io: udp }, dns: { io: resolver } };
  const ntp = new MooringNTP(ScriptedNTP as NativeNTPClass, places, host);
  const heard: unknown[] = [];
  const ask = () => ntp.getTime((error, time) => heard.push(error?.message ?? time));
  const bring = (...packets: { bytes: ArrayBuffer; address?: string; port?: number }[]) => {
    for (const packet of packets) waiting.push({ address: "192.0.2.1", port: 123, ...packet });
    onReadable?.(packets.length);
  };
  return { ntp, host, guard, lines, turn, heard, ask, bring, closed: () => closed };
}

/** An answer of a server: leap, version 4 and mode in the first byte. */
function answer(seconds: number, first = 0x24, stratum = 2): ArrayBuffer {
  const bytes = new ArrayBuffer(48);
  const view = new DataView(bytes);
  view.setUint8(0, first);
  view.setUint8(1, stratum);
  view.setUint32(40, seconds);
  return bytes;
}
const in2026 = 3_976_214_400; // NTP seconds of 2026-01-01

describe("the NTP client over the SDK's", () => {
  it("tells the time, also after 2036, when NTP's seconds begin again", () => {
    const { heard, ask, bring } = clock();
    ask();
    deepEqual(heard, []);
    bring({ bytes: answer(in2026) });
    ask();
    bring({ bytes: answer(60) });
    deepEqual(heard, [Date.UTC(2026, 0, 1), Date.UTC(2036, 1, 7, 6, 29, 16)]);
  });

  it("takes the answer of the server that was asked, and nothing else", () => {
    const { heard, ask, bring, guard } = clock();
    ask();
    bring({ bytes: new ArrayBuffer(0) }, { bytes: answer(in2026).slice(0, 47) });
    bring({ bytes: answer(in2026), address: "192.0.2.66" }, { bytes: answer(in2026), port: 124 });
    bring({ bytes: answer(in2026, 0x23) }); // a client's question
    bring({ bytes: answer(in2026, 0xe4) }); // its clock is not set
    bring({ bytes: answer(in2026, 0x24, 0) }, { bytes: answer(in2026, 0x24, 16) }); // kiss of death; not set
    bring({ bytes: answer(0) });
    deepEqual(heard, []);
    bring({ bytes: new ArrayBuffer(3) }, { bytes: answer(in2026) }, { bytes: answer(1) });
    deepEqual(heard, [Date.UTC(2026, 0, 1)]);
    equal(guard.faults, 0);
  });

  it("tells a name that does not resolve, and survives a resolver or a socket that throws", () => {
    const failing = clock({ resolve: "fails" });
    failing.ask();
    deepEqual(failing.heard, ["ntp: no answer"]);
    const throwing = clock({ resolve: "throws" });
    throwing.ask();
    throwing.turn();
    deepEqual(throwing.heard, ["ntp: no answer"]);
    const silent = clock({ write: "throws" });
    silent.ask();
    deepEqual([silent.heard, silent.lines], [[], ["NTP write: Error: broken"]]);
    throws(silent.ask, "in use");
  });

  it("catches what the callback throws, and calls none after close()", () => {
    const { ntp, bring, guard, closed, heard, ask } = clock();
    ntp.getTime(broken);
    bring({ bytes: answer(in2026) });
    equal(guard.last, "NTP getTime: Error: broken");
    ask();
    ntp.close();
    ntp.close();
    bring({ bytes: answer(in2026) });
    deepEqual([heard, closed()], [[], 2]);
    throws(ask, "closed");
  });
});

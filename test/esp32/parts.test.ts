/** The adapters of hosts/esp32 over scripted doubles that behave as the SDK 8.2 does on a board. */
import { MooringDigital, type NativeDigitalOptions } from "../../hosts/esp32/digital.js";
import { keepFirstSettings } from "../../hosts/esp32/first-settings.js";
import { giveUp } from "../../hosts/esp32/give-up.js";
import { MooringPulseCount } from "../../hosts/esp32/pulse-count.js";
import { restartReason } from "../../hosts/esp32/reset-reason.js";
import { MooringSerial, type NativeSerialOptions } from "../../hosts/esp32/serial.js";
import { startUp } from "../../hosts/esp32/start-up.js";
import { Guard } from "../../hosts/moddable/guard.js";
import { connectionName, MooringNetworkInterface } from "../../hosts/moddable/network-interface.js";
import { MooringResolver } from "../../hosts/moddable/resolver.js";
import { MooringKeyValue } from "../../hosts/moddable/storage.js";
import type { Board, KeyValue } from "../../src/board/board.js";
import { deepEqual, equal, throws } from "../support/assert.js";

const makeGuard = (): Guard => new Guard({ print: () => undefined, restart: () => undefined });
const broken = (): never => {
  throw new Error("broken");
};

describe("PulseCount over the chip's counter", () => {
  it("counts from what was written, names its pull, and gives the counter back once", () => {
    const calls: unknown[] = [];
    const edges = { count: 0 };
    const native = {
      openCounter: (pin: number, pull: number) => {
        calls.push([pin, pull]);
        return 3;
      },
      readCounter: (counter: number) => {
        equal(counter, 3);
        return edges.count;
      },
      closeCounter: (counter: number) => void calls.push(counter),
    };
    const counter = new MooringPulseCount(native, { signal: 5, pull: "up" });
    edges.count = 70000;
    equal(counter.read(), 70000);
    counter.write(10);
    edges.count += 5;
    equal(counter.read(), 15);
    counter.close();
    counter.close();
    throws(() => counter.read(), "closed");
    throws(() => counter.write(1), "closed");
    new MooringPulseCount(native, { signal: 6, pull: "down" });
    new MooringPulseCount(native, { signal: 7 });
    deepEqual(calls, [[5, 1], 3, [6, 2], [7, 0]]);
  });
});

describe("Digital over the SDK's", () => {
  class ScriptedDigital {
    static readonly Input = 0;
    static readonly InputPullUp = 1;
    static readonly InputPullDown = 2;
    static readonly Output = 8;
    static readonly OutputOpenDrain = 9;
    static readonly Rising = 1;
    static readonly Falling = 2;
    static latest: ScriptedDigital;
    readonly options: NativeDigitalOptions;
    level = 0;
    closed = 0;
    constructor(options: NativeDigitalOptions) {
      this.options = options;
      ScriptedDigital.latest = this;
    }
    read(): number {
      if (this.options.mode >= 8) throw new Error("can't read output");
      return this.level;
    }
    write(value: 0 | 1): void {
      this.level = value;
    }
    close(): void {
      this.closed++;
    }
  }

  it("passes each mode as the SDK's number, and both edges where someone listens", () => {
    const modes = { input: 0, inputPullUp: 1, inputPullDown: 2, output: 8, outputOpenDrain: 9 } as const;
    for (const [mode, number] of Object.entries(modes)) {
      new MooringDigital(ScriptedDigital, { pin: 4, mode: mode as keyof typeof modes }, makeGuard());
      equal(ScriptedDigital.latest.options.mode, number, mode);
      equal(ScriptedDigital.latest.options.edge, undefined, mode);
    }
    new MooringDigital(ScriptedDigital, { pin: 4, mode: "input", onReadable: () => undefined }, makeGuard());
    equal(ScriptedDigital.latest.options.edge, 3);
    const wrong = { pin: 4, mode: "sideways" as "input" };
    throws(() => new MooringDigital(ScriptedDigital, wrong, makeGuard()), "mode sideways");
  });

  it("reads an output back as what was written last, though the SDK cannot", () => {
    const relay = new MooringDigital(ScriptedDigital, { pin: 4, mode: "output", initialValue: 1 }, makeGuard());
    equal(ScriptedDigital.latest.options.initialValue, 1);
    equal(relay.read(), 1);
    relay.write(0);
    equal(relay.read(), 0);
    equal(ScriptedDigital.latest.level, 0);
    relay.close();
    relay.close();
    equal(ScriptedDigital.latest.closed, 1);
    throws(() => relay.write(1), "closed");
  });

  it("catches an exception of onReadable, and calls nothing after close()", () => {
    const guard = makeGuard();
    const button = new MooringDigital(ScriptedDigital, { pin: 0, mode: "inputPullUp", onReadable: broken }, guard);
    ScriptedDigital.latest.options.onReadable?.();
    equal(guard.last, "Digital onReadable: Error: broken");
    button.close();
    ScriptedDigital.latest.options.onReadable?.();
    equal(guard.faults, 1);
  });
});

describe("Serial over the SDK's", () => {
  class ScriptedSerial {
    static latest: ScriptedSerial;
    readonly options: NativeSerialOptions;
    constructor(options: NativeSerialOptions) {
      this.options = options;
      ScriptedSerial.latest = this;
    }
    read(): number | undefined {
      return undefined;
    }
    write(): void {}
    close(): void {}
  }
  const uart = { port: 0, receive: 3, transmit: 1 };

  it("takes the board's pins, reads nothing as 0, and refuses a port that the board lacks", () => {
    const serial = new MooringSerial(ScriptedSerial, uart, { baud: 115200, onReadable: broken }, makeGuard());
    deepEqual([ScriptedSerial.latest.options.receive, ScriptedSerial.latest.options.transmit], [3, 1]);
    equal("onWritable" in ScriptedSerial.latest.options, false);
    equal(serial.read(new Uint8Array(4)), 0);
    throws(() => new MooringSerial(ScriptedSerial, uart, { baud: 9600, port: 1 }, makeGuard()), "the board has 0");
    ScriptedSerial.latest.options.onReadable?.(1);
    serial.close();
    throws(() => serial.write(new Uint8Array(1)), "closed");
  });
});

/** As `embedded:network/interface/wifi`: connect() throws while it is connecting. */
class ScriptedWiFi {
  static latest: ScriptedWiFi;
  connection = 200;
  readonly address = "10.0.0.5";
  readonly MAC = "aa:bb:cc:dd:ee:ff";
  readonly SSID = "Home";
  readonly RSSI = -60;
  readonly onChanged: (property: "connection" | "address") => void;
  calls: unknown[] = [];
  constructor(options: { onChanged(property: "connection" | "address"): void }) {
    this.onChanged = options.onChanged;
    ScriptedWiFi.latest = this;
  }
  become(connection: number): void {
    this.connection = connection;
    this.onChanged("connection");
  }
  connect(options?: object): void {
    if (this.connection === 300) throw new Error("already connecting");
    this.calls.push(options);
    this.connection = 300;
  }
  disconnect(): void {
    this.calls.push("disconnect");
    this.connection = 200;
  }
  close(): void {
    this.calls.push("close");
  }
}

describe("the network interface over the SDK's", () => {
  it("names the SDK's numbers", () => {
    deepEqual([0, 200, 300, 400, 500].map(connectionName), ["gone", "gone", "joining", "linked", "ready"]);
  });

  it("begins a join anew while one is under way, and survives one that cannot begin", () => {
    const guard = makeGuard();
    const network = new MooringNetworkInterface(ScriptedWiFi, {}, guard);
    network.connect({ SSID: "Home", password: "secret" });
    network.connect({ SSID: "Other" });
    deepEqual(ScriptedWiFi.latest.calls, [{ SSID: "Home", password: "secret" }, "disconnect", { SSID: "Other" }]);
    ScriptedWiFi.latest.connect = broken;
    network.connect({ SSID: "Home" });
    equal(guard.faults, 0);
  });

  it("catches an exception of onChanged, and is gone after close()", () => {
    const guard = makeGuard();
    const network = new MooringNetworkInterface(ScriptedWiFi, { onChanged: broken }, guard);
    ScriptedWiFi.latest.become(500);
    equal(guard.faults, 1);
    equal(network.connection, "ready");
    deepEqual([network.address, network.SSID, network.RSSI], ["10.0.0.5", "Home", -60]);
    network.close();
    network.close();
    ScriptedWiFi.latest.become(500);
    equal(guard.faults, 1);
    equal(network.connection, "gone");
    equal(network.address, undefined);
    throws(() => network.connect(), "closed");
  });
});

describe("key-value storage over the SDK's", () => {
  const native = {
    read: (): unknown => undefined,
    write: () => undefined,
    delete: () => undefined,
    close: () => undefined,
  };

  it("reads what another program left in another format as absent, and lets other faults out", () => {
    equal(new MooringKeyValue({ ...native, read: () => "x" }).read("key"), "x");
    equal(new MooringKeyValue({ ...native, read: () => 7 }).read("key"), undefined);
    const mismatch = (): never => {
      throw new TypeError("mismatch");
    };
    equal(new MooringKeyValue({ ...native, read: mismatch }).read("key"), undefined);
    throws(() => new MooringKeyValue({ ...native, read: broken }).read("key"), "broken");
  });

  it("refuses keys that NVS does not take, and use after close()", () => {
    const store = new MooringKeyValue(native);
    throws(() => store.read(""), "key");
    throws(() => store.write("sixteen.letters.", "x"), "sixteen");
    store.write("fifteen.letters", "x");
    store.close();
    store.close();
    throws(() => store.read("key"), "closed");
  });
});

describe("the resolver over lwip's", () => {
  it("answers once, tells a name without address, and is silent after close()", () => {
    let answer: (name: string, address: string | undefined) => void = () => undefined;
    const guard = makeGuard();
    const resolver = new MooringResolver((_name, callback) => {
      answer = callback;
    }, guard);
    const heard: unknown[] = [];
    const question = {
      host: "cloud.example",
      onResolved: (...args: unknown[]) => heard.push(args),
      onError: (...args: unknown[]) => heard.push(args),
    };
    resolver.resolve(question);
    answer("cloud.example", "192.0.2.1");
    resolver.resolve(question);
    answer("cloud.example", undefined);
    resolver.resolve({ ...question, onResolved: broken });
    answer("cloud.example", "192.0.2.1");
    resolver.resolve(question);
    resolver.close();
    answer("cloud.example", "192.0.2.1");
    deepEqual(heard, [
      ["cloud.example", "192.0.2.1"],
      ["cloud.example", "no such name, or no answer"],
    ]);
    equal(guard.faults, 1);
    throws(() => resolver.resolve(question), "closed");
  });
});

describe("the restart's reason", () => {
  it("follows ESP-IDF's number, and an unknown one is unknown", () => {
    const reasons = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 15, 99].map((code) => restartReason(code, "").reason);
    deepEqual(reasons, [
      ...["unknown", "power", "reset", "software", "crash", "watchdog", "watchdog", "watchdog", "sleep", "brownout"],
      ...["reset", "brownout", "crash", "unknown"],
    ]);
  });

  it("has the last words as its detail, but for a start from cold, and tells XS's end from a restart of ours", () => {
    deepEqual(restartReason(3, "update"), { reason: "software", detail: "update" });
    deepEqual(restartReason(3, "abort: memory full"), { reason: "crash", detail: "memory full" });
    deepEqual(restartReason(6, "abort: fatal"), { reason: "watchdog", detail: "fatal" });
    deepEqual(restartReason(1, "noise"), { reason: "power" });
  });
});

describe("the abort hook", () => {
  it("keeps the reason before anything else, and lets XS end when memory is full", () => {
    const kept: string[] = [];
    const guard = makeGuard();
    for (const reason of ["memory full", "not enough keys", "something new"])
      equal(
        giveUp(reason, undefined, guard, (words) => kept.push(words)),
        undefined,
        reason,
      );
    deepEqual(kept, ["abort: memory full", "abort: not enough keys", "abort: "]);
    equal(guard.faults, 0);
    deepEqual(restartReason(3, kept[0] ?? ""), { reason: "crash", detail: "memory full" });
  });

  it("survives an exception that no guard saw, counts it, and restarts when they do not end", () => {
    const kept: string[] = [];
    const restarts: string[] = [];
    const guard = new Guard({ print: () => undefined, restart: (reason) => restarts.push(reason) });
    for (let i = 0; i < 5; i++)
      equal(
        giveUp("unhandled rejection", new Error("lost"), guard, (words) => kept.push(words)),
        false,
      );
    deepEqual(kept.slice(0, 2), ["abort: unhandled rejection", "abort: unhandled rejection, Error: lost"]);
    equal(guard.faults, 5);
    deepEqual(restarts, ["exception in unhandled rejection: Error: lost"]);
  });
});

describe("first settings", () => {
  function board(stored: Record<string, string>, lines: string[] = []): Board {
    const store: KeyValue = {
      read: (key) => stored[key],
      write: (key, value) => {
        if (value === "too much") throw new Error("no room");
        stored[key] = value;
      },
      delete: () => undefined,
      close: () => undefined,
    };
    return {
      storage: { keyValue: { open: () => store } },
      print: (line: string) => lines.push(line),
    } as unknown as Board;
  }

  it("are written where the store lacks them, and never over what it has", () => {
    const stored: Record<string, string> = { "server.url": "wss://kept" };
    keepFirstSettings(board(stored), { "server.url": "ws://new", "wifi.ssid": "Home" });
    deepEqual(stored, { "server.url": "wss://kept", "wifi.ssid": "Home" });
    const reset: Record<string, string> = { "setup.forgotten": "1" };
    keepFirstSettings(board(reset), { "server.url": "ws://new" });
    deepEqual(reset, { "setup.forgotten": "1" });
  });

  it("that do not fit are told without their value, and the start goes on", () => {
    const lines: string[] = [];
    keepFirstSettings(board({}, lines), { "wifi.password": "too much" });
    deepEqual(lines, ["first settings: Error: no room"]);
  });
});

describe("the start", () => {
  it("that throws is printed, and restarts the board 5 s later with the reason", () => {
    const heard: unknown[] = [];
    const board = {
      print: (line: string) => heard.push(line),
      restart: (reason: string) => heard.push(["restart", reason]),
      timer: {
        set: (callback: () => void, delayMs: number) => {
          heard.push(delayMs);
          callback();
        },
        clear: () => undefined,
      },
    };
    startUp(board, () => heard.push("started"));
    startUp(board, broken);
    const line = "exception in start: Error: broken";
    deepEqual(heard, ["started", line, 5000, ["restart", line]]);
  });
});

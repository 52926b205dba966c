/**
 * The board on an ESP32: src/board over the Moddable SDK's modules and three small C files.
 *
 * TLS is put together in io.ts.
 */

import NativeNTP from "embedded:network/ntp/client";
import flash from "embedded:storage/flash";
import keyValue from "embedded:storage/key-value";
import { Digest } from "crypt";
import NativeTimer from "timer";
import type { Board, Memory } from "../../src/board/board.js";
import type { NTPOptions } from "../../src/board/network.js";
import { drivers } from "../drivers.js";
import { Guard } from "../moddable/guard.js";
import { MooringNTP, type NativeNTPClass } from "../moddable/ntp.js";
import { resolverClass } from "../moddable/resolver.js";
import { MooringKeyValue } from "../moddable/storage.js";
import type { SocketHost } from "../moddable/tcp.js";
import { TimeFloor } from "../moddable/time-floor.js";
import { GuardedTimer } from "../moddable/timer.js";
import { description } from "./description.js";
import { giveUp } from "./give-up.js";
import { makeIO } from "./io.js";
import link from "./link/chosen.js";
import {
  address,
  memory as figure,
  keepWords,
  now,
  print,
  random,
  resetCode,
  resolve,
  restart,
  setWall,
  takeWords,
} from "./native/chip.js";
import { restartReason } from "./reset-reason.js";

/** Name of the engine in hello: XS 17, the SDK's 8.2. */
const engine = "xs 17";
// asked in turn unless the firmware names others
const timeServers = Object.freeze(["0.pool.ntp.org", "1.pool.ntp.org"]);
// ms since 1970, 2025-01-01: an earlier clock was never set
const oldestWall = 1_735_689_600_000;

declare global {
  /** XS calls it before it gives up; false lets it live. Set with "abortHook" in the manifest's defines. */
  var abort: ((reason: string, thrown: unknown) => boolean | undefined) | undefined;
}

/** Makes the board. Call once. */
export function makeBoard(): Board {
  const guard = new Guard({ print, restart: restartWith });
  const timer = new GuardedTimer(NativeTimer, guard);
  const host: SocketHost = { guard, defer: (callback) => timer.set(callback, 0) };
  const floor = new TimeFloor();
  const io = makeIO(host, description.uart, floor);
  globalThis.abort = (reason, thrown) => giveUp(reason, thrown, guard, keepWords);
  return Object.freeze({
    io,
    pin: description.pin,
    pinout: description.pinout,
    I2C: buses(io.I2C),
    sensor: Object.freeze([]),
    driver: drivers,
    network: network(host, io),
    storage: Object.freeze({
      keyValue: Object.freeze({ open: openKeyValue }),
      log: Object.freeze({ open: () => flash.open({ path: "log" }) }),
    }),
    clock: Object.freeze({ now, wall, setWall, ...floor.members }),
    timer,
    random,
    digest,
    restart: restartWith,
    restartReason: restartReason(resetCode(), takeWords()),
    memory,
    identity: Object.freeze({ id: identity(), model: description.model, engine }),
    print,
  });
}

function network(host: SocketHost, io: Board["io"]): Board["network"] {
  const { NetworkInterface, AccessPoint } = link(host);
  const resolver = Object.freeze({ io: resolverClass(resolve, host.guard) });
  const NTP = class extends MooringNTP {
    constructor(options: NTPOptions) {
      super(NativeNTP as NativeNTPClass, options, host);
    }
  };
  return Object.freeze({
    interface: Object.freeze({ io: NetworkInterface }),
    isManaged: true,
    resolver,
    accessPoint: AccessPoint === undefined ? undefined : Object.freeze({ io: AccessPoint }),
    ntp: Object.freeze({ io: NTP, servers: timeServers, socket: Object.freeze({ io: io.UDP }), dns: resolver }),
  });
}

function buses(I2C: Board["io"]["I2C"]): Board["I2C"] {
  const result: Record<string, Board["I2C"][string]> = {};
  for (const [name, bus] of Object.entries(description.bus)) {
    result[name] = Object.freeze({ io: I2C, data: bus.data, clock: bus.clock });
  }
  return Object.freeze(result);
}

function openKeyValue({ path }: { path: string }): MooringKeyValue {
  return new MooringKeyValue(keyValue.open({ path, format: "string" }));
}

/** The chip keeps its clock through a restart, not through a power cut. */
function wall(): number | undefined {
  const epochMs = Date.now();
  return epochMs < oldestWall ? undefined : epochMs;
}

function digest(algorithm: "SHA-1" | "SHA-256", bytes: Uint8Array): Uint8Array {
  const hash = new Digest(algorithm === "SHA-1" ? "SHA1" : "SHA256");
  hash.write(bytes);
  return new Uint8Array(hash.close());
}

function memory(): Memory {
  return {
    heapUsed: figure(0),
    heapFree: figure(1),
    nativeFree: figure(2),
    nativeLargest: figure(3),
  };
}

function identity(): string {
  const bytes = new Uint8Array(6);
  address(bytes);
  let id = "";
  for (const byte of bytes) id += byte.toString(16).padStart(2, "0");
  return id;
}

function restartWith(reason: string): void {
  keepWords(reason);
  print(`restart: ${reason}`);
  restart();
}

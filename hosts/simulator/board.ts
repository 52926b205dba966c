/**
 * The board of Moddable's simulator: hosts/models for what is wired to it, the SDK for sockets, timers, digests and
 * files. TLS is our own over mbedTLS, where the build found that. Serial is absent: the simulator has no port.
 */

import SDKListener from "embedded:io/socket/listener";
import SDKTCP from "embedded:io/socket/tcp";
import SDKUDP from "embedded:io/socket/udp";
import { Digest } from "crypt";
import SDKTimer from "timer";
import type { Board } from "../../src/board/board.js";
import type { Constructor } from "../../src/board/io.js";
import type { ListenerOptions, NTP, NTPOptions, TCPOptions, UDPOptions } from "../../src/board/network.js";
import { drivers } from "../drivers.js";
import { Guard } from "../moddable/guard.js";
import { MooringListener, type NativeListenerClass } from "../moddable/listener.js";
import { resolverClass } from "../moddable/resolver.js";
import { MooringTCP, type NativeTCPClass, type SocketHost } from "../moddable/tcp.js";
import { TimeFloor } from "../moddable/time-floor.js";
import { GuardedTimer } from "../moddable/timer.js";
import { makeTLS } from "../moddable/tls-host.js";
import { MooringUDP, type NativeUDPClass } from "../moddable/udp.js";
import { Flash } from "../models/flash.js";
import { busPins, Hardware, pinNumbers } from "../models/hardware.js";
import { neighbourhood } from "../models/neighbourhood.js";
import { NTP as NTPModel } from "../models/ntp.js";
import { pinout } from "../models/pinout.js";
import { type Budget, slotBytes } from "./budget.js";
import { Sockets } from "./careful-tcp.js";
import type { Files } from "./files.js";
import { heapFigures } from "./memory.js";
import { end, engineVersion, entropy, monotonic } from "./native.js";
import { RearmedTimers } from "./rearmed-timers.js";
import { askThrough } from "./resolver.js";
import { statuses } from "./statuses.js";

const entropyBytes = 256; // bytes that getentropy gives at once
// Linux (Debian, Ubuntu): the authorities that this computer trusts
const trusted = Object.freeze({ caFile: "/etc/ssl/certs/ca-certificates.crt" });
const digestNames = Object.freeze({ "SHA-1": "SHA1", "SHA-256": "SHA256" } as const);

export interface SimulatorOptions {
  files: Files;
  /** The firmware's share of the heap. */
  budget: Budget;
  /** id of the device unless its settings name another */
  id: string;
  /** Port of this computer for the setup page of a board that nobody has set up; undefined: its link is kept up for it. */
  portalPort: number | undefined;
  /** Takes one line for a person's console. */
  print(line: string): void;
}

/** A simulated board and what a hand can turn on it. */
export interface Simulator {
  readonly board: Board;
  readonly hardware: Hardware;
  readonly sockets: Sockets;
  readonly guard: Guard;
}

export function makeSimulator(options: SimulatorOptions): Simulator {
  const { files, portalPort, print } = options;
  const restartReason = files.takeRestartReason();
  const restart = (reason: string): void => {
    files.noteRestart(reason);
    end(statuses.restart);
  };
  const guard = new Guard({ print, restart });
  const timer = new GuardedTimer(new RearmedTimers(SDKTimer), guard);
  const defer = (callback: () => void): void => {
    timer.set(callback, 0);
  };
  const sockets = new Sockets(defer);
  const hardware = makeHardware(files, timer, portalPort !== undefined, defer);
  const floor = new TimeFloor();
  const clock = { ...makeClock(), ...floor.members };
  const host = { guard, defer };
  const socketIO = socketClasses(sockets, new Sockets(defer), host);
  const { TCP } = socketIO;
  const TLS = makeTLS({ host, TCP, clock, floor, trusted, largestBlock: () => undefined, print });
  const resolver = { io: resolverClass(askThrough(sockets), guard) };
  const board: Board = {
    io: { ...hardware.io, Serial: undefined, TLS, ...socketIO },
    pin: pinNumbers,
    pinout,
    I2C: { default: { io: hardware.io.I2C, ...busPins.default } },
    sensor: [],
    driver: drivers,
    network: {
      interface: { io: hardware.io.NetworkInterface },
      isManaged: portalPort !== undefined,
      portal: portalPort === undefined ? undefined : { httpPort: portalPort, dnsPort: "none" },
      resolver,
      accessPoint: { io: hardware.io.AccessPoint },
      ntp: { io: timeServer(hardware), servers: [], socket: { io: socketIO.UDP }, dns: resolver },
    },
    storage: { keyValue: hardware.keyValue, log: { open: () => new Flash(hardware.flash) } },
    clock,
    timer,
    random: fillRandom,
    digest,
    restart,
    restartReason,
    memory: () => readMemory(options.budget),
    supply: () => hardware.supply(),
    identity: { id: options.id, model: "Moddable simulator", engine: `xs ${engineVersion()}` },
    print,
  };
  return { board, hardware, sockets, guard };
}

function makeHardware(
  files: Files,
  timer: Board["timer"],
  isManaged: boolean,
  defer: (callback: () => void) => void,
): Hardware {
  const contents = files.readLog();
  const hardware: Hardware = new Hardware({
    clock: { now: monotonic },
    seed: 1,
    flash: {
      blocks: 16, // of 4 KiB: a quarter of a board's, for it lies in the heap here
      onChanged: (offset, length) => files.writeLog(hardware.flash.contents, offset, length),
      ...(contents === undefined ? {} : { contents }),
    },
    keyValue: { contents: files.readKeyValue(), store: (stored) => files.writeKeyValue(stored) },
    ...(isManaged ? { radio: { isManaged, networks: neighbourhood } } : {}),
    defer,
    after: (delayMs, callback) => void timer.set(callback, delayMs),
    onPowerCut: () => end(statuses.powerCut),
  });
  return hardware;
}

/** accepted: who comes by the board's own access point, which is there whatever becomes of the network that it joined. */
function socketClasses(
  sockets: Sockets,
  accepted: Sockets,
  host: SocketHost,
): Pick<Board["io"], "TCP" | "UDP" | "Listener"> {
  const NativeTCP = sockets.class(SDKTCP as unknown as NativeTCPClass);
  const AcceptedTCP = accepted.class(SDKTCP as unknown as NativeTCPClass);
  return {
    TCP: class extends MooringTCP {
      constructor(options: TCPOptions) {
        super(NativeTCP, options, options, host);
      }
    },
    UDP: class extends MooringUDP {
      constructor(options: UDPOptions) {
        super(SDKUDP as unknown as NativeUDPClass, options, host);
      }
    },
    Listener: class extends MooringListener {
      constructor(options: ListenerOptions) {
        super(SDKListener as unknown as NativeListenerClass, AcceptedTCP, options, host);
      }
    },
  };
}

/** Answers with this computer's time. */
function timeServer(hardware: Hardware): Constructor<NTPOptions, NTP> {
  return class extends NTPModel {
    constructor(_options: NTPOptions) {
      super(hardware.radio, Date.now);
    }
  };
}

/** Wall time is unknown until the firmware learns it, as on a board. */
function makeClock(): Board["clock"] {
  let offsetMs: number | undefined;
  return {
    now: monotonic,
    wall: () => (offsetMs === undefined ? undefined : monotonic() + offsetMs),
    setWall: (epochMs) => {
      offsetMs = epochMs - monotonic();
    },
  };
}

function fillRandom(into: Uint8Array): void {
  for (let at = 0; at < into.length; at += entropyBytes)
    into.set(new Uint8Array(entropy(Math.min(entropyBytes, into.length - at))), at);
}

function digest(algorithm: "SHA-1" | "SHA-256", bytes: Uint8Array): Uint8Array {
  const native = new Digest(digestNames[algorithm]);
  native.write(bytes as unknown as ArrayBuffer); // it takes views too
  return new Uint8Array(native.close());
}

/** The firmware's share alone: what the host and the ballast hold is no board's. */
function readMemory(budget: Budget): ReturnType<Board["memory"]> {
  const heap = heapFigures();
  const heapFree = heap.chunksLimit - heap.chunksUsed + (heap.slotsLimit - heap.slotsUsed) * slotBytes;
  const heapUsed = budget.chunks + budget.slots * slotBytes - heapFree;
  return { heapUsed, heapFree, nativeFree: undefined, nativeLargest: undefined };
}

/** The Board of src/board, made of proxies: what the firmware gets on the desktop. */
import type { Board, HostSensorPlace, Memory } from "../../../src/board/board.js";
import type { I2COptions } from "../../../src/board/io.js";
import { pinout } from "../../models/pinout.js";
import { SMBus } from "../../models/smbus.js";
import type { GuestHost } from "../engine/host.js";
import { type BoardDescription, operations as op } from "../remote.js";
import { link } from "./link.js";
import {
  RemoteAnalog,
  RemoteDigital,
  RemoteFlash,
  RemoteHostSensor,
  RemoteI2C,
  RemoteKeyValue,
  RemotePulseCount,
  RemotePWM,
} from "./peripherals.js";
import { RemoteAccessPoint, RemoteNetworkInterface } from "./radio.js";
import { RandomPool } from "./random-pool.js";
import { RemoteListener, RemoteResolver, RemoteSerial, RemoteTCP, RemoteTLS, RemoteUDP } from "./sockets.js";

declare const host: GuestHost;

const board = 0; // object
const slotBytes = 16; // bytes of a slot on a board; twice that in XS on 64 bits

/** Made at the top level, as all that does not depend on what the board says of itself. */
const io: Board["io"] = Object.freeze({
  Digital: RemoteDigital,
  Analog: RemoteAnalog,
  PulseCount: RemotePulseCount,
  PWM: RemotePWM,
  I2C: RemoteI2C,
  SMBus: class extends SMBus {
    constructor(options: I2COptions) {
      super(new RemoteI2C(options));
    }
  },
  Serial: undefined,
  TCP: RemoteTCP,
  TLS: RemoteTLS,
  UDP: RemoteUDP,
  Listener: RemoteListener,
});

const ioWithSerial: Board["io"] = Object.freeze({ ...io, Serial: RemoteSerial });

const network: Board["network"] = Object.freeze({
  interface: Object.freeze({ io: RemoteNetworkInterface }),
  resolver: Object.freeze({ io: RemoteResolver }),
  accessPoint: Object.freeze({ io: RemoteAccessPoint }),
  ntp: undefined, // the computer's own clock is right
});
const portal: { httpPort: number; dnsPort: "none" } = { httpPort: 80, dnsPort: "none" };
const managedNetwork: Board["network"] = Object.freeze({ ...network, isManaged: true, portal });

const randomPool = new RandomPool((count) => new Uint8Array(host.call(board, op.random, count) as ArrayBuffer));
const fixed: Omit<Board, "pin" | "I2C" | "sensor" | "identity" | "restartReason"> = Object.freeze({
  io,
  pinout,
  network,
  storage: Object.freeze({
    keyValue: { open: (options: { path: string }) => new RemoteKeyValue(options) },
    log: { open: () => new RemoteFlash() },
  }),
  clock: Object.freeze({
    now: () => host.call(board, op.now) as number,
    wall: () => host.call(board, op.wall) as number | undefined,
    setWall: (epochMs: number) => void host.call(board, op.setWall, epochMs),
  }),
  timer: Object.freeze({
    set: (callback: () => void, delayMs: number) => link.setTimer(callback, delayMs),
    clear: (timer: unknown) => link.clearTimer(timer as number | undefined),
  }),
  random: (into: Uint8Array) => randomPool.fill(into),
  digest: (algorithm: "SHA-1" | "SHA-256", bytes: Uint8Array) =>
    new Uint8Array(host.call(board, op.digest, algorithm, bytes) as ArrayBuffer),
  restart: (reason: string) => void host.call(board, op.restart, reason),
  memory,
  supply: () => host.call(board, op.supply) as number,
  print: (line: string) => host.print(line),
});

export function makeBoard(description: BoardDescription): Board {
  const { pin, I2C, sensor, identity, restartReason, portalPort, hasSerial } = description;
  if (portalPort !== undefined) portal.httpPort = portalPort;
  const buses: Record<string, Board["I2C"][string]> = {};
  for (const [name, bus] of Object.entries(I2C)) buses[name] = { io: RemoteI2C, ...bus };
  return {
    ...fixed,
    io: hasSerial ? ioWithSerial : io,
    network: portalPort === undefined ? network : managedNetwork,
    pin,
    I2C: buses,
    sensor: sensor.map(hostSensor),
    identity: { ...identity, engine: host.engine },
    restartReason: restartReason as Board["restartReason"],
  };
}

function hostSensor({ name, unit }: { name: string; unit: string }): HostSensorPlace {
  const place = { io: RemoteHostSensor, hostSensor: name, name, unit };
  return place as unknown as HostSensorPlace; // it asks for one more option than the interface knows
}

function memory(): Memory {
  const figures = JSON.parse(host.memory()) as Readonly<Record<string, number | undefined>>;
  return {
    heapUsed: bytesOf(figures["chunksUsed"], figures["slotsUsed"]),
    heapFree: bytesOf(figures["chunksFree"], figures["slotsFree"]),
    nativeFree: undefined,
    nativeLargest: undefined,
  };
}

function bytesOf(chunks: number | undefined, slots: number | undefined): number | undefined {
  return chunks === undefined || slots === undefined ? undefined : chunks + slots * slotBytes;
}

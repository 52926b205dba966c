/** A board in this process whose sockets are real ones, with a sensor that counts; the rest is hosts/models, in memory. */
import { NodeNetwork } from "../../hosts/desktop/board/node-network.js";
import { RealTime } from "../../hosts/desktop/board/time.js";
import { Flash } from "../../hosts/models/flash.js";
import { busPins, Hardware, pinNumbers } from "../../hosts/models/hardware.js";
import { pinout } from "../../hosts/models/pinout.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { Board } from "../../src/board/board.js";
import type { Analog } from "../../src/board/io.js";
import type { Resolver, TCP, TCPOptions } from "../../src/board/network.js";
import type { Application } from "../../src/device/application.js";
import { digest } from "./digests.js";

const bits = 30; // of the counting sensor's converter

/** What such a board's device is made of: one reading `count` each interval, which is 1 at first and one more each time. */
export function countingDevice(intervalMs: number): Application {
  const curve = { kind: "linear", zero: 0, full: 2 ** bits - 1 } as const;
  const readings = { value: { name: "count", unit: "count", decimals: 0 } };
  return { definition: { sensors: [{ kind: "analog", pin: "light", intervalMs, curve, readings }], actuators: [] } };
}

export interface SocketBoardOptions {
  readonly id: string;
  readonly url: string;
  readonly token: string;
  readonly seed: number;
  /** Replaces random bytes that were drawn; the board's own are seeded. */
  readonly alter?: (bytes: Uint8Array) => void;
}

const time = new RealTime();
const network = new NodeNetwork(time);

class SocketTCP implements TCP {
  readonly #socket: TCP;

  constructor(options: TCPOptions) {
    const { onReadable, onWritable, onError, ...rest } = options;
    this.#socket = network.connect(rest, {
      onReadable: (count) => onReadable?.(count),
      onWritable: (count) => onWritable?.(count),
      onError: (reason) => onError?.(reason),
    });
  }
  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#socket.remotePort;
  }
  read(buffer: Uint8Array): number {
    return this.#socket.read(buffer);
  }
  write(bytes: Uint8Array): number {
    return this.#socket.write(bytes);
  }
  close(): void {
    this.#socket.close();
  }
}

class NoResolver implements Resolver {
  constructor() {
    throw new Error("addresses alone");
  }
  resolve(): void {}
  close(): void {}
}

function absent(): never {
  throw new Error("not on this board");
}

/** Its wall time is unknown until the server tells it. */
export function socketBoard({ id, url, token, seed, alter }: SocketBoardOptions): Board {
  const random = new SeededRandom(seed);
  const hardware = new Hardware({
    clock: time,
    defer: (callback) => setImmediate(callback),
    flash: { blocks: 8 },
    keyValue: { contents: { mooring: { "server.url": url, "server.token": token, "device.id": id } } },
  });
  const { Digital, PWM, I2C, SMBus, NetworkInterface } = hardware.io;
  let count = 0;
  class Counter implements Analog {
    readonly resolution = bits;
    read(): number {
      return ++count;
    }
    close(): void {}
  }
  let wallOffset: number | undefined;
  const none = class {
    constructor() {
      absent();
    }
  } as unknown as never;
  return {
    io: {
      Digital,
      Analog: Counter,
      PWM,
      I2C,
      SMBus,
      Serial: undefined,
      TCP: SocketTCP,
      TLS: undefined,
      UDP: none,
      Listener: none,
    },
    pin: pinNumbers,
    pinout,
    I2C: { default: { io: I2C, ...busPins.default } },
    sensor: [],
    network: { interface: { io: NetworkInterface }, resolver: { io: NoResolver } },
    storage: {
      keyValue: { open: (place) => hardware.keyValue.open(place) },
      log: { open: () => new Flash(hardware.flash) },
    },
    clock: {
      now: () => time.now(),
      wall: () => (wallOffset === undefined ? undefined : time.now() + wallOffset),
      setWall: (epochMs) => {
        wallOffset = epochMs - time.now();
      },
    },
    timer: { set: (callback, delayMs) => time.set(callback, delayMs), clear: (timer) => time.clear(timer) },
    random: (into) => {
      random.fill(into);
      alter?.(into);
    },
    digest,
    restart: () => absent(),
    restartReason: { reason: "power" },
    memory: () => ({ heapUsed: undefined, heapFree: undefined, nativeFree: undefined, nativeLargest: undefined }),
    identity: { id, model: "sockets", engine: "test" },
    print: () => {},
  };
}

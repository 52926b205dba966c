/** The Board of src/board.ts, made of proxies: what the firmware gets on the desktop. */
import type {
  AnalogOptions,
  Board,
  DigitalOptions,
  I2COptions,
  ListenerOptions,
  Memory,
  NetworkInterfaceOptions,
  PWMOptions,
  TCPOptions,
  TLSOptions,
  UDPOptions,
} from "../../../src/board.js";
import { SMBus } from "../../models/smbus.js";
import type { GuestHost } from "../engine/host.js";
import { type BoardDescription, classes, operations as op } from "../remote.js";
import type { Link } from "./link.js";
import {
  RemoteAnalog,
  RemoteDigital,
  RemoteFlash,
  RemoteHostSensor,
  RemoteI2C,
  RemoteKeyValue,
  RemotePWM,
} from "./peripherals.js";
import { RemoteListener, RemoteNetworkInterface, RemoteResolver, RemoteSocket, RemoteUDP } from "./sockets.js";

declare const host: GuestHost;

const board = 0; // object
const slotBytes = 16; // bytes of a slot on a board; twice that in XS on 64 bits

export function makeBoard(link: Link, description: BoardDescription): Board {
  const io = makeClasses(link);
  const { pin, sensor, identity, restartReason } = description;
  const buses: Record<string, Board["I2C"][string]> = {};
  for (const [name, bus] of Object.entries(description.I2C)) buses[name] = { io: io.I2C, ...bus };
  return {
    io,
    pin,
    I2C: buses,
    sensor: sensor.map((it) => ({ io: boundHostSensor(link, it.name), name: it.name, unit: it.unit })),
    network: {
      interface: {
        io: class extends RemoteNetworkInterface {
          constructor(options: NetworkInterfaceOptions) {
            super(link, options);
          }
        },
      },
      resolver: {
        io: class extends RemoteResolver {
          constructor(_options: object) {
            super(link);
          }
        },
      },
    },
    storage: {
      keyValue: { open: (options) => new RemoteKeyValue(link, options) },
      log: { open: () => new RemoteFlash(link) },
    },
    clock: {
      now: () => host.call(board, op.now) as number,
      wall: () => host.call(board, op.wall) as number | undefined,
      setWall: (epochMs) => void host.call(board, op.setWall, epochMs),
    },
    timer: {
      set: (callback, delayMs) => link.setTimer(callback, delayMs),
      clear: (timer) => link.clearTimer(timer as number | undefined),
    },
    random: (into) => into.set(new Uint8Array(host.call(board, op.random, into.length) as ArrayBuffer)),
    digest: (algorithm, bytes) => new Uint8Array(host.call(board, op.digest, algorithm, bytes) as ArrayBuffer),
    restart: (reason) => void host.call(board, op.restart, reason),
    restartReason: restartReason as Board["restartReason"],
    memory,
    identity: { id: identity.id, model: identity.model, engine: host.engine },
    print: (line) => host.print(line),
  };
}

function makeClasses(link: Link): Board["io"] {
  return {
    Digital: class extends RemoteDigital {
      constructor(options: DigitalOptions) {
        super(link, options);
      }
    },
    Analog: class extends RemoteAnalog {
      constructor(options: AnalogOptions) {
        super(link, options);
      }
    },
    PWM: class extends RemotePWM {
      constructor(options: PWMOptions) {
        super(link, options);
      }
    },
    I2C: class extends RemoteI2C {
      constructor(options: I2COptions) {
        super(link, options);
      }
    },
    SMBus: class extends SMBus {
      constructor(options: I2COptions) {
        super(new RemoteI2C(link, options));
      }
    },
    Serial: undefined,
    TCP: class extends RemoteSocket {
      constructor(options: TCPOptions) {
        super(link, classes.TCP, options);
      }
    },
    TLS: class extends RemoteSocket {
      constructor(options: TLSOptions) {
        super(link, classes.TLS, options);
      }
    },
    UDP: class extends RemoteUDP {
      constructor(options: UDPOptions) {
        super(link, options);
      }
    },
    Listener: class extends RemoteListener {
      constructor(options: ListenerOptions) {
        super(link, options);
      }
    },
  };
}

function boundHostSensor(link: Link, name: string): Board["sensor"][number]["io"] {
  return class extends RemoteHostSensor {
    constructor(_options: object) {
      super(link, name);
    }
  };
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

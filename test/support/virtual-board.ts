/** A whole board in memory: the simulated hardware of hosts/models, the virtual network and clock, seeded random. */
import { Flash, type FlashOptions } from "../../hosts/models/flash.js";
import { busPins, Hardware, pinNumbers } from "../../hosts/models/hardware.js";
import type { KeyValueOptions } from "../../hosts/models/key-value.js";
import { pinout } from "../../hosts/models/pinout.js";
import type { Network } from "../../hosts/models/radio.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { Board, HostSensorPlace } from "../../src/board/board.js";
import type { Constructor } from "../../src/board/io.js";
import type { TCP, TLSOptions } from "../../src/board/network.js";
import { digest } from "./digests.js";
import type { VirtualClock } from "./virtual-clock.js";
import type { VirtualNetwork } from "./virtual-network.js";

export interface VirtualBoardOptions {
  clock: VirtualClock;
  network: VirtualNetwork;
  seed?: number;
  settings?: Record<string, string>;
  /** ms since 1970 now; default: unknown */
  wallMs?: number;
  sensor?: readonly HostSensorPlace[];
  /** The SDK's drivers; absent: there are none, as on the desktop. */
  driver?: Board["driver"];
  TLS?: Constructor<TLSOptions, TCP>;
  /** Networks in range, which the firmware joins by itself; absent: the board keeps its link up. */
  networks?: readonly Network[];
  /** In the place of the key-value storage's own; `settings` do not count then. */
  keyValue?: KeyValueOptions;
  /** The log partition, as it was left by another board. */
  flash?: FlashOptions;
}

export const defaultSettings = Object.freeze({
  "server.url": "ws://cloud.example:8080/v1/devices/desk-1/link",
  "server.token": "secret-token",
  "device.id": "desk-1",
});

export class VirtualBoard {
  readonly hardware: Hardware;
  readonly board: Board;
  readonly printed: string[] = [];
  restarts: string[] = [];
  readonly clock: VirtualClock;

  constructor(options: VirtualBoardOptions) {
    const { clock, network } = options;
    this.clock = clock;
    const random = new SeededRandom(options.seed ?? 1);
    this.hardware = new Hardware({
      clock,
      defer: (callback) => clock.after(0, callback),
      after: (delayMs, callback) => clock.after(delayMs, callback),
      ...(options.flash === undefined ? {} : { flash: options.flash }),
      keyValue: options.keyValue ?? { contents: { mooring: options.settings ?? defaultSettings } },
      ...(options.networks === undefined ? {} : { radio: { isManaged: true, networks: options.networks } }),
    });
    const { hardware } = this;
    const unavailable = class {
      constructor() {
        throw new Error("not on a virtual board");
      }
    } as unknown as never;
    const { Digital, Analog, PulseCount, PWM, I2C, SMBus, NetworkInterface, AccessPoint } = hardware.io;
    this.board = Object.freeze({
      io: Object.freeze({
        Digital,
        Analog,
        PulseCount,
        PWM,
        I2C,
        SMBus,
        Serial: undefined,
        TCP: network.TCP,
        TLS: options.TLS,
        UDP: unavailable,
        Listener: unavailable,
      }),
      pin: pinNumbers,
      pinout,
      I2C: { default: { io: I2C, ...busPins.default } },
      sensor: options.sensor ?? [],
      driver: options.driver,
      network: {
        interface: { io: NetworkInterface },
        isManaged: options.networks !== undefined,
        resolver: { io: network.Resolver },
        accessPoint: { io: AccessPoint },
      },
      storage: {
        keyValue: { open: (place: { path: string }) => hardware.keyValue.open(place) },
        log: { open: () => new Flash(hardware.flash) },
      },
      clock: clock.clock(options.wallMs),
      timer: clock.timer(),
      random: (into: Uint8Array) => random.fill(into),
      digest,
      restart: (reason: string) => {
        this.restarts.push(reason);
      },
      restartReason: { reason: "power" },
      memory: () => ({
        heapUsed: undefined,
        heapFree: undefined,
        nativeFree: undefined,
        nativeLargest: undefined,
      }),
      identity: { id: "aabbccddeeff", model: "virtual", engine: "test" },
      supply: () => hardware.supply(),
      print: (line: string) => {
        this.printed.push(line);
      },
    } satisfies Board);
  }
}

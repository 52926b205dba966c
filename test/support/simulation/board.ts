/**
 * A board whose power can be cut: its hardware, flash and storage stay, the firmware begins anew. What an earlier life
 * still calls back changes nothing. Monotonic time begins at each start, and wall time is unknown then.
 */

import { Flash, type FlashModel } from "../../../hosts/models/flash.js";
import { busPins, Hardware, pinNumbers } from "../../../hosts/models/hardware.js";
import type { Board, RestartReason } from "../../../src/board/board.js";
import type { Connection, NetworkInterface, NetworkInterfaceOptions, NTP } from "../../../src/board/network.js";
import { digest } from "../digests.js";
import type { VirtualClock } from "../virtual-clock.js";
import type { Chance } from "./chance.js";
import type { Path } from "./path.js";
import { epochS } from "./server.js";

/** ms since 1970; the firmware is 400 days old */
const builtAt = (epochS - 400 * 86_400) * 1000;

export interface SimulatedBoardOptions {
  readonly clock: VirtualClock;
  readonly chance: Chance;
  readonly path: Path;
  readonly settings: Readonly<Record<string, string>>;
  readonly print: (line: string) => void;
  /** Power went in the middle of a write. */
  readonly torn: () => void;
  /** Called for each reading of the counting sensor. */
  readonly counted: (value: number) => void;
}

export class SimulatedBoard {
  readonly hardware: Hardware;
  /** The most timers that waited at once. */
  mostTimers = 0;
  /** This life of the firmware has been told the time. */
  isTimeKnown = false;
  readonly restarts: string[] = [];
  readonly #options: SimulatedBoardOptions;
  readonly #timers = new Set<unknown>();
  #life = 0;
  #count = 0;
  #addresses = 10;
  #connection: Connection = "ready";
  #listener: ((property: "connection" | "address") => void) | undefined;

  constructor(options: SimulatedBoardOptions) {
    const { clock, settings } = options;
    this.#options = options;
    this.hardware = new Hardware({
      clock,
      defer: (callback) => clock.after(0, callback),
      keyValue: { contents: { mooring: settings } },
    });
  }

  /** Own link: Wi-Fi and an address. */
  setLink(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#listener?.("connection");
  }

  /** The network has given another address; what stood on the old one is dead. */
  changeAddress(): void {
    this.#options.path.forgetAll();
    this.#addresses++;
    this.#listener?.("address");
  }

  cutPower(): void {
    this.#life++;
    this.#listener = undefined;
    this.#timers.clear();
    this.#options.path.cut();
    this.hardware.reset();
  }

  restorePower(): void {
    this.hardware.flash.restorePower();
  }

  /** The board as the firmware gets it, for one life. */
  boot(reason: RestartReason): Board {
    const { hardware } = this;
    const { path, chance, print } = this.#options;
    const { Digital, Analog, PulseCount, PWM, I2C, SMBus } = hardware.io;
    const life = this.#life;
    const absent = class {
      constructor() {
        throw new Error("not on a simulated board");
      }
    } as unknown as never;
    const network = {
      interface: { io: this.#interface() },
      resolver: { io: path.Resolver },
      accessPoint: undefined,
      ntp: { io: this.#timeServer(), servers: [], socket: { io: absent }, dns: { io: path.Resolver } },
    };
    return {
      io: {
        Digital,
        Analog,
        PulseCount,
        PWM,
        I2C,
        SMBus,
        Serial: undefined,
        TCP: path.TCP,
        TLS: path.TLS,
        UDP: absent,
        Listener: absent,
      },
      pin: pinNumbers,
      I2C: { default: { io: I2C, ...busPins.default } },
      sensor: [{ io: this.#counter(), name: "count", unit: "count" }],
      network,
      storage: {
        keyValue: { open: (place) => hardware.keyValue.open(place) },
        log: { open: () => this.#flash() },
      },
      ...this.#time(),
      random: (into) => chance.fill(into),
      digest,
      restart: (why) => {
        this.restarts.push(why);
      },
      restartReason: { reason },
      memory: () => ({ heapUsed: undefined, heapFree: undefined, nativeFree: undefined, nativeLargest: undefined }),
      identity: { id: path.name, model: "simulated", engine: "test" },
      print: (line) => {
        if (life === this.#life) print(line);
      },
    };
  }

  #time(): Pick<Board, "clock" | "timer"> {
    const { clock, path } = this.#options;
    const life = this.#life;
    const bootMs = clock.nowMs - 100;
    let wallOffset: number | undefined;
    let floor = builtAt;
    this.isTimeKnown = false;
    path.judgedAt = () => (wallOffset === undefined ? floor : clock.nowMs + wallOffset);
    return {
      clock: {
        now: () => clock.nowMs - bootMs,
        wall: () => (wallOffset === undefined ? undefined : clock.nowMs + wallOffset),
        setWall: (epochMs) => {
          wallOffset = epochMs - clock.nowMs;
          if (life === this.#life) this.isTimeKnown = true;
        },
        builtAt,
        setFloor: (epochMs) => {
          floor = epochMs;
        },
      },
      timer: {
        set: (callback, delayMs) => {
          if (life !== this.#life) return undefined;
          const timer = clock.after(delayMs, () => {
            this.#timers.delete(timer);
            if (life === this.#life) callback();
          });
          this.#timers.add(timer);
          this.mostTimers = Math.max(this.mostTimers, this.#timers.size);
          return timer;
        },
        clear: (timer) => {
          if (life !== this.#life) return;
          this.#timers.delete(timer);
          clock.cancel(timer as ReturnType<VirtualClock["after"]>);
        },
      },
    };
  }

  /** The partition; a write that power cuts short is the last thing that this life does. */
  #flash(): Flash {
    const { hardware } = this;
    const { torn } = this.#options;
    const life = this.#life;
    const guard = (action: () => void): void => {
      try {
        action();
      } catch (error) {
        if (life === this.#life && isDead(hardware.flash)) torn();
        throw error;
      }
    };
    return new (class extends Flash {
      override write(bytes: Uint8Array, offset: number): void {
        guard(() => super.write(bytes, offset));
      }
      override eraseBlock(start: number, end?: number): void {
        guard(() => super.eraseBlock(start, end));
      }
    })(hardware.flash);
  }

  /** Answers by the run's own time, after a while, where the network lets it. */
  #timeServer() {
    const { clock, path } = this.#options;
    const board = this;
    const life = this.#life;
    return class implements NTP {
      #isOpen = true;

      getTime(callback: (error: Error | null, time?: number) => void): void {
        clock.after(2 * path.travelMs(), () => {
          const { ntp, isStalled } = path.conditions;
          if (!this.#isOpen || life !== board.#life || ntp === "silent" || isStalled) return;
          if (board.#connection !== "ready") return;
          callback(null, ntp === "ok" ? epochS * 1000 + path.log.timeMs : builtAt - 1e11);
        });
      }
      close(): void {
        this.#isOpen = false;
      }
    };
  }

  #counter() {
    const board = this;
    return class {
      sample(): number {
        const value = ++board.#count;
        board.#options.counted(value);
        return value;
      }
      close(): void {}
    };
  }

  #interface() {
    const board = this;
    const { name } = this.#options.path;
    return class implements NetworkInterface {
      readonly MAC = undefined;
      readonly SSID = name;
      readonly RSSI = -60;

      constructor(options: NetworkInterfaceOptions) {
        board.#listener = options.onChanged;
      }
      get connection(): Connection {
        return board.#connection;
      }
      get address(): string | undefined {
        return this.connection === "ready" ? `192.0.2.${board.#addresses}` : undefined;
      }
      connect(): void {}
      disconnect(): void {}
      close(): void {
        board.#listener = undefined;
      }
    };
  }
}

/** Whether power went: every call throws then. */
function isDead(flash: FlashModel): boolean {
  try {
    flash.read(new Uint8Array(0), 0);
    return false;
  } catch {
    return true;
  }
}

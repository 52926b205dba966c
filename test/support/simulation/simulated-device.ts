/** One device of a run: its board, its way to the server, the firmware that runs now, and what watches it. */
import type { RestartReason } from "../../../src/board/board.js";
import type { Application } from "../../../src/device/application.js";
import type { Device } from "../../../src/device/device.js";
import start from "../../../src/main.js";
import { example } from "../example.js";
import type { VirtualClock } from "../virtual-clock.js";
import { SimulatedBoard } from "./board.js";
import { Chance } from "./chance.js";
import type { EventLog } from "./event-log.js";
import { Ledger } from "./ledger.js";
import { Path } from "./path.js";
import { PolicyWatch } from "./policy-watch.js";
import { hosts, type Server } from "./server.js";

const { sensors, actuators } = example.definition;
const sparse: Application = Object.freeze({
  definition: { sensors: sensors.filter((sensor) => sensor.kind === "contact"), actuators },
});

/** ms; power that is to go during a write goes by then, written or not */
export const tearWithinMs = 60_000;

export interface DeviceOptions {
  readonly index: number;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly log: EventLog;
  readonly server: Server;
  readonly isSecure: boolean;
  readonly isSparse: boolean;
  readonly hasStandby: boolean;
  readonly thinS: number;
}

export class SimulatedDevice {
  readonly name: string;
  readonly path: Path;
  readonly board: SimulatedBoard;
  readonly watch: PolicyWatch;
  readonly ledger = new Ledger();
  /** What the counting sensor has counted, and when: ms since the run began. */
  readonly counted = new Map<number, number>();
  /** Of these, those of a life that ended before it knew the time: nobody can say exactly when they were. */
  readonly timeless = new Set<number>();
  /** undefined: it has no power */
  device: Device | undefined;
  /** Exceptions and illegal events of the lives before this one. */
  exceptions = 0;
  illegal = 0;
  /** s; how long power stays away when it goes during a write */
  #tornForS = 1;
  #bootMs = 0;
  readonly #options: DeviceOptions;
  readonly #log: EventLog;

  constructor(options: DeviceOptions) {
    const { index, seed, clock, log, server, isSecure, hasStandby, thinS } = options;
    this.#options = options;
    this.#log = log;
    this.name = `d${index + 1}`;
    this.path = new Path(this.name, clock, new Chance(seed, 100 + index), log, server.accept);
    this.watch = new PolicyWatch(
      () => log.timeMs,
      (line) => this.#moved(line),
    );
    const addresses = hosts.map((host) => `${isSecure ? "wss" : "ws"}://${host}:8080/v1/devices/${this.name}/link`);
    this.board = new SimulatedBoard({
      clock,
      chance: new Chance(seed, 200 + index),
      path: this.path,
      settings: {
        "server.url": addresses.slice(0, hasStandby ? 2 : 1).join(" "),
        "server.token": "secret-token",
        "outbox.thin": String(thinS),
        "device.id": this.name,
      },
      print: (line) => log.add(this.name, line),
      torn: () => this.cutPower(this.#tornForS),
      counted: (value) => this.counted.set(value, log.timeMs),
    });
    this.#boot("power");
  }

  #boot(reason: RestartReason): void {
    this.board.restorePower();
    this.#bootMs = this.#log.timeMs;
    this.device = start(this.board.boot(reason), this.#options.isSparse ? sparse : example);
    this.watch.attach(this.device.session.life);
    this.ledger.begin(this.device.outbox);
  }

  #moved(line: string): void {
    this.#log.add(this.name, line);
    if (this.device !== undefined) this.ledger.note(this.device.outbox);
  }

  cutPower(forS: number): void {
    const { device } = this;
    if (device === undefined) return;
    this.#log.add(this.name, `power is cut for ${forS} s`);
    this.ledger.cut(device.outbox);
    this.exceptions += device.exceptions;
    this.illegal += device.session.life.faults;
    if (!this.board.isTimeKnown) {
      for (const [value, atMs] of this.counted) if (atMs >= this.#bootMs) this.timeless.add(value);
    }
    this.device = undefined;
    this.board.cutPower();
    this.#options.clock.after(forS * 1000, () => this.#boot("power"));
  }

  /** Power goes after so many more bytes that are written to flash, or erased; in any case within a minute. */
  tearPower(forS: number, afterBytes: number): void {
    const { device } = this;
    if (device === undefined) return;
    this.#tornForS = forS;
    this.board.hardware.flash.cutAfter(afterBytes, afterBytes & 0xff);
    this.#options.clock.after(tearWithinMs, () => {
      if (this.device === device) this.cutPower(forS);
    });
  }

  press(): void {
    const { clock } = this.#options;
    if (this.device === undefined) return;
    this.board.hardware.press(true);
    clock.after(200, () => this.board.hardware.press(false));
  }

  get state() {
    return this.device?.session.state;
  }
}

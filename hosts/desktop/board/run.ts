/**
 * One running board: hardware, storage in a directory, and an engine that is started again after a restart, a cut of
 * power, or a crash, as a board would be. A crash is printed with its stack and waits longer each time, so that a
 * firmware which cannot start does not spin.
 */
import { randomFillSync, randomInt } from "node:crypto";
import { Climate } from "../../models/climate.js";
import { Hardware, pinNumbers } from "../../models/hardware.js";
import type { Network } from "../../models/radio.js";
import { SeededRandom } from "../../models/seeded-random.js";
import { steer } from "../../models/steering.js";
import type { SteeringFault } from "../../models/steering-fault.js";
import type { WorldOptions } from "../../models/world.js";
import type { Bundle } from "../engine/bundle.js";
import { type Engine, type EngineEnd, type EngineKind, type HeapBudget, startEngine } from "../engine/engine.js";
import { DesktopBoard } from "./desktop-board.js";
import { type FlashFile, flashFile, keyValueFile } from "./files.js";
import type { BoardNetwork } from "./network.js";
import { NodeNetwork } from "./node-network.js";
import { type MachineSensor, machineSensors } from "./sensors.js";
import type { SerialPort } from "./serial-port.js";
import { type BoardTime, RealTime } from "./time.js";
import { Watchdog } from "./watchdog.js";

export interface RunOptions {
  /** Where the board keeps its storage; made when it is not there. */
  directory: string;
  id: string;
  kind: EngineKind;
  bundle: Bundle;
  /** Written into the key-value store "mooring" before the start; undefined deletes. Keys that are absent stay. */
  settings?: Readonly<Record<string, string | undefined>>;
  /** Default: a board's budget. */
  heap?: HeapBudget | "unlimited";
  /** Makes random numbers and noise repeat themselves; for tests. */
  seed?: number;
  /** Default: the climate normals, beginning with today and now. */
  world?: WorldOptions;
  /** ms that the firmware may hang before the watchdog bites; default 5000 */
  watchdogMs?: number;
  /** The firmware joins one of these networks by itself, and is set up by people on this port of the machine. */
  setup?: { networks: readonly Network[]; portalPort: number };
  serial?: SerialPort | undefined;
  time?: BoardTime;
  network?: BoardNetwork;
  sensors?: readonly MachineSensor[];
  launch?: Readonly<Record<string, unknown>>;
  onPrint(line: string): void;
  onPost?(text: string): void;
  /** In the place of the engine's own start; for tests. */
  start?: typeof startEngine;
}

/** What the board shows to the world: 0 or 1 of a switch, 0 to 1 of a lamp, and whether it has a session. */
export type Output = { pin: string; value: number } | { link: "online" | "offline" };

const flashBlocks = 64; // blocks of 4 KiB, the log partition of a 4 MB board
const bootMs = 300; // ms from a restart to the firmware's first line, as on a board
const crashMs = 500; // ms before the start after a first crash, doubled by each further one
const crashMsMaximum = 30000;
const stableMs = 60000; // ms; a firmware that has run so long starts at crashMs again
const stopMs = 1700; // ms that a firmware has to end in order
const watchdogMs = 5000; // ms, as the ESP32's task watchdog
const interrupted = 7; // the engine's exit code when the watchdog bit
const detailCharacters = 200; // characters of a crash's reason that the next start is told

/** Throws (rejects) when the directory cannot be used or there is no such engine. */
export async function runBoard(options: RunOptions): Promise<BoardRun> {
  const run = new BoardRun(options);
  try {
    await run.begin();
  } catch (error) {
    await run.stop();
    throw error;
  }
  return run;
}

export class BoardRun {
  readonly hardware: Hardware;
  readonly board: DesktopBoard;
  /** Starts of the firmware so far. */
  starts = 0;
  readonly #options: RunOptions;
  readonly #time: BoardTime;
  readonly #flash: FlashFile;
  readonly #listeners: ((output: Output) => void)[] = [];
  #engine: Engine | undefined;
  #watchdog: Watchdog | undefined;
  /** Counts starts and ends: what an older engine still says changes nothing. */
  #epoch = 0;
  #startedAt = 0;
  #crashes = 0;
  #timer: unknown;
  #isStopping = false;
  #isOnline = false;
  #onStopped: () => void = () => {};

  constructor(options: RunOptions) {
    this.#options = options;
    this.#time = options.time ?? new RealTime();
    const random = options.seed === undefined ? undefined : new SeededRandom(options.seed);
    const keyValue = keyValueFile(options.directory);
    this.#flash = flashFile(options.directory, flashBlocks);
    this.hardware = new Hardware({
      clock: this.#time,
      world: options.world ?? climateOf(this.#time.wall()),
      seed: options.seed ?? randomInt(2 ** 31),
      flash: this.#flash.options,
      keyValue,
      defer: (callback) => this.#time.set(callback, 0),
      after: (delayMs, callback) => this.#time.set(callback, delayMs),
      ...(options.setup === undefined ? {} : { radio: { isManaged: true, networks: options.setup.networks } }),
      onPowerCut: (forMs) => this.#restart({ reason: "power" }, forMs),
    });
    this.hardware.pins.onOutput((pin, value) => this.#show(pin, value));
    this.board = new DesktopBoard({
      hardware: this.hardware,
      time: this.#time,
      network: options.network ?? new NodeNetwork(this.#time),
      identity: { id: options.id, model: "desktop" },
      random: random === undefined ? (into) => randomFillSync(into) : (into) => random.fill(into),
      sensors: options.sensors ?? machineSensors(),
      portalPort: options.setup?.portalPort,
      serial: options.serial,
      onRestart: (reason) => this.#restart({ reason: "software", detail: reason }, bootMs),
      onLink: (isOnline) => this.#setLink(isOnline),
      onStopped: () => this.#onStopped(),
      ...(options.launch === undefined ? {} : { launch: options.launch }),
      ...(options.onPost === undefined ? {} : { onPost: options.onPost }),
    });
    this.#store(options.settings ?? {});
  }

  /** The engine that runs at the moment; undefined while the board is off. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** Starts the engine; once. Restarts are this class's own. */
  async begin(): Promise<void> {
    const epoch = ++this.#epoch;
    const { kind, bundle, heap, seed, onPrint, start = startEngine } = this.#options;
    const engine = await start({
      kind,
      bundle,
      board: this.board,
      seed: seed ?? randomInt(2 ** 32),
      onPrint,
      ...(heap === undefined ? {} : { heap }),
    });
    if (epoch !== this.#epoch || this.#isStopping) {
      engine.stop();
      return;
    }
    this.#engine = engine;
    this.#watchdog = new Watchdog(engine, () => this.board.calls, this.#options.watchdogMs ?? watchdogMs);
    this.#startedAt = this.#time.now();
    this.starts++;
    this.board.attach((object, event, ...args) => engine.deliver(object, event, ...args));
    engine.ended.then((end) => {
      if (epoch === this.#epoch) this.#crashed(end);
    });
  }

  /** Carries out one line of JSON (hosts/models/steering.ts); undefined: done. */
  steer(line: string): SteeringFault | undefined {
    return steer(this.hardware, line);
  }

  /** Called with each change of an output, and at once with what the outputs show now. */
  onOutput(listener: (output: Output) => void): void {
    this.#listeners.push(listener);
    for (const [pin, number] of Object.entries(pinNumbers)) {
      const value = this.hardware.pins.shown(number);
      if (value !== undefined) listener({ pin, value: rounded(value) });
    }
    if (this.#isOnline) listener({ link: "online" });
  }

  /** Ends in order: the firmware says goodbye, then the engine ends; under 2 s. Idempotent. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#time.clear(this.#timer);
    const engine = this.#engine;
    if (engine !== undefined) {
      const stopped = new Promise<void>((resolve) => {
        this.#onStopped = resolve;
      });
      const timer = setTimeout(() => this.#onStopped(), stopMs);
      this.board.requestClose();
      await Promise.race([stopped, engine.ended]);
      clearTimeout(timer);
      this.#epoch++;
      engine.stop();
      await engine.ended;
    }
    this.#off();
    this.#options.serial?.close();
    this.#flash.close();
  }

  /** Off at once, as by the power's or the reset's pin, and on again after `afterMs`. */
  #restart(reason: DesktopBoard["restartReason"], afterMs: number): void {
    if (this.#isStopping) return;
    this.#epoch++;
    const engine = this.#engine;
    this.#off();
    engine?.stop();
    this.board.restartReason = reason;
    this.#beginAfter(afterMs);
  }

  #off(): void {
    this.#engine = undefined;
    this.#watchdog?.stop();
    this.#time.clear(this.#timer);
    this.board.detach();
    this.#setLink(false);
  }

  #beginAfter(delayMs: number): void {
    this.#timer = this.#time.set(() => {
      this.begin().catch((error) => this.#crashed({ code: 1, reason: String(error) }));
    }, delayMs);
  }

  #crashed({ code, reason }: EngineEnd): void {
    if (this.#isStopping) return;
    this.#epoch++;
    this.#off();
    if (this.#time.now() - this.#startedAt >= stableMs) this.#crashes = 0;
    const delayMs = Math.min(crashMs * 2 ** this.#crashes++, crashMsMaximum);
    this.#options.onPrint(`the firmware crashed (${code}), again in ${delayMs} ms: ${reason}`);
    const [line = ""] = reason.split("\n");
    this.board.restartReason = {
      reason: code === interrupted ? "watchdog" : "crash",
      detail: `${code} ${line}`.slice(0, detailCharacters),
    };
    this.#beginAfter(delayMs);
  }

  #store(settings: Readonly<Record<string, string | undefined>>): void {
    const store = this.hardware.keyValue.open({ path: "mooring" });
    for (const [key, value] of Object.entries(settings)) {
      if (value === undefined) store.delete(key);
      else if (store.read(key) !== value) store.write(key, value);
    }
    store.close();
  }

  #show(number: number, value: number): void {
    for (const [pin, its] of Object.entries(pinNumbers)) if (its === number) this.#tell({ pin, value: rounded(value) });
  }

  #setLink(isOnline: boolean): void {
    if (isOnline === this.#isOnline) return;
    this.#isOnline = isOnline;
    this.#tell({ link: isOnline ? "online" : "offline" });
  }

  #tell(output: Output): void {
    for (const listener of this.#listeners) listener(output);
  }
}

/** The climate normals, beginning with the day of the year and the hour that it is here. */
function climateOf(wallMs: number | undefined): WorldOptions {
  const series = new Climate();
  if (wallMs === undefined) return { series };
  const zoneMinutes = new Date(wallMs).getTimezoneOffset();
  return { series, startS: series.timeOfLocal(wallMs / 1000 - zoneMinutes * 60) };
}

/** Three decimals: a duty of 512 of 1023 is 0.5 to people. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

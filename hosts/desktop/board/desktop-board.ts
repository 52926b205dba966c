/**
 * The desktop's board: object 0 of remote.ts and the table of all others. It answers a guest's calls and sends events to
 * whatever engine runs at the moment. Time, network, random and hardware are given, so the same board lives on real
 * sockets or in a test's virtual hour. Starting engines and restarting them is run.ts.
 */
import { createHash } from "node:crypto";
import type { RestartReason } from "../../../src/board/board.js";
import { busPins, type Hardware, pinNumbers } from "../../models/hardware.js";
import type { BoardSide } from "../engine/engine.js";
import type { Value } from "../engine/host.js";
import { type BoardDescription, classes, events, operations as op } from "../remote.js";
import { bytesOf, type Emit, type Instance, type Kind, type Site } from "./kind.js";
import type { BoardNetwork } from "./network.js";
import { accessPoint, listener, networkInterface, resolver, tcp, tls, udp } from "./network-kinds.js";
import { analog, digital, flash, hostSensor, i2c, keyValue, pulseCount, pwm } from "./peripheral-kinds.js";
import { RadioNetwork } from "./radio-network.js";
import type { MachineSensor } from "./sensors.js";
import { serial } from "./serial-kind.js";
import type { SerialPort } from "./serial-port.js";
import type { BoardTime } from "./time.js";

export interface DesktopBoardOptions {
  hardware: Hardware;
  time: BoardTime;
  network: BoardNetwork;
  identity: { id: string; model: string };
  random(into: Uint8Array): void;
  sensors?: readonly MachineSensor[];
  /** The firmware joins networks by itself, and its portal is on this port of the machine. */
  portalPort?: number | undefined;
  serial?: SerialPort | undefined;
  /** What the program hands to its guest. */
  launch?: Readonly<Record<string, unknown>>;
  /** The guest asks to be started anew. */
  onRestart(reason: string): void;
  /** The guest has something to say to the program. */
  onPost?(text: string): void;
  /** The guest has a session with its server, or has none any more. */
  onLink?(isOnline: boolean): void;
  /** The guest has ended in order. */
  onStopped?(): void;
}

export type Deliver = (object: number, event: number, ...args: Value[]) => void;

const board = 0; // object
const objectsMaximum = 256; // objects; a guest that has more is leaking them
const timersMaximum = 64; // timers; the firmware has one
const randomMaximum = 65536; // bytes of one call

const kinds: Readonly<Record<number, Kind>> = Object.freeze({
  [classes.Digital]: digital,
  [classes.Analog]: analog,
  [classes.PulseCount]: pulseCount,
  [classes.PWM]: pwm,
  [classes.I2C]: i2c,
  [classes.TCP]: tcp,
  [classes.TLS]: tls,
  [classes.UDP]: udp,
  [classes.Listener]: listener,
  [classes.NetworkInterface]: networkInterface,
  [classes.Resolver]: resolver,
  [classes.KeyValue]: keyValue,
  [classes.Flash]: flash,
  [classes.HostSensor]: hostSensor,
  [classes.AccessPoint]: accessPoint,
  [classes.Serial]: serial,
});

export class DesktopBoard implements BoardSide, Site {
  readonly hardware: Hardware;
  readonly network: RadioNetwork;
  readonly sensors: readonly MachineSensor[];
  readonly serial: SerialPort | undefined;
  restartReason: { reason: RestartReason; detail?: string } = { reason: "power" };
  readonly #options: DesktopBoardOptions;
  readonly #time: BoardTime;
  readonly #objects = new Map<number, { instance: Instance; kind: Kind }>();
  readonly #timers = new Map<number, unknown>();
  /** Calls of guests so far. */
  calls = 0;
  #deliver: Deliver | undefined;
  #lastObject = board;

  constructor(options: DesktopBoardOptions) {
    this.#options = options;
    this.#time = options.time;
    this.hardware = options.hardware;
    this.network = new RadioNetwork(options.network, options.hardware.radio, options.time);
    this.sensors = options.sensors ?? [];
    this.serial = options.serial;
  }

  /** An engine has begun: events go to it. */
  attach(deliver: Deliver): void {
    this.#deliver = deliver;
  }

  /** The engine has ended: everything that it had open is gone, without a word to anybody. Pins fall back. */
  detach(): void {
    this.#deliver = undefined;
    for (const timer of this.#timers.values()) this.#time.clear(timer);
    this.#timers.clear();
    for (const { instance } of this.#objects.values()) {
      if (instance.abort === undefined) instance.close();
      else instance.abort();
    }
    this.#objects.clear();
    this.hardware.reset();
  }

  /** Asks the guest to end in order. */
  requestClose(): void {
    this.#deliver?.(board, events.close);
  }

  /** Says something to the guest. */
  send(text: string): void {
    this.#deliver?.(board, events.message, text);
  }

  call(object: number, operation: number, args: readonly Value[]): Value {
    this.calls++;
    if (object === board) return this.#own(operation, args);
    const entry = this.#objects.get(object);
    if (entry === undefined) throw new Error(`object ${object} is closed`);
    if (operation === op.close) {
      this.#objects.delete(object);
      entry.instance.close();
      return undefined;
    }
    const run = entry.kind.operations[operation];
    if (run === undefined) throw new Error(`object ${object} has no operation ${operation}`);
    return run(entry.instance, args, this);
  }

  adopt(kind: Kind, make: (emit: Emit) => Instance | undefined): number | undefined {
    if (this.#objects.size >= objectsMaximum) throw new Error(`more than ${objectsMaximum} objects are open`);
    const object = ++this.#lastObject;
    const instance = make((event, ...args) => {
      if (this.#objects.has(object)) this.#deliver?.(object, event, ...args);
    });
    if (instance === undefined) return undefined;
    this.#objects.set(object, { instance, kind });
    return object;
  }

  #own(operation: number, args: readonly Value[]): Value {
    const [a, b] = args;
    switch (operation) {
      case op.describe:
        return JSON.stringify(this.#describe());
      case op.construct:
        return this.#construct(a as number, b as string);
      case op.now:
        return this.#time.now();
      case op.wall:
        return this.#time.wall();
      case op.setWall:
        this.#time.setWall(a as number);
        return undefined;
      case op.setTimer:
        this.#setTimer(a as number, b as number);
        return undefined;
      case op.clearTimer:
        this.#clearTimer(a as number);
        return undefined;
      case op.random:
        return this.#random(a as number);
      case op.digest:
        return digest(a as string, bytesOf(b));
      case op.restart:
        this.#options.onRestart(String(a));
        return undefined;
      case op.post:
        this.#options.onPost?.(String(a));
        return undefined;
      case op.link:
        this.#options.onLink?.(a === true);
        return undefined;
      case op.supply:
        return this.hardware.supply();
      case op.stopped:
        this.#options.onStopped?.();
        return undefined;
      default:
        throw new Error(`the board has no operation ${operation}`);
    }
  }

  #describe(): BoardDescription {
    const { identity, launch } = this.#options;
    return {
      pin: pinNumbers,
      I2C: busPins,
      sensor: this.sensors.map(({ name, unit }) => ({ name, unit })),
      identity,
      restartReason: this.restartReason,
      launch: launch ?? {},
      portalPort: this.#options.portalPort,
      hasSerial: this.serial !== undefined,
    };
  }

  #construct(number: number, json: string): Value {
    const kind = kinds[number];
    if (kind === undefined) throw new Error(`the board has no class ${number}`);
    const options: unknown = JSON.parse(json);
    return this.adopt(kind, (emit) => kind.make(this, options, emit));
  }

  #setTimer(timer: number, delayMs: number): void {
    this.#clearTimer(timer);
    if (this.#timers.size >= timersMaximum) throw new Error(`more than ${timersMaximum} timers are set`);
    if (Number.isNaN(delayMs)) throw new RangeError(`a timer of ${delayMs} ms`);
    const handle = this.#time.set(
      () => {
        this.#timers.delete(timer);
        this.#deliver?.(board, events.timer, timer);
      },
      Math.max(delayMs, 0),
    );
    this.#timers.set(timer, handle);
  }

  #clearTimer(timer: number): void {
    this.#time.clear(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  #random(count: number): ArrayBuffer {
    if (!(count >= 0 && count <= randomMaximum)) throw new RangeError(`${count} random bytes`);
    const bytes = new Uint8Array(count);
    this.#options.random(bytes);
    return bytes.buffer;
  }
}

function digest(algorithm: string, bytes: Uint8Array): ArrayBuffer {
  if (algorithm !== "SHA-1" && algorithm !== "SHA-256") throw new Error(`no digest ${algorithm}`);
  return new Uint8Array(createHash(algorithm).update(bytes).digest()).buffer;
}

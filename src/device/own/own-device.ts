/** The device as a person's own command sees it. What cannot be done ends the command, which is answered with why. */
import type { Board } from "../../board/board.js";
import { errorCodes } from "../../protocol/faults.js";
import type { RpcError } from "../../protocol/rpc.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Device } from "../device.js";

export class OwnDevice {
  /** monotonic ms */
  readonly now: number;
  private readonly device: Device;

  constructor(device: Device, now: number) {
    this.device = device;
    this.now = now;
  }

  get board(): Board {
    return this.device.parts.board;
  }

  /** Sets an actuator, by its name or that of one of its controls (heating.target). Throws when it is refused. */
  set(name: string, value: RecordValue): void {
    const error = this.device.parts.actuators.set(name, value, this.now);
    if (error !== undefined) throw new Refusal({ ...error, message: `${name}: ${error.message}` });
  }

  /** Whether there is an actuator, or a control of one, of that name. */
  has(name: string): boolean {
    return this.device.parts.actuators.valueOf(name) !== undefined;
  }

  /** How an actuator stands. Throws when there is none of that name. */
  value(name: string): RecordValue {
    const value = this.device.parts.actuators.valueOf(name);
    if (value === undefined) throw new Refusal({ code: errorCodes.unknownName, message: `no actuator ${name}` });
    return value;
  }

  /** Tells the server that something has happened, once. */
  event(name: string, data?: unknown): void {
    this.device.outbox.addEvent(name, data, this.now);
  }

  /** A line of the log; no secrets. */
  log(text: string): void {
    this.device.log.write("info", "app", text, this.now);
  }

  /** Ends the command: it is answered with this reason, which is for people. */
  refuse(reason: string): never {
    throw new Refusal({ code: errorCodes.unsupported, message: reason });
  }
}

/** What a command is answered with in place of a result. */
class Refusal {
  readonly error: RpcError;

  constructor(error: RpcError) {
    this.error = error;
  }
}

/** undefined: something else was thrown. */
export function refusalOf(thrown: unknown): RpcError | undefined {
  return thrown instanceof Refusal ? thrown.error : undefined;
}

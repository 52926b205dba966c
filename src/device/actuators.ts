/** What the device can do: a switch on a digital output, a light on PWM. Each holds its value and its limits. */
import type { Board, Digital, PWM } from "../board.js";
import { errorCodes } from "../protocol/faults.js";
import type { RpcError } from "../protocol/rpc.js";
import type { RecordValue } from "../protocol/senml.js";
import type { ActuatorDefinition } from "./definition.js";

export interface Actuator {
  readonly definition: ActuatorDefinition;
  /** As it stands. */
  readonly value: number | boolean;
  /** undefined: done; `value` is the new one. */
  set(value: RecordValue): RpcError | undefined;
  close(): void;
}

type Definition<K extends ActuatorDefinition["kind"]> = Extract<ActuatorDefinition, { kind: K }>;

/** Opens the output at its initial value; throws what the board throws. */
export function openActuator(board: Board, definition: ActuatorDefinition, pin: number): Actuator {
  return definition.kind === "switch" ? new Switch(board, definition, pin) : new Light(board, definition, pin);
}

function wrong(reason: string): RpcError {
  return { code: errorCodes.invalidParams, message: `value ${reason}`, data: { at: "/value", reason } };
}

function broken(error: unknown): RpcError {
  const reason = (error as Error).message.slice(0, 96);
  return { code: errorCodes.hardware, message: "the hardware did not do it", data: { reason } };
}

class Switch implements Actuator {
  readonly definition: Definition<"switch">;
  value: boolean;
  private readonly io: Digital;

  constructor(board: Board, definition: Definition<"switch">, pin: number) {
    this.definition = definition;
    this.value = definition.initial;
    this.io = new board.io.Digital({
      pin,
      mode: "output",
      activeLow: definition.activeLow ?? false,
      initialValue: definition.initial ? 1 : 0,
    });
  }

  set(value: RecordValue): RpcError | undefined {
    if (typeof value !== "boolean") return wrong("must be true or false");
    try {
      this.io.write(value ? 1 : 0);
    } catch (error) {
      return broken(error);
    }
    this.value = value;
    return undefined;
  }

  close(): void {
    this.io.close();
  }
}

class Light implements Actuator {
  readonly definition: Definition<"light">;
  value = 0;
  private readonly io: PWM;

  constructor(board: Board, definition: Definition<"light">, pin: number) {
    this.definition = definition;
    const { hz } = definition;
    this.io = new board.io.PWM(hz === undefined ? { pin } : { pin, hz });
    this.write(definition.initial);
  }

  set(value: RecordValue): RpcError | undefined {
    if (typeof value !== "number" || !(value >= 0 && value <= 1)) return wrong("must be a number from 0 to 1");
    try {
      this.write(value);
    } catch (error) {
      return broken(error);
    }
    return undefined;
  }

  private write(value: number): void {
    this.io.write(Math.round(value * (2 ** this.io.resolution - 1)));
    this.value = value;
  }

  close(): void {
    this.io.close();
  }
}

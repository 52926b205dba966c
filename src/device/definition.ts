/**
 * What a device is made of, as its application states it: sensors, actuators, and where they are wired, by the board's
 * names. Frozen data; `app/device.ts` is the example.
 */
export interface ReadingDefinition {
  readonly name: string;
  readonly title?: string;
  /** SenML unit, RFC 8428 12.1 and RFC 8798 */
  readonly unit: string;
  /** range that makes sense, for a chart */
  readonly minimum?: number;
  readonly maximum?: number;
  /** digits behind the point that mean something; default 2 */
  readonly decimals?: number;
}

/** Of what the converter reads, as a part of its range, 0 to 1. */
export type Curve =
  /** from `zero` at 0 to `full` at 1 */
  | { readonly kind: "linear"; readonly zero: number; readonly full: number }
  /** 10 ** (decades * part) - 1: a logarithmic photometer */
  | { readonly kind: "logarithmic"; readonly decades: number };

export type SensorDefinition =
  | {
      readonly kind: "sht4x";
      /** name in board.I2C */
      readonly bus: string;
      readonly address?: number;
      readonly intervalMs: number;
      readonly temperature: ReadingDefinition;
      readonly humidity: ReadingDefinition;
    }
  | {
      readonly kind: "analog";
      /** name in board.pin, here and below */
      readonly pin: string;
      readonly intervalMs: number;
      readonly curve: Curve;
      readonly reading: ReadingDefinition;
    }
  | {
      /** A button, a door contact: true while it is active. */
      readonly kind: "contact";
      readonly name: string;
      readonly title?: string;
      readonly pin: string;
      readonly mode: "input" | "inputPullUp" | "inputPullDown";
      readonly activeLow: boolean;
      /** ms that it must stand still; default 20 */
      readonly debounceMs?: number;
      /** Names of the events that tell of a change, when it is to be an event as well. */
      readonly events?: Readonly<{ active: string; inactive: string }>;
    };

export type ActuatorDefinition =
  | {
      readonly kind: "switch";
      readonly name: string;
      readonly title?: string;
      readonly pin: string;
      readonly activeLow?: boolean;
      /** after a start */
      readonly initial: boolean;
    }
  | {
      readonly kind: "light";
      readonly name: string;
      readonly title?: string;
      readonly pin: string;
      readonly hz?: number;
      /** 0 to 1, after a start */
      readonly initial: number;
    };

export interface DeviceDefinition {
  readonly sensors: readonly SensorDefinition[];
  readonly actuators: readonly ActuatorDefinition[];
}

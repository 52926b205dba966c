/**
 * What `device.json` says, as the firmware gets it: sensors, actuators and rules, and where they are wired. What a kind
 * adds of its own stands in its schema (sensor-kinds.ts, actuator-kinds.ts, filter-kinds.ts); check-definition.ts holds a
 * definition against all of them before it comes here. Frozen data in flash, or what was read from storage.
 */

/** What becomes of one reading of a sensor. What is absent is as the kind says. */
export interface ReadingDefinition {
  /** default: the kind's own name of it */
  readonly name?: string;
  readonly title?: string;
  /** SenML unit, RFC 8428 12.1 and RFC 8798 */
  readonly unit?: string;
  /** range that makes sense, for a chart */
  readonly minimum?: number;
  readonly maximum?: number;
  /** digits behind the point that mean something */
  readonly decimals?: number;
  /** applied in their order to every value */
  readonly filters?: readonly FilterDefinition[];
  /** Of a reading that is true or false: names of the events that tell of a change, when it is to be an event as well. */
  readonly events?: Readonly<{ active: string; inactive: string }>;
}

export interface FilterDefinition {
  /** of filter-kinds.ts */
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

export interface SensorDefinition {
  /** of sensor-kinds.ts */
  readonly kind: string;
  /** ms between two samples; default: the kind's */
  readonly intervalMs?: number;
  /** By the kind's own names of them; what is not named is not reported. Absent: all of them. */
  readonly readings?: Readonly<Record<string, ReadingDefinition>>;
  readonly [option: string]: unknown;
}

export interface ActuatorDefinition {
  /** of actuator-kinds.ts */
  readonly kind: string;
  readonly name: string;
  readonly title?: string;
  readonly [option: string]: unknown;
}

/** rules/rule-options.ts has its schema. */
export interface RuleDefinition {
  readonly [option: string]: unknown;
}

export interface DeviceDefinition {
  readonly sensors: readonly SensorDefinition[];
  readonly actuators: readonly ActuatorDefinition[];
  readonly rules?: readonly RuleDefinition[];
  /** of POSIX, for rules by the clock: CET-1CEST,M3.5.0,M10.5.0/3; default UTC0 */
  readonly timeZone?: string;
}

/** A pin in a definition: a name of board.pin, or the number of a GPIO. */
export type PinReference = string | number;

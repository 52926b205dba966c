/** The kinds that a definition may name: the firmware's own, and those of the application. */
import type { ActuatorKind } from "./actuator-kind.js";
import { actuatorKinds } from "./actuator-kinds.js";
import type { FilterKind } from "./filter-kind.js";
import { filterKinds } from "./filter-kinds.js";
import type { SensorKind } from "./sensor-kind.js";
import { sensorKinds } from "./sensor-kinds.js";

type Table<Kind> = Readonly<Record<string, Kind>>;

/** What an application adds. A name that the firmware has already stays the firmware's. */
export interface OwnKinds {
  readonly sensors?: Table<SensorKind>;
  readonly actuators?: Table<ActuatorKind>;
  readonly filters?: Table<FilterKind>;
}

const none: Table<never> = Object.freeze({});

export class Kinds {
  private readonly own: OwnKinds;

  constructor(own: OwnKinds) {
    this.own = own;
  }

  /** undefined: there is none of that name, here and below. */
  sensor(name: string): SensorKind | undefined {
    return pick(sensorKinds, this.own.sensors, name);
  }

  actuator(name: string): ActuatorKind | undefined {
    return pick(actuatorKinds, this.own.actuators, name);
  }

  filter(name: string): FilterKind | undefined {
    return pick(filterKinds, this.own.filters, name);
  }

  /** Names of all kinds of parts, to say which there are. */
  names(of: "sensors" | "actuators" | "filters"): string[] {
    const table = { sensors: sensorKinds, actuators: actuatorKinds, filters: filterKinds }[of];
    return [...Object.keys(table), ...Object.keys(this.own[of] ?? none)];
  }
}

/** A name is looked up among a table's own: "constructor" is no kind. */
function pick<Kind>(table: Table<Kind>, own: Table<Kind> | undefined, name: string): Kind | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  return own !== undefined && Object.hasOwn(own, name) ? own[name] : undefined;
}

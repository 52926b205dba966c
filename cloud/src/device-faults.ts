/**
 * What does not work on a device now, from the events that tell of it: `X.fault` begins one, `X.healed` ends it, both
 * with {name} of the sensor or actuator. A reading that is newer than its fault ends it too.
 */
import type { EventRecord } from "../../src/protocol/messages.js";
import type { Fault, Reading } from "./watch-messages.js";

/** By the name of the sensor or actuator. */
export type Faults = Record<string, Fault>;

/** True: `faults` has changed. An event that is older than the newest reading of its name changes nothing. */
export function takeEvent(faults: Faults, event: EventRecord, latest: Readonly<Record<string, Reading>>): boolean {
  const isHealed = event.name.endsWith(".healed");
  if (!isHealed && !event.name.endsWith(".fault")) return false;
  const data = event.data as { name?: unknown; fault?: unknown } | null | undefined;
  if (typeof data?.name !== "string") return false;
  const { name } = data;
  if (isHealed) return heal(faults, name);
  if ((latest[name]?.t ?? 0) > event.t) return false;
  const code = typeof data.fault === "string" ? data.fault : "unknown";
  faults[name] = { code, t: event.t };
  return true;
}

/** True: `faults` has changed. */
export function takeReadings(faults: Faults, readings: readonly Reading[]): boolean {
  let hasChanged = false;
  for (const { n, t } of readings) {
    const fault = faults[n];
    if (fault !== undefined && t > fault.t) hasChanged = heal(faults, n) || hasChanged;
  }
  return hasChanged;
}

function heal(faults: Faults, name: string): boolean {
  if (faults[name] === undefined) return false;
  delete faults[name];
  return true;
}

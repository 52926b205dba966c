/** What the page knows of all devices, kept by the watch socket's messages. Details of one: device-model.ts. */
import type { DeviceSummary, FromCloud, Reading } from "../src/watch-messages.js";
import { ServerClock } from "./time.js";

export class Store {
  readonly clock = new ServerClock();
  readonly devices = new Map<string, DeviceSummary>();
  /** a snapshot came at least once: an empty list means that there are no devices */
  isKnown = false;
  /** server's time of the newest message; what is shown is true as of then */
  heardAt = 0;

  apply(message: FromCloud): void {
    if (message.type === "snapshot") {
      this.clock.set(message.time);
      this.devices.clear();
      for (const device of message.devices) this.devices.set(device.id, device);
      this.isKnown = true;
    } else if (message.type === "device") {
      this.devices.set(message.device.id, message.device);
    } else if (message.type === "removed") {
      this.devices.delete(message.id);
    } else if (message.type === "readings") {
      const device = this.devices.get(message.id);
      if (device !== undefined) mergeLatest(device.latest, message, this.clock.now());
    }
    this.heardAt = this.clock.now();
  }
}

const clockErrorS = 300; // s; a newest reading further in the future than this gives way to any other

/** Takes over what is newer; a backlog that comes late changes nothing, unless it is of state. `now` is the server's. */
export function mergeLatest(
  latest: Record<string, Reading>,
  { readings, states }: { readings: readonly Reading[]; states: readonly string[] },
  now: number,
): void {
  for (const reading of readings) {
    const known = latest[reading.n];
    const isNewer = known === undefined || reading.t >= known.t || known.t > now + clockErrorS;
    if (isNewer || states.includes(reading.n)) latest[reading.n] = reading;
  }
}

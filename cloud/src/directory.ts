/**
 * All devices as lists show them, in memory: read from the store once, then kept by the notices of the bus. It is
 * what a dashboard's snapshot is made of.
 */
import type { Bus, Notice } from "./bus.js";
import { takeEvent, takeReadings } from "./device-faults.js";
import type { DeviceRow } from "./store/devices.js";
import type { Store } from "./store/store.js";
import type { DeviceSummary, Reading } from "./watch-messages.js";

const clockErrorSeconds = 300; // a newest reading further in the future than this gives way to any other
const eventsRead = 200; // events of a device that are read at the start to know its faults

export class Directory {
  /** Called when something of a device has failed, or works again. */
  onFaults: (id: string) => void = () => {};
  readonly #store: Store;
  readonly #now: () => number;
  readonly #devices = new Map<string, DeviceSummary>();

  constructor(store: Store, bus: Bus, now: () => number) {
    this.#store = store;
    this.#now = now;
    for (const row of store.devices.list()) this.#devices.set(row.id, this.#toSummary(row));
    bus.subscribe((notice) => this.#take(notice));
  }

  list(): DeviceSummary[] {
    return [...this.#devices.values()];
  }

  get(id: string): DeviceSummary | undefined {
    return this.#devices.get(id);
  }

  get onlineCount(): number {
    let count = 0;
    for (const device of this.#devices.values()) if (device.online) count++;
    return count;
  }

  #toSummary(row: DeviceRow): DeviceSummary {
    const { id, name, lastSeen, createdAt, model, firmware } = row;
    const { readings, records } = this.#store;
    const latest = readings.latest(id);
    const faults = {};
    for (const event of records.events(id, 0, Number.MAX_SAFE_INTEGER, eventsRead)) takeEvent(faults, event, latest);
    return { id, name, online: false, lastSeen, createdAt, model, firmware, latest, faults };
  }

  #take(notice: Notice): void {
    const device = this.#devices.get(notice.id);
    switch (notice.type) {
      case "changed": {
        const row = this.#store.devices.get(notice.id);
        if (device !== undefined && row !== undefined) device.name = row.name;
        else if (row !== undefined) this.#devices.set(row.id, this.#toSummary(row));
        return;
      }
      case "removed":
        this.#devices.delete(notice.id);
        return;
      case "online":
        if (device === undefined) return;
        Object.assign(device, { online: true, lastSeen: notice.at, model: notice.model, firmware: notice.firmware });
        return;
      case "offline":
        if (device !== undefined) Object.assign(device, { online: false, lastSeen: notice.at });
        return;
      case "readings":
        if (device === undefined) return;
        device.lastSeen = notice.at;
        for (const reading of notice.readings) this.#remember(device.latest, reading, notice.isState);
        if (takeReadings(device.faults, notice.readings)) this.onFaults(notice.id);
        return;
      case "event":
        if (device !== undefined && takeEvent(device.faults, notice.event, device.latest)) this.onFaults(notice.id);
    }
  }

  /** State in the order in which it comes: a device's clock may have stepped back since the last. */
  #remember(latest: Record<string, Reading>, reading: Reading, isState: boolean): void {
    const known = latest[reading.n];
    if (isState || known === undefined || known.t <= reading.t || known.t > this.#now() + clockErrorSeconds) {
      latest[reading.n] = reading;
    }
  }
}

/** Counters, and the text that Prometheus reads (exposition format 0.0.4). Gauges are asked for when it is read. */
export const counters = Object.freeze({
  records_stored_total: "records of telemetry and events that were stored",
  records_repeated_total: "records that were there already and were dropped",
  records_ahead_total: "records of a time further ahead than a day, stored with the server's time",
  not_stored_total: "writes that the disk did not take",
  links_opened_total: "connections of devices that were let in",
  links_refused_total: "connections of devices that were refused",
  claims_total: "codes of claims that were exchanged for a token",
  claims_refused_total: "codes that were refused",
  commands_total: "commands to devices",
  commands_failed_total: "commands that a device did not carry out",
  states_desired_total: "changes of what is desired of a device",
  states_sent_total: "versions of what is desired that were sent to devices",
  states_reported_total: "reports of devices of what is true",
  state_refusals_total: "values that devices refused, of what is desired",
  progress_total: "messages of devices of how far a command is",
  snapshots_total: "snapshots sent to dashboards",
  updates_dropped_total: "updates that slow dashboards did not get",
  faults_total: "faults of the server itself",
} as const);
export type Counter = keyof typeof counters;

export interface Gauge {
  name: string;
  help: string;
  read: () => number;
}

export class Metrics {
  readonly #counts = new Map<Counter, number>();
  readonly #gauges: Gauge[] = [];

  add(counter: Counter, count: number): void {
    this.#counts.set(counter, (this.#counts.get(counter) ?? 0) + count);
  }

  gauge(name: string, help: string, read: () => number): void {
    this.#gauges.push({ name, help, read });
  }

  text(): string {
    const lines: string[] = [];
    const put = (name: string, help: string, type: string, value: number) =>
      lines.push(`# HELP mooring_${name} ${help}`, `# TYPE mooring_${name} ${type}`, `mooring_${name} ${value}`);
    for (const name of Object.keys(counters) as Counter[]) {
      put(name, counters[name], "counter", this.#counts.get(name) ?? 0);
    }
    for (const gauge of this.#gauges) put(gauge.name, gauge.help, "gauge", gauge.read());
    return `${lines.join("\n")}\n`;
  }
}

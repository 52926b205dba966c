/**
 * The device's own figures as a sensor like any other: how full its heap is, how well it hears its access point, how long
 * it runs and why it started. What a host cannot tell is not reported.
 */
import type { Board, RestartReason } from "../../board/board.js";
import type { NetworkInterface } from "../../board/network.js";
import { freeze } from "../../protocol/schema.js";
import type { SensorDefinition } from "../definition.js";
import type { Reporter } from "../reporter.js";
import { readingOf, sensorKind } from "../sensor-kind.js";
import type { Site, Source } from "../source.js";

const restartReasons: readonly RestartReason[] = Object.freeze([
  "power",
  "reset",
  "software",
  "watchdog",
  "crash",
  "brownout",
  "sleep",
  "unknown",
]);

const bytes = { unit: "B", decimals: 0 } as const;

export const device = sensorKind({
  title: "The device itself",
  options: freeze({ type: "object", properties: {} }),
  readings: [
    { key: "heapUsed", title: "JavaScript heap, used", ...bytes },
    { key: "heapFree", title: "JavaScript heap, free", ...bytes },
    { key: "nativeFree", title: "Native memory, free", ...bytes },
    { key: "largestBlock", title: "Native memory, largest block", ...bytes },
    { key: "RSSI", title: "Signal", unit: "dBm", decimals: 0 },
    { key: "uptime", title: "Uptime", unit: "s", decimals: 0 },
    { key: "supply", title: "Supply voltage", unit: "V" },
    { key: "restartReason", title: "Reason of the newest start", type: "string", texts: restartReasons },
  ],
  intervalMs: 60000,
  open: (site, definition) => new DeviceSource(site, definition as SensorDefinition),
});

class DeviceSource implements Source {
  private readonly board: Board;
  private readonly reporter: Reporter;
  /** undefined: its signal is not wanted */
  private readonly network: NetworkInterface | undefined;

  constructor({ board, reporter }: Site, definition: SensorDefinition) {
    this.board = board;
    this.reporter = reporter;
    if (readingOf(definition, "RSSI") === undefined) return;
    const { io, ...options } = board.network.interface;
    this.network = new io(options);
  }

  start(): number {
    return 0;
  }

  read(values: Float64Array): undefined {
    const board = this.board;
    const { heapUsed, heapFree, nativeFree, nativeLargest } = board.memory();
    values[0] = heapUsed ?? Number.NaN;
    values[1] = heapFree ?? Number.NaN;
    values[2] = nativeFree ?? Number.NaN;
    values[3] = nativeLargest ?? Number.NaN;
    values[4] = this.network?.RSSI ?? Number.NaN;
    values[5] = (board.clock.now() - this.reporter.startedAt) / 1000;
    values[6] = board.supply?.() ?? Number.NaN;
    values[7] = restartReasons.indexOf(board.restartReason.reason);
  }

  close(): void {
    this.network?.close();
  }
}

/**
 * The watch socket of dashboards (watch-messages.ts). A snapshot first, then updates, merged for each device to four
 * a second and written as text once for all. A reader that does not keep up costs a bounded amount: above a mark its
 * updates are dropped, and when it has drained it gets a fresh snapshot.
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { limits } from "../../src/protocol/limits.js";
import { freeze } from "../../src/protocol/schema.js";
import type { Bus, Notice } from "./bus.js";
import { check } from "./check.js";
import type { Directory } from "./directory.js";
import type { Metrics } from "./metrics.js";
import type { FromCloud, FromDashboard, Reading } from "./watch-messages.js";

export const watchProtocol = "mooring.watch.v1";

const watchMessage = freeze({
  type: "object",
  properties: {
    type: { const: "watch" },
    ids: { type: "array", items: { type: "string", maxLength: limits.idCharacters }, maxItems: 16 },
  },
  required: ["type", "ids"],
});

const mergeMs = 250; // ms; at most four updates of readings a second and device
const mergedReadings = 128; // readings of an update; above it, the newest of each name alone
const figuresMs = 1000; // ms between two looks at the connections that are watched
const dropAboveBytes = 1_048_576; // unsent bytes at which a reader is too slow
const catchUpBelowBytes = 65_536; // unsent bytes at which it has caught up
const slowMs = 60_000; // ms after which a reader that does not catch up is cut off
const pingMs = 25_000; // ms between pings; one that was not answered ends the connection
const readersAtOnce = 200; // dashboards

/** Readings that wait to be sent. */
interface Pending {
  readings: Reading[];
  states: Set<string>;
}

interface Reader {
  socket: WebSocket;
  watched: Set<string>;
  /** the figures that it was sent last, as text */
  figures: Map<string, string>;
  /** monotonic ms since when it is too slow; undefined: it is not */
  slowSince: number | undefined;
  isAlive: boolean;
  /** False once the person has signed out. */
  isAllowed: () => boolean;
}

export class WatchHub {
  readonly #bus: Bus;
  readonly #directory: Directory;
  readonly #metrics: Metrics;
  readonly #now: () => number;
  readonly #server: WebSocketServer;
  readonly #readers = new Set<Reader>();
  #pending = new Map<string, Pending>();
  readonly #sentAt = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[];

  /** `now` is in seconds since 1970. */
  constructor(bus: Bus, directory: Directory, metrics: Metrics, now: () => number) {
    this.#bus = bus;
    this.#directory = directory;
    this.#metrics = metrics;
    this.#now = now;
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: 4096,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (offered) => (offered.has(watchProtocol) ? watchProtocol : false),
    });
    bus.subscribe((notice) => this.#take(notice));
    directory.onFaults = (id) => this.#sendDevice(id);
    metrics.gauge("dashboards", "dashboards that watch", () => this.#readers.size);
    this.#timers = [
      setInterval(() => this.#tick(), mergeMs),
      setInterval(() => this.#figures(), figuresMs),
      setInterval(() => this.#ping(), pingMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /** The caller has checked who it is; `isAllowed` is asked again now and then. */
  upgrade(request: IncomingMessage, stream: Socket, head: Buffer, isAllowed: () => boolean): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#add(socket, isAllowed));
  }

  #add(socket: WebSocket, isAllowed: () => boolean): void {
    if (this.#readers.size >= readersAtOnce) {
      socket.close(1013, "too many dashboards");
      return;
    }
    const watched = new Set<string>();
    const reader: Reader = { socket, watched, figures: new Map(), slowSince: undefined, isAlive: true, isAllowed };
    this.#readers.add(reader);
    socket.on("close", () => this.#readers.delete(reader));
    socket.on("error", () => socket.terminate());
    socket.on("pong", () => {
      reader.isAlive = true;
    });
    socket.on("message", (data, isBinary) => this.#receive(reader, data, isBinary));
    this.#snapshot(reader);
  }

  #receive(reader: Reader, data: RawData, isBinary: boolean): void {
    let message: unknown;
    try {
      message = isBinary ? undefined : JSON.parse((data as Buffer).toString("utf8"));
    } catch {
      message = undefined;
    }
    const violation = check(watchMessage, message);
    if (violation !== undefined) {
      reader.socket.close(1008, `${violation.at} ${violation.reason}`.trim().slice(0, 120));
      return;
    }
    reader.watched = new Set((message as FromDashboard).ids);
    reader.figures.clear();
    this.#figures();
  }

  #take(notice: Notice): void {
    const { id } = notice;
    switch (notice.type) {
      case "readings":
        this.#merge(id, notice.readings, notice.isState);
        break;
      case "event":
        this.#broadcast({ type: "event", id, event: notice.event }, id);
        break;
      case "log":
        this.#broadcast({ type: "log", id, entries: notice.entries }, id);
        break;
      case "progress":
        this.#broadcast(notice, id);
        break;
      case "desired":
      case "reported":
        this.#broadcast({ type: "state", id }, id);
        break;
      case "described":
        this.#broadcast({ type: "described", id });
        break;
      case "removed":
        this.#pending.delete(id);
        this.#sentAt.delete(id);
        this.#broadcast({ type: "removed", id });
        break;
      default:
        this.#sendDevice(id);
        if (notice.type !== "changed") this.#figures();
    }
  }

  #sendDevice(id: string): void {
    const device = this.#directory.get(id);
    if (device !== undefined) this.#broadcast({ type: "device", device });
  }

  /** The first update of a device goes at once, the ones within the next quarter of a second together. */
  #merge(id: string, readings: readonly Reading[], isState: boolean): void {
    if (this.#readers.size === 0) return;
    const pending = this.#pending.get(id) ?? { readings: [], states: new Set() };
    pending.readings.push(...readings);
    if (isState) for (const { n } of readings) pending.states.add(n);
    if (pending.readings.length > mergedReadings) pending.readings = newestOfEachName(pending);
    this.#pending.set(id, pending);
    if (performance.now() - (this.#sentAt.get(id) ?? Number.NEGATIVE_INFINITY) >= mergeMs) this.#sendReadings(id);
  }

  #sendReadings(id: string): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    this.#sentAt.set(id, performance.now());
    this.#broadcast({ type: "readings", id, readings: pending.readings, states: [...pending.states] });
  }

  #tick(): void {
    const now = performance.now();
    for (const id of [...this.#pending.keys()]) {
      if (now - (this.#sentAt.get(id) ?? 0) >= mergeMs) this.#sendReadings(id);
    }
    for (const reader of this.#readers) this.#catchUp(reader, now);
  }

  #catchUp(reader: Reader, now: number): void {
    if (reader.slowSince === undefined) return;
    if (reader.socket.bufferedAmount <= catchUpBelowBytes) this.#snapshot(reader);
    else if (now - reader.slowSince > slowMs) reader.socket.terminate();
  }

  #snapshot(reader: Reader): void {
    reader.slowSince = undefined;
    reader.figures.clear();
    this.#metrics.add("snapshots_total", 1);
    reader.socket.send(toText({ type: "snapshot", devices: this.#directory.list(), time: this.#now() }));
  }

  /** To everyone, or to those who watch the device `onlyOf`. */
  #broadcast(message: FromCloud, onlyOf?: string): void {
    let text: string | undefined;
    for (const reader of this.#readers) {
      if (onlyOf !== undefined && !reader.watched.has(onlyOf)) continue;
      text ??= toText(message);
      this.#send(reader, text);
    }
  }

  #send(reader: Reader, text: string): boolean {
    if (reader.slowSince === undefined && reader.socket.bufferedAmount > dropAboveBytes) {
      reader.slowSince = performance.now();
    }
    if (reader.slowSince !== undefined) {
      this.#metrics.add("updates_dropped_total", 1);
      return false;
    }
    reader.socket.send(text);
    return true;
  }

  #figures(): void {
    this.#sendFigures().catch(() => this.#metrics.add("faults_total", 1));
  }

  async #sendFigures(): Promise<void> {
    const texts = new Map<string, string>();
    for (const reader of this.#readers) {
      for (const id of reader.watched) {
        if (this.#directory.get(id) === undefined) continue;
        let text = texts.get(id);
        if (text === undefined) {
          text = toText({ type: "connection", id, connection: await this.#bus.connection(id) });
          texts.set(id, text);
        }
        if (reader.figures.get(id) === text || !reader.watched.has(id)) continue;
        if (this.#send(reader, text)) reader.figures.set(id, text);
      }
    }
  }

  /** Ends the dashboards of those who have signed out. */
  dismiss(): void {
    for (const reader of this.#readers) if (!reader.isAllowed()) reader.socket.close(1008, "signed out");
  }

  #ping(): void {
    this.dismiss();
    for (const reader of this.#readers) {
      if (!reader.isAlive) reader.socket.terminate();
      else {
        reader.isAlive = false;
        reader.socket.ping();
      }
    }
  }

  /** Tells all dashboards to come again. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const reader of this.#readers) reader.socket.close(1012, "retry=2");
  }

  /** Cuts off those who did not answer. */
  terminate(): void {
    for (const reader of this.#readers) reader.socket.terminate();
  }
}

function newestOfEachName({ readings, states }: Pending): Reading[] {
  const newest = new Map<string, Reading>();
  for (const reading of readings) {
    const known = newest.get(reading.n);
    if (known === undefined || known.t <= reading.t || states.has(reading.n)) newest.set(reading.n, reading);
  }
  return [...newest.values()];
}

const toText = (message: FromCloud): string => JSON.stringify(message);

/**
 * Lets devices in (token, subprotocol, admission), keeps one session for each, and does what the bus asks of them.
 * It keeps nothing that another gateway would need.
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocketServer } from "ws";
import { limits } from "../../../src/protocol/limits.js";
import { subprotocol } from "../../../src/protocol/messages.js";
import type { Bus, CommandOutcome, Gateways, Notice, WantedCommand } from "../bus.js";
import { addressOf } from "../http/address.js";
import { HttpError, refuseUpgrade } from "../http/http-error.js";
import { bearerOf, isSameHash, sha256 } from "../http/secrets.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import { Rate } from "../rate.js";
import { DeviceRemoved, type Store } from "../store/store.js";
import type { CommandUnderWay, ConnectionFigures, DeviceMetrics } from "../watch-messages.js";
import { Admission } from "./admission.js";
import { DeviceCommands } from "./device-commands.js";
import { DeviceMethods } from "./device-methods.js";
import { fleetFigures } from "./device-metrics.js";
import { DeviceSession, type LinkTimes } from "./session.js";
import { StateDelivery } from "./state-delivery.js";

export interface GatewayOptions {
  store: Store;
  bus: Bus;
  log: Log;
  metrics: Metrics;
  /** seconds since 1970 */
  now: () => number;
  times: LinkTimes;
  /** new sessions a second; more are told to come later */
  admissionsPerSecond: number;
  isBehindProxy: boolean;
}

const daySeconds = 86_400;
const linksPerSecond = 1; // connections of one device, after a burst: a device in a loop must not use up what is there for all
const linksBurst = 20;
const closingPortion = 100; // sessions closed at once when the server ends
const closingPauseMs = 20; // between portions
const comeBackPerSecond = 250; // devices a second that are asked to come back after a restart
const unknownDevice = new Uint8Array(32); // compared with, so that an unknown id takes as long as a wrong token

export class Gateway implements Gateways {
  readonly #options: GatewayOptions;
  readonly #server: WebSocketServer;
  readonly #methods: DeviceMethods;
  readonly #delivery: StateDelivery;
  readonly #commands: DeviceCommands;
  readonly #admission: Admission;
  readonly #refusals = new Rate(1, 10, performance.now());
  /** All connections, also those that have not said hello. */
  readonly #all = new Set<DeviceSession>();
  /** The session of each device; compared by identity when one ends. */
  readonly #online = new Map<string, DeviceSession>();
  /** How fast each device connects; a device that was removed is taken out. */
  readonly #links = new Map<string, Rate>();
  #isClosing = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { admissionsPerSecond } = options;
    this.#admission = new Admission(admissionsPerSecond, performance.now());
    this.#delivery = new StateDelivery(options);
    this.#commands = new DeviceCommands(options);
    const onHello = (session: DeviceSession) => this.#replace(session);
    this.#methods = new DeviceMethods({ ...options, delivery: this.#delivery, commands: this.#commands, onHello });
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: limits.serverMessageBytes,
      perMessageDeflate: false,
      clientTracking: false,
      handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
    });
    options.bus.subscribe((notice) => this.#take(notice));
    for (const [name, [help, read]] of Object.entries(fleetFigures)) {
      options.metrics.gauge(name, help, () => read(this.#reports()));
    }
    options.metrics.gauge("links", "connections of devices that are open", () => this.#all.size);
  }

  /** An upgrade at /v1/devices/{id}/link. */
  upgrade(request: IncomingMessage, stream: Socket, head: Buffer, id: string): void {
    try {
      this.#admit(request, id);
    } catch (error) {
      this.#options.metrics.add("links_refused_total", 1);
      this.#tellRefused(request, id, error);
      refuseUpgrade(stream, error);
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      this.#options.metrics.add("links_opened_total", 1);
      const { now, times, isBehindProxy } = this.#options;
      const session = new DeviceSession({
        ...times,
        id,
        socket,
        stream,
        address: addressOf(request, isBehindProxy),
        now,
        handle: (from, method, params) => this.#methods.handle(from, method, params),
        onEnd: (ended, reason) => this.#ended(ended, reason),
        onFault: (error) => this.#fault(error),
      });
      this.#all.add(session);
      if (this.#isClosing) session.close(1012, "retry=5");
    });
  }

  /** A line a second at most: whoever knocks without end does not fill the log. */
  #tellRefused(request: IncomingMessage, id: string, error: unknown): void {
    if (!this.#refusals.take(performance.now())) return;
    const { log, isBehindProxy } = this.#options;
    const what = error instanceof HttpError ? `${error.status} ${error.message}` : String(error);
    log.info(`${id} refused: ${what}, from ${addressOf(request, isBehindProxy)}`);
  }

  /** Throws the answer that the device gets instead of a connection. */
  #admit(request: IncomingMessage, id: string): void {
    const token = bearerOf(request);
    const known = this.#options.store.devices.tokenHash(id);
    const isRight = isSameHash(sha256(token ?? ""), known ?? unknownDevice);
    if (token === undefined || known === undefined || !isRight) {
      throw new HttpError(401, "unauthorized", "the device or its token is not known here");
    }
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    if (!offered.includes(subprotocol)) {
      throw new HttpError(400, "badRequest", `the subprotocol ${subprotocol} must be offered`);
    }
    this.#admitAgain(id);
    const now = performance.now();
    if (this.#isClosing || !this.#admission.take(now)) {
      const headers = { "Retry-After": String(this.#admission.hintSeconds(now)) };
      throw new HttpError(503, "unavailable", this.#isClosing ? "the server ends" : "too many at once", { headers });
    }
  }

  #admitAgain(id: string): void {
    const now = performance.now();
    const rate = this.#links.get(id) ?? new Rate(linksPerSecond, linksBurst, now);
    this.#links.set(id, rate);
    if (rate.take(now)) return;
    const seconds = String(Math.ceil(rate.waitMs(now) / 1000));
    throw new HttpError(429, "rateLimited", "this device connects too often", { headers: { "Retry-After": seconds } });
  }

  #take({ type, id }: Notice): void {
    if (type === "removed") this.#links.delete(id);
    const session = type === "desired" ? this.#online.get(id) : undefined;
    if (session !== undefined) void this.#delivery.send(session);
  }

  #replace(session: DeviceSession): void {
    const old = this.#online.get(session.id);
    this.#online.set(session.id, session);
    old?.close(4409, "replaced by a newer session");
  }

  #ended(session: DeviceSession, reason: string): void {
    const { bus, store, log, now } = this.#options;
    const { id } = session;
    this.#all.delete(session);
    if (session.hello === undefined) {
      log.info(`${id} ended before hello: ${reason}`);
      return;
    }
    store.endConnect(id, session.session, reason).catch((error: unknown) => {
      if (error instanceof DeviceRemoved) return;
      log.error(`the end of a session of ${id} is not stored: ${error instanceof Error ? error.message : error}`);
    });
    log.info(`${id} ended: ${reason}`);
    if (this.#online.get(id) !== session) return;
    this.#online.delete(id);
    bus.publish({ type: "offline", id, at: now() });
  }

  #fault(error: unknown): void {
    this.#options.metrics.add("faults_total", 1);
    this.#options.log.error(`fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  async command(id: string, wanted: WantedCommand): Promise<CommandOutcome> {
    const session = this.#online.get(id);
    return session === undefined ? { kind: "offline" } : this.#commands.send(session, wanted);
  }

  commands(id: string): Promise<CommandUnderWay[]> {
    const session = this.#online.get(id);
    return Promise.resolve(session === undefined ? [] : this.#commands.list(session));
  }

  connection(id: string): Promise<ConnectionFigures | null> {
    const session = this.#online.get(id);
    if (session === undefined) return Promise.resolve(null);
    const { store, now } = this.#options;
    const { stream, address } = session.options;
    return Promise.resolve({
      session: session.session,
      since: session.since,
      address,
      roundTripMs: session.roundTrip.figures(),
      messagesIn: session.messagesIn,
      messagesOut: session.messagesOut,
      bytesIn: stream.bytesRead,
      bytesOut: stream.bytesWritten,
      connects: store.records.countConnects(id, now() - daySeconds),
      lastEnd: session.lastEnd,
      isSafe: session.hello?.isSafe === true,
      phasesMs: (session.metrics?.phasesMs ?? session.hello?.phasesMs ?? {}) as Record<string, number>,
      metrics: session.metrics,
    });
  }

  /** Of the devices that are online. */
  #reports(): DeviceMetrics[] {
    return [...this.#online.values()].flatMap(({ metrics }) => (metrics === null ? [] : [metrics]));
  }

  disconnect(id: string, code: number, reason: string): Promise<void> {
    for (const session of this.#all) if (session.id === id) session.close(code, reason);
    return Promise.resolve();
  }

  /** Closes all sessions in portions with 1012 and a moment to come back; the rest is cut off after `withinMs`. */
  async close(withinMs: number): Promise<void> {
    this.#isClosing = true;
    const end = performance.now() + withinMs;
    const spreadSeconds = Math.max(5, this.#all.size / comeBackPerSecond);
    let count = 0;
    for (const session of [...this.#all]) {
      session.close(1012, `retry=${1 + Math.floor(Math.random() * spreadSeconds)}`);
      if (++count % closingPortion === 0 && performance.now() < end) await pause(closingPauseMs);
    }
    while (this.#all.size > 0 && performance.now() < end) await pause(closingPauseMs);
    for (const session of [...this.#all]) session.terminate("1012 service restart");
    while (this.#all.size > 0 && performance.now() < end + 200) await pause(5);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

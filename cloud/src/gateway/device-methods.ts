/**
 * What a device may ask of the server: hello, telemetry, event, log. Each is checked against its schema; telemetry
 * and events are answered once they are stored.
 */
import { errorCodes } from "../../../src/protocol/faults.js";
import { limits } from "../../../src/protocol/limits.js";
import {
  type DeviceMethod,
  deviceMethods,
  type Params,
  protocolVersion,
  type Result,
  serverMethods,
} from "../../../src/protocol/messages.js";
import type { Bus } from "../bus.js";
import { check } from "../check.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import { resolveSenml } from "../senml.js";
import { StoreError } from "../store/database.js";
import { TooManySeries } from "../store/readings.js";
import { DeviceRemoved, type Store } from "../store/store.js";
import type { DeviceCommands } from "./device-commands.js";
import { toMetrics } from "./device-metrics.js";
import { RpcError } from "./rpc.js";
import type { DeviceSession } from "./session.js";
import type { StateDelivery } from "./state-delivery.js";

export interface DeviceMethodsOptions {
  store: Store;
  bus: Bus;
  log: Log;
  metrics: Metrics;
  /** seconds since 1970 */
  now: () => number;
  delivery: StateDelivery;
  commands: DeviceCommands;
  /** Called when a device has said hello, before the answer. */
  onHello: (session: DeviceSession) => void;
}

const notStoredMs = 5000; // ms after which a device may try again when the disk did not take its pack
const describeMs = 10_000; // ms for each answer of the device
const describePages = 32; // answers of which a description is put together

export class DeviceMethods {
  readonly #options: DeviceMethodsOptions;

  constructor(options: DeviceMethodsOptions) {
    this.#options = options;
  }

  /** The result, a promise of it, or undefined for a method that is not known; throws RpcError. */
  handle(session: DeviceSession, method: string, params: unknown): unknown {
    if (!Object.hasOwn(deviceMethods, method)) return undefined;
    const known = method as DeviceMethod;
    const isHello = known === "hello";
    if (isHello !== (session.hello === undefined)) {
      throw new RpcError(errorCodes.outOfOrder, isHello ? "hello was said before" : "hello must come first");
    }
    const violation = check(deviceMethods[known].params, params);
    if (violation !== undefined) throw invalid(violation.at, violation.reason);
    switch (known) {
      case "hello":
        return this.#hello(session, params as Params<"hello">);
      case "telemetry":
        return this.#telemetry(session, params as Params<"telemetry">);
      case "event":
        return this.#event(session, params as Params<"event">);
      case "metrics":
        return this.#metrics(session, params as Params<"metrics">);
      case "log":
        return this.#log(session, params as Params<"log">);
      case "progress":
        return this.#progress(session, params as Params<"progress">);
      case "state.reported":
        return this.#reported(session, params as Params<"state.reported">);
    }
  }

  #hello(session: DeviceSession, hello: Params<"hello">): Result<"hello"> {
    const { store, bus, log, now, onHello } = this.#options;
    const { id } = session;
    if (hello.device.id !== id) throw invalid("/device/id", `must be ${id}, the device of this link`);
    if (hello.protocol !== protocolVersion) throw invalid("/protocol", `this server speaks ${protocolVersion}`);
    session.lastEnd = hello.lastEnd ?? store.records.lastEnd(id);
    session.greeted(hello);
    onHello(session);
    store.addConnect(id, session.session, hello).catch((error: unknown) => this.#notKept(id, error));
    const { model } = hello.device;
    bus.publish({ type: "online", id, at: now(), model, firmware: hello.firmware.version });
    log.info(`${id} online, ${hello.firmware.name} ${hello.firmware.version}`);
    // after the answer to hello
    if (store.devices.digest(id) !== hello.digest) queueMicrotask(() => void this.#describe(session));
    const desired = this.#options.delivery.forHello(session, hello.desired ?? 0);
    return {
      session: session.session,
      time: now(),
      stored: store.records.marks(id, hello.stream),
      messageBytes: limits.serverMessageBytes,
      pingMs: Math.min(Math.max(hello.pingMs ?? session.options.pingMs, limits.pingMsMinimum), limits.pingMsMaximum),
      ...(desired !== undefined && { desired }),
    };
  }

  async #describe(session: DeviceSession): Promise<void> {
    const { store, bus, log } = this.#options;
    const { id } = session;
    const description = await askDescription(session);
    if (typeof description === "string") return log.info(`${id} did not describe itself: ${description}`);
    try {
      await store.describe(id, description);
      bus.publish({ type: "described", id });
    } catch (error) {
      this.#notKept(id, error);
    }
  }

  async #telemetry(session: DeviceSession, pack: Params<"telemetry">): Promise<Result<"telemetry">> {
    const { store, bus, metrics, now } = this.#options;
    const { id } = session;
    const readings = resolveSenml(pack.records, now());
    if (!Array.isArray(readings)) throw invalid(`/records${readings.at}`, readings.reason);
    checkNumbers(pack.n, readings.length);
    const stored = await store.addReadings(id, pack, readings).catch((error: unknown) => this.#refuse(id, error));
    metrics.add("records_stored_total", stored.added.length);
    this.#noteAhead(session, stored.ahead);
    metrics.add("records_repeated_total", readings.length - stored.added.length);
    const isState = pack.priority === "state";
    if (stored.added.length > 0) bus.publish({ type: "readings", id, at: now(), isState, readings: stored.added });
    return { n: stored.n };
  }

  async #event(session: DeviceSession, pack: Params<"event">): Promise<Result<"event">> {
    const { store, bus, metrics } = this.#options;
    const { id } = session;
    checkNumbers(pack.n, pack.events.length);
    const stored = await store.addEvents(id, pack, pack.events).catch((error: unknown) => this.#refuse(id, error));
    metrics.add("records_stored_total", stored.added.length);
    this.#noteAhead(session, stored.ahead);
    metrics.add("records_repeated_total", pack.events.length - stored.added.length);
    for (const event of stored.added) bus.publish({ type: "event", id, event });
    return { n: stored.n };
  }

  /** Once a session in the log: it is the device's clock that is wrong, or the server's. */
  #noteAhead(session: DeviceSession, count: number): void {
    if (count === 0) return;
    this.#options.metrics.add("records_ahead_total", count);
    if (session.isAhead) return;
    session.isAhead = true;
    this.#options.log.error(`${session.id} gives times more than a day ahead: stored with the server's time`);
  }

  /** A notification, and only the newest counts: numbers in it grow. */
  #metrics(session: DeviceSession, report: Params<"metrics">): null {
    const { store, now } = this.#options;
    const { id } = session;
    const metrics = toMetrics(report, now(), session.metrics ?? store.records.metrics(id));
    session.metrics = metrics;
    store.setMetrics(id, metrics).catch((error: unknown) => this.#notKept(id, error));
    return null;
  }

  /** A notification: what the disk does not take is lost, and counted. */
  #log(session: DeviceSession, { entries }: Params<"log">): null {
    const { store, bus, now } = this.#options;
    const timed = entries.map((entry) => ({ ...entry, t: entry.t ?? now() }));
    bus.publish({ type: "log", id: session.id, entries: timed });
    store.addLog(session.id, timed).catch((error: unknown) => this.#notKept(session.id, error));
    return null;
  }

  /** A notification: what the disk does not take comes again with the next connection. */
  #reported(session: DeviceSession, reported: Params<"state.reported">): null {
    const { store, bus, metrics } = this.#options;
    const { id } = session;
    session.confirmed = reported.version;
    metrics.add("states_reported_total", 1);
    metrics.add("state_refusals_total", reported.refused?.length ?? 0);
    store
      .report(id, reported, session.judgedFrom)
      .then(() => bus.publish({ type: "reported", id }))
      .catch((error: unknown) => this.#notKept(id, error));
    return null;
  }

  #progress(session: DeviceSession, params: Params<"progress">): null {
    const { id: command, ...progress } = params;
    const { id } = session;
    this.#options.commands.progressed(session, params);
    this.#options.metrics.add("progress_total", 1);
    this.#options.bus.publish({ type: "progress", id, command: String(command), ...progress });
    return null;
  }

  #notKept(id: string, error: unknown): void {
    if (error instanceof DeviceRemoved) return;
    this.#options.metrics.add("not_stored_total", 1);
    this.#options.log.error(`not stored, of ${id}: ${error instanceof Error ? error.message : String(error)}`);
  }

  #refuse(id: string, error: unknown): never {
    if (error instanceof TooManySeries) throw new RpcError(errorCodes.tooLarge, error.message, { limit: "series" });
    this.#notKept(id, error);
    if (!(error instanceof StoreError)) throw error;
    throw new RpcError(errorCodes.notStored, "the server could not store it", { retryAfterMs: notStoredMs });
  }
}

/** All of it, message by message, or why not. */
async function askDescription(session: DeviceSession): Promise<Result<"describe"> | string> {
  let whole: Result<"describe"> | undefined;
  for (let from = 0, pages = 0; pages < describePages; pages++) {
    const outcome = await session.request("describe", from === 0 ? {} : { from }, describeMs);
    if (outcome.kind !== "result") return outcome.kind;
    const violation = check(serverMethods.describe.result, outcome.result);
    if (violation !== undefined) return `${violation.at} ${violation.reason}`;
    const page = outcome.result as Result<"describe">;
    if (whole === undefined) whole = page;
    else {
      if (page.digest !== whole.digest) return "it has changed meanwhile";
      whole.sensors.push(...page.sensors);
      whole.actuators.push(...page.actuators);
      whole.methods.push(...page.methods);
      whole.settings = [...(whole.settings ?? []), ...(page.settings ?? [])];
    }
    if (page.next === undefined) return whole;
    if (page.next <= from) return "it does not go on";
    from = page.next;
  }
  return "it does not end";
}

function checkNumbers(n: number, count: number): void {
  if (!Number.isSafeInteger(n + count)) throw invalid("/n", "is too large for the records behind it");
}

function invalid(at: string, reason: string): RpcError {
  return new RpcError(errorCodes.invalidParams, `${at}: ${reason}`, { at, reason });
}

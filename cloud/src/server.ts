/**
 * Puts the cloud together: store, bus, gateway for devices, REST, watch socket and dashboard, in one process. It
 * prints nothing on stdout and ends nothing by itself; main.ts and other programs do that.
 */
import type { IncomingMessage, Server } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { limits } from "../../src/protocol/limits.js";
import { LocalBus } from "./bus.js";
import { Claims } from "./claims.js";
import { Dashboard } from "./dashboard.js";
import { Directory } from "./directory.js";
import { ClaimLink } from "./gateway/claim-link.js";
import { Gateway } from "./gateway/gateway.js";
import type { LinkTimes } from "./gateway/session.js";
import { Auth } from "./http/auth.js";
import { claimRoutes } from "./http/claim-routes.js";
import { definitionRoutes } from "./http/definition-routes.js";
import { addDevice, deviceRoutes, renewToken, type Services } from "./http/device-routes.js";
import { historyRoutes } from "./http/history-routes.js";
import { createHttpServer } from "./http/http-server.js";
import { listen } from "./http/listen.js";
import { json, type Route } from "./http/routes.js";
import { type SessionServices, sessionRoutes } from "./http/session-routes.js";
import { stateRoutes } from "./http/state-routes.js";
import { createLog, type Log } from "./log.js";
import { Metrics } from "./metrics.js";
import { openapi } from "./openapi.js";
import { Store } from "./store/store.js";
import { WatchHub } from "./watch.js";

export interface CloudOptions {
  /** 0 picks one; 8080 where it is absent */
  port?: number;
  /** 127.0.0.1 where it is absent */
  host?: string;
  /** directory of the database; ./data where it is absent */
  data?: string;
  /** undefined: people sign in by the one-time link alone */
  operatorToken?: string;
  /** origin that people use, where a reverse proxy stands in front */
  publicUrl?: string;
  /** 365 where it is absent */
  keepDays?: number;
  /** 1 GiB where it is absent */
  keepBytes?: number;
  /** errors alone */
  isQuiet?: boolean;
  log?: Log;
  /** times of the devices' links, for tests */
  times?: Partial<LinkTimes>;
  /** new sessions of devices a second; 500 where it is absent */
  admissionsPerSecond?: number;
}

export interface Cloud {
  /** "http://127.0.0.1:8080", without a slash at the end */
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  /** A link that signs one browser in, once. */
  signInUrl(): string;
  /** The token is shown this once. Throws when the id is taken or wrong. */
  addDevice(id: string, name?: string): { id: string; token: string };
  /** A one-time code, by which a device gets a token of its own within an hour. */
  addClaim(name?: string): string;
  /** A new token for a device that is there. */
  renewToken(id: string): Promise<{ id: string; token: string }>;
  /** In order: sessions closed with 1012, what waits is stored, the database closed. At most 2.5 s. */
  close(): Promise<void>;
}

const claimSeconds = 3600; // how long a code of addClaim() is good
const drainMs = 1500; // ms for the sessions of devices
const loopbackHost = /^(?:localhost|::1|127\.\d+\.\d+\.\d+)$/;

/** Resolves when it listens; rejects with a StartError that says what is in the way. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const log = options.log ?? createLog(options.isQuiet ?? false);
  const now = () => Date.now() / 1000;
  const store = openStore(options, log, now);
  const bus = new LocalBus();
  const directory = new Directory(store, bus, now);
  const metrics = new Metrics();
  const host = options.host ?? "127.0.0.1";
  const isLoopback = loopbackHost.test(host);
  const { operatorToken, publicUrl } = options;
  const auth = new Auth({ store, operatorToken, publicUrl, isLoopback, now });
  const times = { helloMs: limits.helloMs, pingMs: limits.pingMs, pongMs: limits.pongMs, ...options.times };
  const admissionsPerSecond = options.admissionsPerSecond ?? 500;
  const isBehindProxy = publicUrl !== undefined;
  const gateway = new Gateway({ store, bus, log, metrics, now, times, admissionsPerSecond, isBehindProxy });
  bus.attach(gateway);
  const claims = new Claims({ store, bus, now });
  const page = (id: string, { headers }: IncomingMessage): string =>
    `${publicUrl ?? `http://${headers.host ?? ""}`}/#/devices/${encodeURIComponent(id)}`;
  const claimLink = new ClaimLink({ claims, log, metrics, now, page, isBehindProxy });
  const hub = new WatchHub(bus, directory, metrics, now);
  addGauges(metrics, store, directory);
  const dashboard = new Dashboard();
  const building = dashboard.build(log);
  const services: Services = { store, bus, directory, metrics, now };
  const server = createHttpServer({
    routes: allRoutes(services, claimRoutes(claims, publicUrl), {
      auth,
      metrics,
      isHealthy: () => store.database.isWritable,
      onSignOut: () => hub.dismiss(),
      page: () => dashboard.page(),
    }),
    auth,
    log,
    metrics,
    file: (path, request) => dashboard.find(path, request),
    link: (request, stream, head, id) => gateway.upgrade(request, stream, head, id),
    claim: (request, stream, head) => claimLink.upgrade(request, stream, head),
    watch: (request, stream, head, isAllowed) => hub.upgrade(request, stream, head, isAllowed),
  });
  try {
    auth.port = await listen(server, options.port ?? 8080, host, log);
    await building;
  } catch (error) {
    hub.close();
    store.close();
    throw error;
  }
  const url = publicUrl ?? `http://${nameInUrl(host)}:${auth.port}`;
  let closing: Promise<void> | undefined;
  return {
    url,
    port: auth.port,
    store,
    signInUrl: () => `${url}/signin?code=${auth.createCode()}`,
    addDevice: (id, name) => addDevice(services, id, name ?? id),
    addClaim: (name) => {
      const made = claims.create(name, claimSeconds);
      if (made === undefined) throw new Error("too many codes are open");
      return made.code;
    },
    renewToken: (id) => renewToken(services, id),
    close: () => {
      claimLink.close();
      closing ??= closeAll(server, gateway, hub, store);
      return closing;
    },
  };
}

function openStore(options: CloudOptions, log: Log, now: () => number): Store {
  return new Store({
    directory: options.data ?? "./data",
    keepDays: options.keepDays ?? 365,
    keepBytes: options.keepBytes ?? 1024 * 1048576,
    now,
    onError: (error) => log.error(`retention failed: ${error instanceof Error ? error.message : String(error)}`),
  });
}

/** Every route of the REST interface; openapi.ts describes the same. */
function allRoutes(services: Services, claims: readonly Route[], session: SessionServices): Route[] {
  return [
    ...claims,
    ...deviceRoutes(services),
    ...definitionRoutes(services),
    ...historyRoutes(services),
    ...stateRoutes(services),
    ...sessionRoutes(session),
    { method: "GET", path: "/v1/openapi.json", isOpen: true, run: () => json(200, openapi) },
  ];
}

function addGauges(metrics: Metrics, store: Store, directory: Directory): void {
  metrics.gauge("devices", "devices that are known", () => directory.list().length);
  metrics.gauge("devices_online", "devices with a session", () => directory.onlineCount);
  metrics.gauge("database_bytes", "what the rows of the database take", () => store.retention.usedBytes());
  metrics.gauge("memory_bytes", "resident memory of the server", () => process.memoryUsage.rss());
  metrics.gauge("uptime_seconds", "since the server began", () => Math.round(process.uptime()));
}

function nameInUrl(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

async function closeAll(server: Server, gateway: Gateway, hub: WatchHub, store: Store): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  hub.close();
  // What was received is stored and acknowledged before the close frames go.
  store.database.flush();
  await pause(0);
  await gateway.close(drainMs);
  hub.terminate();
  await Promise.race([closed, pause(100)]);
  server.closeAllConnections();
  store.close();
}

/**
 * The HTTP side: finds the route, checks host, sign-in, origin and body, answers, and turns every failure into the
 * one shape of errors. Upgrades go to the gateway (devices) or the watch hub (dashboards).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { claimPath } from "../../../src/protocol/claim.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import { StoreError } from "../store/database.js";
import type { Auth, Way } from "./auth.js";
import { readBody } from "./body.js";
import { HttpError, refuseUpgrade } from "./http-error.js";
import { type Answer, findRoute, matchPath, type Route } from "./routes.js";

export interface HttpOptions {
  routes: readonly Route[];
  auth: Auth;
  log: Log;
  metrics: Metrics;
  /** A file of the dashboard; undefined: there is none at this path. */
  file: (path: string, request: IncomingMessage) => Answer | undefined;
  link: (request: IncomingMessage, stream: Socket, head: Buffer, id: string) => void;
  claim: (request: IncomingMessage, stream: Socket, head: Buffer) => void;
  watch: (request: IncomingMessage, stream: Socket, head: Buffer, isAllowed: () => boolean) => void;
}

const securityHeaders = Object.freeze({
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
});

const headerBytes = 16_384; // bytes of all headers of a request

export function createHttpServer(options: HttpOptions): Server {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: headerBytes });
  server.on("request", (request, response) => {
    void serve(options, request, response).catch((error: unknown) => {
      options.log.error(`fault: ${String(error)}`);
      response.destroy();
    });
  });
  server.on("upgrade", (request, stream, head) => upgrade(options, request, stream as Socket, head));
  server.on("clientError", (error, stream) => {
    if (!stream.writable || (error as NodeJS.ErrnoException).code === "ECONNRESET") return void stream.destroy();
    const isLong = (error as NodeJS.ErrnoException).code === "HPE_HEADER_OVERFLOW";
    const told = isLong
      ? new HttpError(431, "tooLarge", `the headers are larger than ${headerBytes} bytes`)
      : new HttpError(400, "badRequest", "this is not HTTP that the server understands");
    refuseUpgrade(stream as Socket, told);
  });
  return server;
}

async function serve(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let answer: Answer;
  try {
    answer = await respond(options, request);
  } catch (error) {
    answer = toAnswer(options, error);
    // What is left of the body is not read.
    if (!request.complete) response.setHeader("Connection", "close");
  }
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (answer.headers?.["Cache-Control"] === undefined) response.setHeader("Cache-Control", "no-store");
  const length = answer.body === undefined ? 0 : Buffer.byteLength(answer.body);
  if (answer.status !== 204 && answer.status !== 304) response.setHeader("Content-Length", length);
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

async function respond(options: HttpOptions, request: IncomingMessage): Promise<Answer> {
  const { auth, routes } = options;
  auth.requireHost(request);
  const url = parseUrl(request);
  const method = request.method ?? "GET";
  if (method === "GET" || method === "HEAD") {
    const file = options.file(url.pathname, request);
    if (file !== undefined) return file;
    const isLink = matchPath("/v1/devices/{id}/link", url.pathname) !== undefined;
    if (isLink || url.pathname === claimPath || url.pathname === "/v1/watch") {
      throw new HttpError(426, "upgradeRequired", "a WebSocket is spoken here", { headers: { Upgrade: "websocket" } });
    }
  }
  // Who is not signed in does not learn which paths there are.
  const found = attempt(() => findRoute(routes, method, url.pathname));
  let way: Way | undefined;
  if (found instanceof HttpError ? url.pathname.startsWith("/v1/") : found.route.isOpen !== true) {
    way = auth.require(request);
  }
  if (found instanceof HttpError) throw found;
  const hasBody = method === "POST" || method === "PUT" || method === "PATCH";
  const body = hasBody ? await readBody(request, way) : undefined;
  return found.route.run({ request, id: found.id, query: url.searchParams, body, way });
}

function attempt<T>(run: () => T): T | HttpError {
  try {
    return run();
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
}

function parseUrl(request: IncomingMessage): URL {
  const target = request.url ?? "/";
  if (!target.startsWith("/") || !URL.canParse(`http://host${target}`)) {
    throw new HttpError(400, "badRequest", "the request target is not a path");
  }
  return new URL(`http://host${target}`);
}

function toAnswer({ log, metrics }: HttpOptions, error: unknown): Answer {
  let told: HttpError;
  if (error instanceof HttpError) told = error;
  else if (error instanceof StoreError) {
    metrics.add("not_stored_total", 1);
    log.error(`not stored: ${error.message}`);
    told = new HttpError(503, "notStored", "the server cannot store it", { headers: { "Retry-After": "5" } });
  } else {
    metrics.add("faults_total", 1);
    log.error(`fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    told = new HttpError(500, "internal", "the server failed");
  }
  const headers = { "Content-Type": "application/json", ...told.headers };
  return { status: told.status, headers, body: JSON.stringify(told.body) };
}

function upgrade(options: HttpOptions, request: IncomingMessage, stream: Socket, head: Buffer): void {
  stream.on("error", () => stream.destroy());
  try {
    options.auth.requireHost(request);
    const { pathname } = parseUrl(request);
    const id = matchPath("/v1/devices/{id}/link", pathname);
    if (id !== undefined) {
      options.link(request, stream, head, id);
      return;
    }
    if (pathname === claimPath) {
      options.claim(request, stream, head);
      return;
    }
    if (pathname !== "/v1/watch") throw new HttpError(404, "notFound", "there is no WebSocket at this path");
    const { auth } = options;
    const way = auth.require(request);
    auth.requireOrigin(request);
    options.watch(request, stream, head, () => way === "token" || auth.signInExpiry(request) !== undefined);
  } catch (error) {
    refuseUpgrade(stream, error);
  }
}

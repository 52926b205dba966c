/**
 * What the portal's HTTP server answers (portal-messages.ts): the page, its questions, and a redirect to the page for
 * whatever a phone asks of another host, which the name responder has led here. So the probes come in: Android's
 * /generate_204, Apple's /hotspot-detect.html, Windows' /connecttest.txt, Firefox' /canonical.html each expect one exact
 * answer from their own host, and show a portal when they get a redirect instead.
 *
 * A page of another origin gets nothing: Host must be ours (so a name that was turned to our address is redirected),
 * POST must carry our Origin, a body of JSON, and all but the page the token that only our own page can read.
 */
import type { Board } from "../board/board.js";
import { JsonReader } from "../protocol/json-reader.js";
import type { Schema } from "../protocol/schema.js";
import { validate } from "../protocol/validate.js";
import type { SessionLog } from "../session/session-options.js";
import type { HttpSite } from "./http-connection.js";
import type { HttpRequest } from "./http-request.js";
import type { HttpResponse } from "./http-response.js";
import { httpPort } from "./http-server.js";
import { PortalHold } from "./portal-hold.js";
import { portalLimits } from "./portal-limits.js";
import { type PortalRefusal, type SetupRequest, sessionRequest, setupRequest } from "./portal-messages.js";
import { portalPage } from "./portal-page.js";
import type { PortalTarget } from "./portal-target.js";
import { checkSetup } from "./setup.js";

/** A name of ours besides the address: every name leads here, and this one nobody else can own. */
export const portalHost = "mooring.internal";

export interface PortalSiteOptions {
  readonly board: Pick<Board, "random">;
  readonly target: PortalTarget;
  readonly log: SessionLog;
  /** the access point's */
  readonly name: string;
  readonly address: string;
}

export class PortalSite implements HttpSite {
  readonly hold = new PortalHold();
  /** monotonic ms; undefined: no phone has asked for anything yet */
  lastVisitAt: number | undefined;
  /** The server's; 0 while it is not open. */
  port = 0;
  private readonly options: PortalSiteOptions;
  /** Setups that were begun in all, in a row, and the newest of them. */
  private setups = 0;
  private attempts = 0;
  private attemptAt = 0;

  constructor(options: PortalSiteOptions) {
    this.options = options;
  }

  /** What a browser writes into Host. */
  get authority(): string {
    return this.withPort(this.options.address);
  }

  private withPort(host: string): string {
    return this.port === httpPort ? host : `${host}:${this.port}`;
  }

  answer(request: HttpRequest, from: string, response: HttpResponse, now: number): void {
    this.lastVisitAt = now;
    const host = (request.header("host") ?? "").toLowerCase();
    const isHead = request.method === "HEAD";
    if (!this.isOurs(host)) {
      if (request.method === "POST") refuse(response, 421, "request");
      else response.redirect(`http://${this.authority}/`);
    } else if (request.method === "POST") this.post(request, host, from, response, now);
    else if (request.path === "/") response.sendPage(portalPage, isHead);
    else if (request.path === "/state" || request.path === "/networks") {
      if (!this.admits(request, from, response, now)) return;
      if (request.path === "/state") this.writeState(response);
      else this.writeNetworks(response);
      response.end(isHead);
    } else refuse(response, isAction(request.path) ? 405 : 404, "request");
  }

  private isOurs(host: string): boolean {
    return host === this.authority || host === this.withPort(portalHost);
  }

  private post(request: HttpRequest, host: string, from: string, response: HttpResponse, now: number): void {
    const { path } = request;
    if (!isAction(path)) refuse(response, path === "/" || path === "/state" ? 405 : 404, "request");
    else if (request.header("origin") !== `http://${host}`) refuse(response, 403, "origin");
    else if (!isJson(request.header("content-type"))) refuse(response, 415, "request");
    else if (path === "/session") this.openSession(request, from, response, now);
    else if (!this.admits(request, from, response, now)) return;
    else if (path === "/scan") {
      this.options.target.scan(now);
      accept(response);
    } else this.setUp(request, response, now);
  }

  private admits(request: HttpRequest, from: string, response: HttpResponse, now: number): boolean {
    if (this.hold.admits(request.header("x-setup-token"), from, now)) return true;
    refuse(response, 403, "token");
    return false;
  }

  private openSession(request: HttpRequest, from: string, response: HttpResponse, now: number): void {
    const { board, log, name, target } = this.options;
    const wanted = readBody<{ take: boolean }>(request, sessionRequest);
    if (wanted === undefined) {
      refuse(response, 400, "request");
      return;
    }
    const isNew = !this.hold.isHeld(now);
    const token = this.hold.acquire(board, from, wanted.take, now);
    if (token === undefined) {
      refuse(response, 409, "busy", Math.ceil((this.hold.until - now) / 1000));
      return;
    }
    if (isNew) log.write("info", "portal.phone", undefined, now);
    response.json(200).raw('{"token":').string(token).raw(',"device":').string(name);
    response.raw(',"isClaimed":').raw(String(target.isClaimed)).raw("}").end(false);
  }

  private setUp(request: HttpRequest, response: HttpResponse, now: number): void {
    const { target } = this.options;
    const setup = readBody<SetupRequest>(request, setupRequest);
    if (setup === undefined) {
      refuse(response, 400, "request");
      return;
    }
    const field = checkSetup(setup) ?? (setup.server === undefined && !target.isClaimed ? "server" : undefined);
    const waitMs = this.waitMs(now);
    if (field !== undefined) {
      response.json(422).raw('{"error":"field","field":').string(field).raw("}").end(false);
    } else if (waitMs > 0) refuse(response, 429, "wait", Math.ceil(waitMs / 1000));
    else {
      this.setups++;
      this.attempts++;
      this.attemptAt = now;
      target.begin(setup, now);
      accept(response);
    }
  }

  /** ms; before a setup may begin again */
  private waitMs(now: number): number {
    const { attemptCapMs, attemptMs, attemptQuietMs, freeAttempts } = portalLimits;
    if (now - this.attemptAt > attemptQuietMs || this.options.target.step === "done") this.attempts = 0;
    if (this.attempts < freeAttempts) return 0;
    const wait = Math.min(attemptCapMs, attemptMs * 2 ** (this.attempts - freeAttempts));
    return Math.max(0, this.attemptAt + wait - now);
  }

  private writeState(response: HttpResponse): void {
    const { target } = this.options;
    const writer = response.json(200).raw('{"step":').string(target.step);
    if (target.failure !== undefined) writer.raw(',"failure":').string(target.failure);
    if (target.SSID !== undefined) writer.raw(',"SSID":').string(target.SSID);
    if (target.address !== undefined) writer.raw(',"address":').string(target.address);
    const { dashboardURL } = target;
    if (dashboardURL !== undefined && dashboardURL.length <= portalLimits.dashboardCharacters)
      writer.raw(',"dashboard":').string(dashboardURL);
    writer.raw(',"scans":').number(target.scans).raw(',"isScanning":').raw(String(target.isScanning));
    writer.raw(',"setups":').number(this.setups).raw("}");
  }

  /** As many as there is room for, the strongest first. */
  private writeNetworks(response: HttpResponse): void {
    const { target } = this.options;
    const writer = response.json(200).raw('{"networks":[');
    for (let i = 0; i < target.networkCount; i++) {
      const before = writer.length;
      const { SSID, RSSI, isOpen } = target.network(i);
      if (i > 0) writer.byte(0x2c);
      writer.raw('{"n":').string(SSID).raw(',"s":').number(RSSI).raw(',"o":').raw(String(isOpen)).raw("}");
      if (!writer.isFull && writer.length + 2 <= writer.bytes.length) continue;
      writer.rewind(before);
      break;
    }
    writer.raw("]}");
  }
}

function isAction(path: string): boolean {
  return path === "/session" || path === "/scan" || path === "/setup";
}

/** RFC 9110 8.3.1: parameters may follow. */
function isJson(type: string | undefined): boolean {
  if (type === undefined) return false;
  const end = type.indexOf(";");
  return (end < 0 ? type : type.slice(0, end)).trim().toLowerCase() === "application/json";
}

/** undefined: not JSON, or not what the schema says. */
function readBody<T>(request: HttpRequest, schema: Schema): T | undefined {
  if (request.body === undefined) return undefined;
  const value = new JsonReader().read(request.body);
  return value !== undefined && validate(schema, value) === undefined ? (value as T) : undefined;
}

function accept(response: HttpResponse): void {
  response.json(200).raw("{}").end(false);
}

function refuse(response: HttpResponse, status: number, error: PortalRefusal["error"], seconds?: number): void {
  const writer = response.json(status).raw('{"error":').string(error);
  if (seconds !== undefined) writer.raw(',"seconds":').number(seconds);
  writer.raw("}").end(false);
}

/**
 * The setup portal while it is open: HTTP server, name responder and what they answer. Who opens it, when, with which
 * access point, and when it closes is decided elsewhere. It costs nothing while it is closed, for then it does not exist.
 */
import type { Board } from "../board/board.js";
import type { SessionLog } from "../session/session-options.js";
import { type DnsOptions, DnsResponder } from "./dns-responder.js";
import { HttpServer, type HttpServerOptions } from "./http-server.js";
import { PortalSite } from "./portal-site.js";
import type { PortalTarget } from "./portal-target.js";

export interface PortalOptions extends HttpServerOptions, DnsOptions {
  readonly board: Pick<Board, "io" | "random">;
  readonly target: PortalTarget;
  readonly log: SessionLog;
  /** Of the access point (portal-identity.ts): the page shows it. */
  readonly name: string;
}

export class Portal {
  private readonly server: HttpServer;
  private readonly site: PortalSite;
  private readonly responder: DnsResponder | undefined;

  /** `options` is kept. */
  constructor(options: PortalOptions) {
    this.site = new PortalSite(options);
    this.server = new HttpServer(options, this.site);
    const { bytes } = this.server.response;
    this.responder = options.dnsPort === "none" ? undefined : new DnsResponder(options, bytes);
  }

  /** Where a browser finds it; undefined while it is not open yet. */
  get url(): string | undefined {
    const { port } = this.server;
    this.site.port = port;
    return port === 0 ? undefined : `http://${this.site.authority}/`;
  }

  /** The name responder's; 0: not known */
  get dnsPort(): number {
    return this.responder?.port ?? 0;
  }

  /** monotonic ms; the newest request of anyone, a probe too; undefined: there was none */
  get lastVisitAt(): number | undefined {
    return this.site.lastVisitAt;
  }

  /** A person's page is open: the radio is not to scan by itself, nor the portal to close. */
  isHeld(now: number): boolean {
    return this.site.hold.isHeld(now);
  }

  /** monotonic ms; when to call advance() at the latest */
  get deadline(): number {
    return Math.min(this.server.deadline, this.responder?.deadline ?? Number.POSITIVE_INFINITY);
  }

  advance(now: number): void {
    this.site.port = this.server.port;
    this.server.advance(now);
    this.responder?.advance(now);
  }

  /** Idempotent. Nothing stays open, no callback comes after it. */
  close(): void {
    this.server.close();
    this.responder?.close();
  }
}

/**
 * The setup portal while it is open: HTTP server, name responder and what they answer. Who opens it, when, with which
 * access point, and when it closes is decided elsewhere. It costs nothing while it is closed, for then it does not exist.
 */
import type { Board } from "../board.js";
import type { SessionLog } from "../session/session-options.js";
import { DnsResponder } from "./dns-responder.js";
import { HttpServer } from "./http-server.js";
import { PortalSite } from "./portal-site.js";
import type { PortalTarget } from "./portal-target.js";

export interface PortalOptions {
  readonly board: Pick<Board, "io" | "random">;
  readonly target: PortalTarget;
  readonly log: SessionLog;
  /** Of the access point (portal-identity.ts): the page shows it. */
  readonly name: string;
  /** The board's own on the access point, IPv4. */
  readonly address: string;
  /** default 80; 0 takes any */
  readonly httpPort?: number | undefined;
  /** default 53; "none": names are somebody else's, as on a desktop */
  readonly dnsPort?: number | "none" | undefined;
  /** advance() is to be called soon. */
  readonly wake: () => void;
}

const httpPort = 80;
const dnsPort = 53;

export class Portal {
  private readonly server: HttpServer;
  private readonly site: PortalSite;
  private readonly responder: DnsResponder | undefined;
  private readonly address: string;
  /** The server's, as the site knows it. */
  private port = 0;

  constructor(options: PortalOptions) {
    const { address, board, wake } = options;
    this.address = address;
    this.site = new PortalSite(options);
    this.server = new HttpServer(board, address, options.httpPort ?? httpPort, this.site, wake);
    const port = options.dnsPort ?? dnsPort;
    this.responder = port === "none" ? undefined : new DnsResponder(board, address, port, wake);
  }

  /** Where a browser finds it; undefined while it is not open yet. */
  get url(): string | undefined {
    const { port } = this.server;
    return port === 0 ? undefined : `http://${this.address}${suffix(port)}/`;
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
    const { port } = this.server;
    if (port !== this.port) {
      this.port = port;
      this.site.port = suffix(port);
    }
    this.server.advance(now);
    this.responder?.advance(now);
  }

  /** Idempotent. Nothing stays open, no callback comes after it. */
  close(): void {
    this.server.close();
    this.responder?.close();
  }
}

function suffix(port: number): string {
  return port === 0 || port === httpPort ? "" : `:${port}`;
}

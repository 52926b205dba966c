/**
 * The thin shell between a session and the network: resolver, TCP or TLS, and the network interface. Callbacks of the
 * platform note what happened and wake the device; service() tells the session, and lets go of whatever belongs to a
 * connection that the session has left. What an older connection still calls back changes nothing.
 */
import type { Board } from "../board/board.js";
import type { NetworkInterface, Resolver, TCP, TCPOptions, TLSOptions } from "../board/network.js";
import { sessionLimits } from "./limits.js";
import { figures } from "./metrics.js";
import type { Session } from "./session.js";
import type { SessionLog } from "./session-options.js";

/** What a person set about TLS to the server; all of it may be absent. */
export type ServerTrust = Readonly<Pick<TLSOptions, "ca" | "pins" | "clientCertificate" | "clientKey" | "verify">>;

/** All that belongs to one connection. */
interface Attempt {
  readonly epoch: number;
  resolver: Resolver | undefined;
  address: string | undefined;
  socket: TCP | undefined;
  stands: boolean;
  /** bytes that can be read or written, as the platform said last */
  readable: number;
  writable: number;
  hasEnded: boolean;
  reason: string | undefined;
  /** The session knows that it has ended. */
  isTold: boolean;
}

export class Link {
  /** Connections begun so far. */
  attempts = 0;
  /** How often the network interface has said that something of it is new. */
  changes = 0;
  readonly network: NetworkInterface;
  private readonly board: Board;
  private readonly session: Session;
  private readonly wake: () => void;
  private readonly trust: ServerTrust | undefined;
  private readonly log: SessionLog;
  private readonly buffer = new Uint8Array(sessionLimits.readBytes);
  private attempt: Attempt | undefined;
  private isInterfaceNew = true;
  /** The newest that the link had. */
  private newestAddress: string | undefined;

  /** wake: the device is to call service() soon. trust undefined: the host's own authorities. */
  constructor(board: Board, session: Session, trust: ServerTrust | undefined, log: SessionLog, wake: () => void) {
    this.board = board;
    this.session = session;
    this.wake = wake;
    this.trust = trust;
    this.log = log;
    const { io, ...options } = board.network.interface;
    this.network = new io({
      ...options,
      onChanged: () => {
        this.isInterfaceNew = true;
        this.changes++;
        wake();
      },
    });
  }

  /** Tells the session one thing, or does one thing for it. False: there was nothing. */
  service(now: number): boolean {
    const session = this.session;
    if (this.isInterfaceNew) this.look(now);
    if (this.attempt !== undefined && this.attempt.epoch !== session.epoch) this.release();
    switch (session.state) {
      case "resolving":
        return this.resolve(now);
      case "connecting":
      case "securing":
        return this.connect(now);
      case "upgrading":
      case "greeting":
      case "online":
      case "draining":
      case "closing":
        return this.receive(now);
      default:
        return false;
    }
  }

  /** Whether our own link stands; with another address it is another one, for what stood on the old address is dead. */
  private look(now: number): void {
    this.isInterfaceNew = false;
    const { connection, address } = this.network;
    if (address !== undefined && this.newestAddress !== undefined && address !== this.newestAddress) {
      this.session.linkChanged(false, now);
    }
    this.newestAddress = address ?? this.newestAddress;
    this.session.linkChanged(connection === "ready", now);
  }

  /** Writes what the session has, as far as the network takes it. True: there is more room in the session now. */
  transmit(): boolean {
    const attempt = this.attempt;
    const socket = attempt?.socket;
    if (attempt === undefined || socket === undefined || attempt.epoch !== this.session.epoch) return false;
    const { metrics } = this.session.life;
    let hasWritten = false;
    try {
      while (attempt.writable > 0 && !attempt.hasEnded) {
        const bytes = this.session.take(Math.min(attempt.writable, sessionLimits.writeBytes));
        if (bytes === undefined || bytes.length === 0) break;
        metrics.add(figures.bytesOut, bytes.length);
        attempt.writable = socket.write(bytes);
        hasWritten = true;
      }
    } catch (error) {
      end(attempt, `write: ${(error as Error).message}`);
      this.wake();
    }
    return hasWritten;
  }

  /** Idempotent. Nothing stays open. */
  close(): void {
    this.release();
    this.network.close();
  }

  private release(): void {
    const attempt = this.attempt;
    this.attempt = undefined;
    attempt?.resolver?.close();
    attempt?.socket?.close();
  }

  private resolve(now: number): boolean {
    const session = this.session;
    const { server } = session;
    if (server === undefined) return false;
    const attempt = this.attempt ?? this.begin();
    if (server.isAddress) attempt.address = server.host;
    if (attempt.address !== undefined) session.resolved(attempt.address, now);
    else if (attempt.hasEnded) session.ended(attempt.reason, now);
    else if (attempt.resolver !== undefined) return false;
    else this.ask(attempt, server.host);
    return true;
  }

  private begin(): Attempt {
    const attempt: Attempt = {
      epoch: this.session.epoch,
      resolver: undefined,
      address: undefined,
      socket: undefined,
      stands: false,
      readable: 0,
      writable: 0,
      hasEnded: false,
      reason: undefined,
      isTold: false,
    };
    this.attempt = attempt;
    this.attempts++;
    return attempt;
  }

  private ask(attempt: Attempt, host: string): void {
    const { io, ...options } = this.board.network.resolver;
    try {
      attempt.resolver = new io(options);
      attempt.resolver.resolve({
        host,
        onResolved: (_host, address) => {
          attempt.address = address;
          this.note(attempt);
        },
        onError: (_host, reason) => {
          end(attempt, reason);
          this.note(attempt);
        },
      });
    } catch (error) {
      end(attempt, (error as Error).message);
    }
  }

  private note(attempt: Attempt): void {
    if (attempt === this.attempt) this.wake();
  }

  private connect(now: number): boolean {
    const session = this.session;
    const attempt = this.attempt ?? this.begin();
    if (attempt.socket === undefined && !attempt.hasEnded) {
      attempt.resolver?.close();
      attempt.resolver = undefined;
      this.open(attempt);
      return true;
    }
    if (attempt.stands) session.connected(now);
    else if (attempt.hasEnded) session.ended(attempt.reason, now);
    else return false;
    return true;
  }

  private open(attempt: Attempt): void {
    const { server, address } = this.session;
    if (server === undefined) return;
    const options: TCPOptions = {
      address,
      port: server.port,
      host: server.host,
      noDelay: true,
      onReadable: (count) => {
        attempt.readable = count;
        this.note(attempt);
      },
      onWritable: (count) => {
        attempt.stands = true;
        attempt.writable = count;
        this.note(attempt);
      },
      onError: (reason) => {
        end(attempt, reason);
        this.note(attempt);
      },
    };
    const trust = this.trust;
    const { TCP, TLS } = this.board.io;
    if (server.isSecure && trust?.verify === false)
      this.log.write(
        "warn",
        "tls.unverified",
        "server.verify is off: anybody can be the server",
        this.board.clock.now(),
      );
    try {
      if (!server.isSecure) attempt.socket = new TCP(options);
      else if (TLS === undefined) throw new Error("this board has no TLS");
      else attempt.socket = new TLS(trust === undefined ? options : { ...options, ...trust });
    } catch (error) {
      end(attempt, (error as Error).message);
    }
  }

  private receive(now: number): boolean {
    const attempt = this.attempt;
    const session = this.session;
    if (attempt?.socket === undefined) return false;
    if (attempt.readable > 0 && session.canReceive) {
      const buffer = this.buffer;
      const count = attempt.socket.read(buffer);
      session.life.metrics.add(figures.bytesIn, count);
      attempt.readable = count === 0 ? 0 : Math.max(0, attempt.readable - count);
      if (count > 0) session.receive(count === buffer.length ? buffer : buffer.subarray(0, count), now);
      return true;
    }
    if (!attempt.hasEnded || attempt.isTold || !(session.canReceive || session.isBlocked)) return false;
    attempt.isTold = true;
    session.ended(attempt.reason, now);
    return true;
  }
}

function end(attempt: Attempt, reason: string | undefined): void {
  attempt.hasEnded = true;
  attempt.reason = reason;
}

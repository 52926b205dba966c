/**
 * From a host's name to a socket that stands: ECMA-419 resolver, then TCP or TLS, each with a deadline. It gives up at
 * any moment and leaves nothing behind.
 */
import type { Resolver } from "../board.js";
import type { Failure } from "./connection-options.js";
import type {
  ClientSocket,
  SocketCallbacks,
  WebSocketClientHost,
  WebSocketClientOptions,
} from "./websocket-client-options.js";

// ms; for the name, and for TCP and TLS together
const phaseMs = 10000;

export class Dialer {
  private readonly options: WebSocketClientOptions;
  private readonly host: WebSocketClientHost;
  private readonly callbacks: SocketCallbacks;
  private readonly onFailed: (failure: Failure) => void;
  private phase: "resolving" | "connecting" | "done" = "resolving";
  private resolver: Resolver | undefined;
  private socket: ClientSocket | undefined;
  private timer: unknown;

  /** callbacks are the socket's; onFailed is terminal and never called from inside the constructor. */
  constructor(
    options: WebSocketClientOptions,
    host: WebSocketClientHost,
    callbacks: SocketCallbacks,
    onFailed: (failure: Failure) => void,
  ) {
    const { host: name, dns, socket } = options;
    if (name === undefined || dns === undefined || socket === undefined)
      throw new TypeError("host, dns and socket, or attach, are needed");
    this.options = options;
    this.host = host;
    this.callbacks = callbacks;
    this.onFailed = onFailed;
    this.resolver = new (dns.io as new (options: object) => Resolver)(dns);
    this.setTimer(options.timeouts?.resolveMs ?? phaseMs, "resolve.timeout");
    this.resolver.resolve({
      host: name,
      onResolved: (_name, address) => {
        if (this.phase === "resolving") this.connect(socket.io, address);
      },
      onError: (_name, reason) => {
        if (this.phase === "resolving") this.fail("resolve.failed", reason);
      },
    });
  }

  /** TCP (and TLS) stands: the socket is the caller's from now on. */
  finish(): ClientSocket | undefined {
    const socket = this.socket;
    this.socket = undefined;
    this.close();
    return socket;
  }

  /** Ends the attempt and says why. */
  fail(code: string, detail?: string): void {
    this.close();
    this.onFailed({ code, ...(detail !== undefined && { detail }) });
  }

  /** Gives up. Idempotent; nothing is called back. */
  close(): void {
    this.phase = "done";
    this.host.timer.clear(this.timer);
    this.timer = undefined;
    this.resolver?.close();
    this.resolver = undefined;
    this.socket?.close();
    this.socket = undefined;
  }

  private connect(Socket: NonNullable<WebSocketClientOptions["socket"]>["io"], address: string): void {
    const { host, port = 80, socket, timeouts } = this.options;
    this.phase = "connecting";
    this.resolver?.close();
    this.resolver = undefined;
    this.setTimer(timeouts?.connectMs ?? phaseMs, "connect.timeout");
    try {
      this.socket = new Socket({ ...socket, address, host, port, ...this.callbacks });
    } catch (error) {
      this.fail("connect.failed", (error as Error).message);
    }
  }

  private setTimer(delayMs: number, code: string): void {
    this.host.timer.clear(this.timer);
    this.timer = this.host.timer.set(() => this.fail(code), delayMs);
  }
}

/**
 * From a host's name to a socket that stands: ECMA-419 resolver, then TCP or TLS, each with a deadline. It gives up at
 * any moment and leaves nothing behind.
 */
import type { Resolver } from "../board/network.js";
import type { Failure } from "./connection-options.js";
import type {
  ClientSocket,
  SocketCallbacks,
  WebSocketClientHost,
  WebSocketClientOptions,
} from "./websocket-client-options.js";

// ms; for the name, and for TCP and TLS together
const phaseMs = 10000;

/** For whom it dials. */
interface Caller extends SocketCallbacks {
  readonly host: WebSocketClientHost;
  /** Terminal, and never called from inside the constructor. */
  onFailed(failure: Failure): void;
}

export class Dialer {
  private readonly caller: Caller;
  private readonly options: WebSocketClientOptions;
  private phase: "resolving" | "connecting" | "done" = "resolving";
  private resolver: Resolver | undefined;
  private socket: ClientSocket | undefined;
  private timer: unknown;

  constructor(caller: Caller, options: WebSocketClientOptions) {
    const { host: name, dns, socket } = options;
    if (name === undefined || dns === undefined || socket === undefined)
      throw new TypeError("host, dns and socket, or attach, are needed");
    this.caller = caller;
    this.options = options;
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
    this.caller.onFailed({ code, ...(detail !== undefined && { detail }) });
  }

  /** Gives up. Idempotent; nothing is called back. */
  close(): void {
    this.phase = "done";
    this.caller.host.timer.clear(this.timer);
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
      this.socket = new Socket({ ...socket, address, host, port, ...socketCallbacks(this.caller) });
    } catch (error) {
      this.fail("connect.failed", (error as Error).message);
    }
  }

  private setTimer(delayMs: number, code: string): void {
    const { timer } = this.caller.host;
    timer.clear(this.timer);
    this.timer = timer.set(() => this.fail(code), delayMs);
  }
}

/** What a socket calls, as functions of their own: it may hold them without `this`. */
export function socketCallbacks(to: SocketCallbacks): SocketCallbacks {
  return {
    onReadable: (count) => to.onReadable(count),
    onWritable: (count) => to.onWritable(count),
    onError: (reason) => to.onError(reason),
  };
}

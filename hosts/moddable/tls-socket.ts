/**
 * ECMA-419's TLS Client Socket in the shape of src/board: a TLS client without I/O (hosts/native/tls) over any TCP of
 * src/board. The peer is judged before a byte of the application passes: the first onWritable comes when the
 * handshake is done and certificate, name, validity and pins are good. Every failure is a reason in onError, in the
 * words of src/session/tls-reasons.ts.
 *
 * - Nothing is taken from TCP that the client has no room for: back-pressure reaches the peer, and nothing is lost.
 * - Plain text stays in the native memory until it is read; on XS a connection holds no buffer of its own.
 * - The native client is made when TCP stands: while a server does not answer, its memory is not taken.
 */
import type { Constructor } from "../../src/board/io.js";
import type { TCP, TCPOptions, TLSOptions } from "../../src/board/network.js";
import { distrust } from "../../src/session/tls-reasons.js";
import type { SocketHost } from "./tcp.js";
import { engineStates, type TLSEngine, type TLSEngineOptions } from "./tls-engine.js";
import { checkTLSOptions, engineOptions, type Trusted } from "./tls-options.js";
import { tlsReason } from "./tls-reasons.js";
import { TLSSessions } from "./tls-sessions.js";

/** What TLS needs of its host. */
export interface TLSHost extends SocketHost {
  readonly TCP: Constructor<TCPOptions, TCP>;
  /** Makes a client; throws an Error whose message is a code of tls.h. */
  open(options: TLSEngineOptions): TLSEngine;
  /** Who is trusted where the options name no authority. */
  readonly trusted: Trusted;
  /** seconds since 1970 UTC; undefined while unknown */
  wallSeconds(): number | undefined;
  /** seconds since 1970 UTC, before which it cannot be: the time of the build */
  floorSeconds(): number;
  /** One line for a person's console. */
  print(line: string): void;
}

const chunkBytes = 1024; // bytes, moved at a time between TCP and the native queues of 2 and 4 KB
const writableBytes = 2048; // bytes of plain text taken at a time: half of the native outgoing queue

/** What all sockets of a host share. */
class Shared {
  readonly host: TLSHost;
  readonly sessions = new TLSSessions();
  /** Used within one call, never across a callback. */
  readonly chunk = new Uint8Array(chunkBytes);

  constructor(host: TLSHost) {
    this.host = host;
  }
}

/** The class that a board offers as io.TLS. */
export function tlsClass(host: TLSHost): Constructor<TLSOptions, TCP> {
  const shared = new Shared(host);
  return class extends MooringTLS {
    constructor(options: TLSOptions) {
      super(shared, options);
    }
  };
}

/** connecting: TCP; securing: the handshake; over: closed or failed */
type Phase = "connecting" | "securing" | "open" | "over";

class MooringTLS implements TCP {
  readonly #shared: Shared;
  readonly #options: TLSOptions;
  readonly #tcp: TCP;
  #engine: TLSEngine | undefined = undefined;
  #phase: Phase = "connecting";
  /** bytes that TCP has, and takes */
  #readable = 0;
  #writable = 0;
  /** bytes of plain text that the owner knows of, and may write */
  #told = 0;
  #said = 0;
  /** TCP has ended, for this reason. */
  #cut: { reason: string | undefined } | undefined = undefined;
  #isPumping = false;
  #hasRead = false;
  #isDeferred = false;
  readonly #deferred = (): void => {
    this.#isDeferred = false;
    this.#pump();
  };

  constructor(shared: Shared, options: TLSOptions) {
    checkTLSOptions(options);
    this.#shared = shared;
    this.#options = options;
    this.#tcp = new shared.host.TCP({
      address: options.address,
      port: options.port,
      noDelay: options.noDelay ?? true,
      onReadable: (count) => {
        this.#readable = count;
        this.#pump();
      },
      onWritable: (count) => {
        this.#writable = count;
        if (this.#phase === "connecting") this.#secure();
        this.#pump();
      },
      onError: (reason) => this.#cutOff(reason),
    });
  }

  get remoteAddress(): string | undefined {
    return this.#tcp.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#tcp.remotePort;
  }

  read(buffer: Uint8Array): number {
    const engine = this.#engine;
    if (engine === undefined || buffer.length === 0) return 0;
    const count = engine.read(buffer);
    this.#told = engine.readable;
    this.#hasRead = true;
    this.#pumpSoon(); // there may be room now for more, or an end to tell
    return count;
  }

  write(bytes: Uint8Array): number {
    if (bytes.length > this.#said) throw new RangeError("tls: more than is writable");
    const engine = this.#engine;
    if (engine === undefined || engine.state !== engineStates.open) return this.#said; // its end is told in a moment
    const taken = engine.write(bytes);
    this.#flush(engine);
    this.#said = Math.min(writableBytes, engine.writable);
    if (taken < bytes.length) this.#pumpSoon(); // it has failed
    return this.#said;
  }

  close(): void {
    if (this.#phase === "over") return;
    const engine = this.#engine;
    const isOpen = this.#phase === "open";
    this.#phase = "over";
    this.#said = 0;
    this.#engine = undefined;
    if (isOpen && engine !== undefined) {
      engine.shut();
      this.#flush(engine);
    }
    this.#tcp.close();
    engine?.close();
  }

  get #name(): string {
    return this.#options.host ?? this.#options.address;
  }

  get #key(): string {
    return `${this.#name}:${this.#options.port}`;
  }

  /** TCP stands: the handshake begins. */
  #secure(): void {
    const { host, sessions } = this.#shared;
    this.#phase = "securing";
    if (this.#options.verify === false)
      host.print(`TLS to ${this.#name}: the server is NOT verified, as the settings ask`);
    try {
      const now = Math.max(host.floorSeconds(), host.wallSeconds() ?? 0);
      const options = engineOptions(this.#options, host.trusted, now);
      this.#engine = host.open({ ...options, session: sessions.find(this.#key) });
    } catch (thrown) {
      this.#finish(tlsReason(codeOf(thrown), false));
    }
  }

  #pumpSoon(): void {
    if (this.#isPumping || this.#isDeferred) return;
    this.#isDeferred = true;
    this.#shared.host.defer(this.#deferred);
  }

  /** Moves bytes and tells what has changed, as long as anything changes. Comes from callbacks of the host alone. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#turn());
    } finally {
      this.#isPumping = false;
    }
  }

  /** One turn; true: there may be more to do. The socket may be closed in any callback. */
  #turn(): boolean {
    const engine = this.#engine;
    if (engine === undefined) return false;
    this.#hasRead = false;
    const hasFilled = this.#fill(engine);
    const state = engine.step();
    const hasMoved = this.#flush(engine) || hasFilled;
    if (state === engineStates.failed) this.#fail(engine);
    else if (state === engineStates.closed) this.#finish(undefined);
    else if (state === engineStates.handshaking) return hasMoved;
    else {
      this.#serve(engine, hasFilled);
      return hasMoved || this.#hasRead;
    }
    return false;
  }

  /** TCP to the client. */
  #fill(engine: TLSEngine): boolean {
    const { chunk } = this.#shared;
    const most = Math.min(this.#readable, engine.receivable, chunk.length);
    if (most === 0) return false;
    this.#readable -= most; // first: reading may call back
    const count = this.#tcp.read(chunk.subarray(0, most));
    if (count > 0) engine.receive(chunk.subarray(0, count));
    return count > 0;
  }

  /** The client to TCP. A TCP that fails in the middle of it is told of in the next turn. */
  #flush(engine: TLSEngine): boolean {
    const { chunk } = this.#shared;
    let hasMoved = false;
    while (this.#writable > 0) {
      const count = engine.transmit(this.#writable < chunk.length ? chunk.subarray(0, this.#writable) : chunk);
      if (count === 0) break;
      const writable = this.#tcp.write(count === chunk.length ? chunk : chunk.subarray(0, count));
      this.#writable = this.#cut === undefined ? writable : 0;
      hasMoved = true;
    }
    return hasMoved;
  }

  /** The handshake is done: tells what can be written and read. */
  #serve(engine: TLSEngine, hasFilled: boolean): void {
    this.#phase = "open";
    const session = engine.session();
    if (session !== undefined) this.#shared.sessions.keep(this.#key, new Uint8Array(session));
    const writable = engine.transmittable === 0 ? Math.min(writableBytes, engine.writable) : 0;
    if (writable > this.#said) {
      this.#said = writable;
      this.#call("onWritable", writable);
    }
    if (this.#engine === undefined) return;
    const { readable } = engine;
    if (readable > this.#told || (hasFilled && readable > 0)) {
      this.#told = readable;
      this.#call("onReadable", readable);
    }
  }

  #call(name: "onReadable" | "onWritable", count: number): void {
    try {
      this.#options[name]?.(count);
    } catch (thrown) {
      this.#shared.host.guard.caught(`TLS ${name}`, thrown);
      this.#finish(`exception in ${name}`);
    }
  }

  /** TCP has ended. What has come is read first; then the client says whether that was an end in order. */
  #cutOff(reason: string | undefined): void {
    this.#readable = 0;
    this.#writable = 0;
    this.#cut = { reason };
    if (this.#phase === "connecting") this.#finish(reason);
    this.#engine?.end();
    this.#pumpSoon(); // not at once: a TCP may end inside a read or write of ours
  }

  #fail(engine: TLSEngine): void {
    const { host, sessions } = this.#shared;
    const isOpen = this.#phase === "open";
    const reason = tlsReason(engine.reason, isOpen);
    if (!isOpen) sessions.forget(this.#key); // it may be what the server did not like
    if ((reason === distrust.notYetValid || reason === distrust.expired) && host.wallSeconds() === undefined)
      host.print(
        `TLS to ${this.#name}: the time is not known yet; validity was judged by the last that was seen, or by the build`,
      );
    const isTruncated = engine.reason === "tls.truncated";
    this.#finish(isOpen && isTruncated ? (this.#cut?.reason ?? reason) : reason);
  }

  /** Terminal, once: closes, then tells. */
  #finish(reason: string | undefined): void {
    if (this.#phase === "over") return;
    this.close();
    try {
      this.#options.onError?.(reason);
    } catch (thrown) {
      this.#shared.host.guard.caught("TLS onError", thrown);
    }
  }
}

/** What the client could not begin for; XS adds after a space in which function it was. */
function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.message.split(" ")[0] : undefined;
}

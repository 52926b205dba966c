/** The board's sockets and resolver as proxies, with the shapes of src/board. */
import type { ByteBuffer, Serial, SerialOptions } from "../../../src/board/io.js";
import type {
  Listener,
  ListenerOptions,
  Resolver,
  TCP,
  TCPOptions,
  TLSOptions,
  UDP,
  UDPOptions,
} from "../../../src/board/network.js";
import type { GuestHost, Value } from "../engine/host.js";
import { classes, events, operations as op } from "../remote.js";
import { link, type Receiver } from "./link.js";
import { RemoteObject } from "./peripherals.js";

declare const host: GuestHost;

type Callbacks = Pick<TCPOptions, "onReadable" | "onWritable" | "onError">;

class SocketReceiver implements Receiver {
  readonly #callbacks: Callbacks;

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
  }

  receive(event: number, a: Value): void {
    if (event === events.readable) this.#callbacks.onReadable?.(a as number);
    else if (event === events.writable) this.#callbacks.onWritable?.(a as number);
    else if (event === events.error) this.#callbacks.onError?.(a as string | undefined);
  }
}

function readInto(object: number, buffer: Uint8Array): number {
  const bytes = host.call(object, op.read, buffer.length) as ArrayBuffer | undefined;
  if (bytes === undefined) return 0;
  buffer.set(new Uint8Array(bytes));
  return bytes.byteLength;
}

/** What TCP, TLS and a connection that a listener has taken have in common. */
class RemoteSocket extends RemoteObject implements TCP {
  /** Connects; `object`: one that the board has made by itself. */
  constructor(kind: number, options: Callbacks, object?: number) {
    const receiver = new SocketReceiver(options);
    super(object ?? link.construct(kind, options, receiver));
    if (object !== undefined) link.adopt(object, receiver);
  }

  get remoteAddress(): string | undefined {
    return host.call(this.object, op.get, "remoteAddress") as string | undefined;
  }

  get remotePort(): number | undefined {
    return host.call(this.object, op.get, "remotePort") as number | undefined;
  }

  read(buffer: Uint8Array): number {
    return readInto(this.object, buffer);
  }

  write(bytes: Uint8Array): number {
    return host.call(this.object, op.write, bytes) as number;
  }
}

export class RemoteTCP extends RemoteSocket {
  constructor(options: TCPOptions) {
    super(classes.TCP, options);
  }
}

export class RemoteTLS extends RemoteSocket {
  constructor(options: TLSOptions) {
    super(classes.TLS, options);
  }
}

export class RemoteUDP extends RemoteObject implements UDP {
  constructor(options: UDPOptions) {
    super(link.construct(classes.UDP, options, new SocketReceiver(options)));
  }

  get port(): number {
    return host.call(this.object, op.get, "port") as number;
  }

  read(): { bytes: ArrayBuffer; address: string; port: number } | undefined {
    const bytes = host.call(this.object, op.read) as ArrayBuffer | undefined;
    if (bytes === undefined) return undefined;
    const address = host.call(this.object, op.get, "remoteAddress") as string;
    return { bytes, address, port: host.call(this.object, op.get, "remotePort") as number };
  }

  write(bytes: ByteBuffer, address: string, port: number): void {
    host.call(this.object, op.write, bytes, address, port);
  }
}

export class RemoteListener extends RemoteObject implements Listener {
  constructor(options: ListenerOptions) {
    super(link.construct(classes.Listener, options, new SocketReceiver(options)));
  }

  get port(): number {
    return host.call(this.object, op.get, "port") as number;
  }

  read(callbacks: Callbacks): TCP | undefined {
    const object = host.call(this.object, op.read) as number | undefined;
    return object === undefined ? undefined : new RemoteSocket(classes.TCP, callbacks, object);
  }
}

type Request = Parameters<Resolver["resolve"]>[0];

class AnswerReceiver implements Receiver {
  readonly requests = new Map<number, Request>();

  receive(event: number, a: Value, b: Value): void {
    const request = this.requests.get(a as number);
    this.requests.delete(a as number);
    if (event === events.resolved) request?.onResolved(request.host, b as string);
    else if (event === events.unresolved) request?.onError(request.host, b as string | undefined);
  }
}

export class RemoteResolver extends RemoteObject implements Resolver {
  readonly #receiver: AnswerReceiver;
  #lastRequest = 0;

  constructor() {
    const receiver = new AnswerReceiver();
    super(link.construct(classes.Resolver, {}, receiver));
    this.#receiver = receiver;
  }

  resolve(options: Request): void {
    this.#receiver.requests.set(++this.#lastRequest, options);
    host.call(this.object, op.resolve, this.#lastRequest, options.host);
  }
}

export class RemoteSerial extends RemoteObject implements Serial {
  constructor(options: SerialOptions) {
    super(link.construct(classes.Serial, { baud: options.baud }, new SocketReceiver(options)));
  }

  read(buffer: Uint8Array): number {
    return readInto(this.object, buffer);
  }

  write(bytes: ByteBuffer): void {
    host.call(this.object, op.write, bytes);
  }
}

/** The device's sockets and resolvers of the simulated network: what path.ts says can go wrong, goes wrong here. */

import type { Resolver, TCP, TCPOptions } from "../../../src/board/network.js";
import { distrust } from "../../../src/session/tls-reasons.js";
import { takeBytes } from "../take-bytes.js";
import type { Path, ServerEnd } from "./path.js";
import { epochS } from "./server.js";

const dayMs = 86_400_000;
const handshakeMs = 40; // ms; a server's part of TLS

/** One way of a connection: keeps the order of what goes through it. */
class Pipe {
  isForgotten = false;
  readonly #path: Path;
  #lastAt = 0;

  constructor(path: Path) {
    this.#path = path;
  }

  send(action: () => void): void {
    const { clock } = this.#path;
    this.#lastAt = Math.max(this.#lastAt, clock.nowMs + this.#path.travelMs());
    clock.after(this.#lastAt - clock.nowMs, () =>
      this.#path.arrive(() => {
        if (!this.isForgotten) action();
      }),
    );
  }
}

export class SimulatedSocket implements TCP {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #path: Path;
  readonly #options: TCPOptions;
  readonly #received: Uint8Array[] = [];
  readonly #up: Pipe;
  readonly #down: Pipe;
  #readable = 0;
  #writable = 0;
  #isOpen = true;
  #end: ServerEnd | undefined;
  #isEndTold = false;

  constructor(path: Path, options: TCPOptions, isSecure: boolean) {
    this.#path = path;
    this.#options = options;
    this.remoteAddress = options.address;
    this.remotePort = options.port;
    this.#up = new Pipe(path);
    this.#down = new Pipe(path);
    path.add(this);
    const { connecting } = path.conditions;
    if (connecting === "silent") return;
    this.#up.send(() => {
      if (path.conditions.connecting === "silent") return;
      this.#down.send(() => {
        if (path.conditions.connecting === "fail" || connecting === "fail") this.fail("refused");
        else if (isSecure) this.#secure();
        else this.#stand();
      });
    });
  }

  #secure(): void {
    const { clock, conditions } = this.#path;
    const { securing } = conditions;
    if (securing === "silent") return;
    clock.after(handshakeMs + 2 * conditions.delayMs, () => {
      if (securing === "ok" && this.#path.judgedAt() < epochS * 1000 - conditions.certificateDays * dayMs)
        this.fail(distrust.notYetValid);
      else if (securing === "ok") this.#stand();
      else this.fail(securing === "distrust" ? distrust.expired : "reset");
    });
  }

  #stand(): void {
    if (!this.#isOpen) return;
    const end: ServerEnd = {
      path: this.#path,
      host: this.#options.host ?? this.#options.address,
      onData: () => undefined,
      onEnd: () => undefined,
      send: (bytes) => this.#pieces(bytes.slice()),
      end: () => this.#down.send(() => this.fail(undefined)),
      reset: () => this.#down.send(() => this.fail("reset")),
    };
    this.#end = end;
    if (!this.#path.server(end)) {
      this.#isEndTold = true;
      this.fail("refused");
      return;
    }
    this.#writable = this.#path.conditions.windowBytes;
    if (this.#isOpen) this.#options.onWritable?.(this.#writable);
  }

  #pieces(bytes: Uint8Array): void {
    const size = Math.max(1, this.#path.conditions.splitBytes);
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size);
      this.#down.send(() => {
        if (!this.#isOpen) return;
        this.#path.log.wire(part);
        this.#received.push(part);
        this.#readable += part.length;
        this.#options.onReadable?.(this.#readable);
      });
    }
  }

  read(buffer: Uint8Array): number {
    const count = takeBytes(this.#received, buffer);
    this.#readable -= count;
    return count;
  }

  write(bytes: Uint8Array): number {
    if (!this.#isOpen) throw new Error("socket is closed");
    if (bytes.length > this.#writable) throw new RangeError("more than is writable");
    this.#writable -= bytes.length;
    const copy = bytes.slice();
    this.#up.send(() => {
      if (this.#isEndTold) return;
      this.#path.log.wire(copy);
      this.#end?.onData(copy);
      if (!this.#isOpen) return;
      this.#writable += copy.length;
      this.#options.onWritable?.(this.#writable);
    });
    return this.#writable;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#path.remove(this);
    this.#up.send(() => this.#tellEnd());
  }

  #tellEnd(): void {
    if (this.#isEndTold) return;
    this.#isEndTold = true;
    this.#end?.onEnd();
  }

  /** The connection is gone, for both ends. reason undefined: the server ended it in order. */
  fail(reason: string | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#path.remove(this);
    this.#tellEnd();
    this.#options.onError?.(reason);
  }

  forget(): void {
    this.#up.isForgotten = this.#down.isForgotten = true;
  }

  /** The device is gone, and cannot say so. */
  vanish(): void {
    this.forget();
    this.#isOpen = false;
    this.#path.remove(this);
  }
}

export class SimulatedResolver implements Resolver {
  readonly #path: Path;
  readonly #life: number;
  #isOpen = true;

  constructor(path: Path) {
    this.#path = path;
    this.#life = path.life;
    path.opened();
  }

  resolve(options: Parameters<Resolver["resolve"]>[0]): void {
    const { clock, conditions } = this.#path;
    const { resolver } = conditions;
    if (resolver === "silent") return;
    clock.after(conditions.delayMs + 1, () =>
      this.#path.arrive(() => {
        if (!this.#isOpen || this.#life !== this.#path.life) return;
        if (resolver === "ok") options.onResolved(options.host, "192.0.2.1");
        else options.onError(options.host, "no such name");
      }),
    );
  }

  close(): void {
    if (this.#isOpen && this.#life === this.#path.life) this.#path.open--;
    this.#isOpen = false;
  }
}

/** A TLS socket of hosts/moddable over the toy client and the scripted TCP, with an owner that writes everything down. */
import { Guard } from "../../../hosts/moddable/guard.js";
import { type TLSHost, tlsClass } from "../../../hosts/moddable/tls-socket.js";
import type { Constructor } from "../../../src/board/io.js";
import type { TCP, TLSOptions } from "../../../src/board/network.js";
import { equal } from "../../support/assert.js";
import { ScriptedTCP } from "./scripted-tcp.js";
import { ToyTLS } from "./toy-tls.js";

export class Bench {
  readonly lines: string[] = [];
  readonly deferred: (() => void)[] = [];
  readonly engines: ToyTLS[] = [];
  wallSeconds: number | undefined = 1_800_000_000;
  /** Thrown by the next open(). */
  failure: string | undefined;
  trusted: TLSHost["trusted"] = { caFile: "/etc/certificates" };
  readonly TLS: Constructor<TLSOptions, TCP>;

  constructor() {
    const print = (line: string): void => void this.lines.push(line);
    const bench = this;
    this.TLS = tlsClass({
      guard: new Guard({ print, restart: (reason) => print(`restart: ${reason}`) }),
      defer: (callback) => this.deferred.push(callback),
      TCP: ScriptedTCP,
      open: (options) => {
        if (this.failure !== undefined) throw new Error(this.failure);
        const engine = new ToyTLS(options);
        this.engines.push(engine);
        return engine;
      },
      get trusted() {
        return bench.trusted;
      },
      wallSeconds: () => this.wallSeconds,
      floorSeconds: () => 1_790_000_000,
      print,
    });
  }

  get tcp(): ScriptedTCP {
    return ScriptedTCP.latest;
  }
  get engine(): ToyTLS {
    const engine = this.engines.at(-1);
    if (engine === undefined) throw new Error("no client was made");
    return engine;
  }

  /** Runs what was deferred, and what that defers. */
  turn(): void {
    while (this.deferred.length > 0) for (const callback of this.deferred.splice(0)) callback();
  }

  open(options: Partial<TLSOptions> = {}): Owner {
    return new Owner(this, options);
  }
}

/** Reads what comes unless told otherwise, and watches that no callback comes from inside a call or after the end. */
export class Owner {
  readonly socket: TCP;
  readonly events: string[] = [];
  text = "";
  reads = true;
  /** Called after each callback. */
  onEvent: ((event: string) => void) | undefined;
  #isInside = false;
  #isOver = false;

  constructor(bench: Bench, options: Partial<TLSOptions>) {
    this.#isInside = true;
    this.socket = new bench.TLS({
      address: "10.0.0.1",
      port: 443,
      host: "example.test",
      onReadable: (count) => {
        this.#note(`readable ${count}`);
        if (this.reads) this.read(count);
        this.onEvent?.("readable");
      },
      onWritable: (count) => {
        this.#note(`writable ${count}`);
        this.onEvent?.("writable");
      },
      onError: (reason) => {
        this.#note(`error ${reason}`);
        this.#isOver = true;
        this.onEvent?.("error");
      },
      ...options,
    });
    this.#isInside = false;
  }

  read(count: number): number {
    const buffer = new Uint8Array(count);
    const got = this.inside(() => this.socket.read(buffer));
    this.text += String.fromCharCode(...buffer.subarray(0, got));
    return got;
  }
  write(text: string): number {
    return this.inside(() => this.socket.write(Uint8Array.from(text, (each) => each.charCodeAt(0))));
  }
  close(): void {
    this.inside(() => this.socket.close());
    this.#isOver = true;
  }

  inside<Result>(call: () => Result): Result {
    const before = this.#isInside;
    this.#isInside = true;
    try {
      return call();
    } finally {
      this.#isInside = before;
    }
  }

  #note(event: string): void {
    equal(this.#isOver, false, `${event} after the end`);
    equal(this.#isInside, false, `${event} inside a call`);
    this.events.push(event);
  }
}

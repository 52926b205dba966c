import type { NativeTCP, NativeTCPOptions } from "../../hosts/moddable/tcp.js";
import { Sockets } from "../../hosts/simulator/careful-tcp.js";
import { deepEqual, equal } from "../support/assert.js";

/** The SDK's class as its source for Linux reads: 1,536 bytes, an end that is lost, a write that fails in silence. */
class SDKTCP implements NativeTCP {
  static last: SDKTCP;
  static made = 0;
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 80;
  readonly options: NativeTCPOptions;
  held: number[] = [];
  isClosed = false;
  isFailing = false;
  #hasError = false;

  constructor(options: NativeTCPOptions) {
    this.options = options;
    SDKTCP.last = this;
    SDKTCP.made++;
  }

  /** One poll: bytes came, or the end did. */
  poll(bytes: readonly number[], hasEnded = false): void {
    if (this.isClosed || this.#hasError) return;
    this.held.push(...bytes);
    if (hasEnded) this.#hasError = true;
    if (bytes.length > 0) this.options.onReadable(this.held.length);
    else if (hasEnded && this.held.length === 0) this.options.onError();
  }

  read(into: Uint8Array): unknown {
    if (into.length === 0 || into.length > this.held.length) throw new Error("invalid");
    into.set(this.held.splice(0, into.length));
    return into.length;
  }

  write(bytes: Uint8Array): number | undefined {
    return this.isFailing ? undefined : 1536 - bytes.length;
  }

  close(): void {
    this.isClosed = true;
  }
}

class Fixture {
  readonly told: string[] = [];
  readonly sockets = new Sockets((callback) => this.deferred.push(callback));
  readonly deferred: (() => void)[] = [];
  readonly tcp: NativeTCP;
  readable: (count: number) => void = () => {};

  constructor(isReachable = true) {
    if (!isReachable) this.sockets.setReachable(false);
    const Careful = this.sockets.class(SDKTCP);
    this.tcp = new Careful({
      address: "127.0.0.1",
      port: 80,
      onReadable: (count) => {
        this.told.push(`readable ${count}`);
        this.readable(count);
      },
      onWritable: (count) => this.told.push(`writable ${count}`),
      onError: () => this.told.push("error"),
    });
  }

  settle(): void {
    for (let next = this.deferred.shift(); next !== undefined; next = this.deferred.shift()) next();
  }

  read(count: number): number[] {
    const into = new Uint8Array(count);
    this.tcp.read(into);
    return [...into];
  }
}

describe("TCP of the simulator", () => {
  it("keeps what is not read, and tells the end that came with it after the last byte", () => {
    const f = new Fixture();
    SDKTCP.last.poll([1, 2, 3]);
    SDKTCP.last.poll([4, 5], false);
    SDKTCP.last.poll([], true);
    deepEqual(f.told, ["readable 3", "readable 5"]);
    deepEqual(f.read(4), [1, 2, 3, 4]);
    f.settle();
    deepEqual(f.told, ["readable 3", "readable 5"]);
    deepEqual(f.read(1), [5]);
    f.settle();
    deepEqual(f.told, ["readable 3", "readable 5", "error"]);
  });

  it("leaves the rest to the SDK once 6 KB are kept, and loses none of it", () => {
    const f = new Fixture();
    const bytes = Array.from({ length: 9000 }, (_, i) => i & 0xff);
    for (let at = 0; at < 9000; at += 1500) SDKTCP.last.poll(bytes.slice(at, at + 1500));
    equal(SDKTCP.last.held.length, 9000 - 6144);
    equal(f.told[f.told.length - 1], "readable 9000");
    deepEqual(f.read(9000), bytes);
  });

  it("tells a failed write as the end, which the SDK does not", () => {
    const f = new Fixture();
    SDKTCP.last.isFailing = true;
    equal(f.tcp.write(new Uint8Array(3)), undefined);
    deepEqual(f.told, []);
    f.settle();
    deepEqual(f.told, ["error"]);
  });

  it("closes the SDK's socket only after the callback in which it was closed", () => {
    const f = new Fixture();
    const sdk = SDKTCP.last;
    f.readable = () => {
      f.tcp.close();
      equal(sdk.isClosed, false);
    };
    sdk.poll([1]);
    f.settle();
    equal(sdk.isClosed, true);
    sdk.options.onWritable(10);
    sdk.options.onError();
    deepEqual(f.told, ["readable 1"]);
  });

  it("falls silent when nothing can be reached any more: no bytes, no end, and writes go nowhere", () => {
    const f = new Fixture();
    const sdk = SDKTCP.last;
    f.sockets.setReachable(false);
    equal(sdk.isClosed, true);
    sdk.options.onReadable(3);
    sdk.options.onError();
    equal(f.tcp.write(new Uint8Array(5)), 5);
    f.settle();
    deepEqual(f.told, []);
  });

  it("does not even connect while nothing can be reached", () => {
    const made = SDKTCP.made;
    const f = new Fixture(false);
    equal(SDKTCP.made, made);
    f.tcp.close();
    f.settle();
    deepEqual(f.told, []);
  });
});

/**
 * Node's own engine for a guest: the same bundle in a vm context of this process that has the language's globals alone.
 *
 * Calls are direct. Events are handled one a macrotask, so that promise jobs are drained between them, and never from
 * inside a call. There is no memory budget. An exception that reaches the top ends this engine, not the process.
 */
import { types } from "node:util";
import { type Context, createContext, runInContext, Script } from "node:vm";
import { scriptName } from "./bundle.js";
import type { Engine, EngineEnd, EngineMemory, EngineOptions } from "./engine.js";
import type { GuestHost, Value } from "./host.js";
import { seededRandom } from "./random.js";
import { bytesOf } from "./wire.js";

/** What a call came to, for the guest's side to return or throw in its own realm. */
type Outcome = { value: Value } | { failed: string; isType: boolean };

/** Runs in the guest's realm, so that its errors and buffers are the guest's own. */
const makeHost = `(call, print, engine, random) => {
  delete globalThis.console;
  delete globalThis.WebAssembly;
  Math.random = random;
  const host = {
    call(object, operation, ...args) {
      const outcome = call(object, operation, args);
      if ("failed" in outcome) throw new (outcome.isType ? TypeError : Error)(outcome.failed);
      return outcome.value;
    },
    print(line) { print(String(line)); },
    memory() { return "{}"; },
    start: undefined,
    deliver: undefined,
    engine,
  };
  globalThis.host = host;
  return { host, buffer: (length) => new ArrayBuffer(length), promise: Promise.prototype };
}`;

interface Realm {
  host: GuestHost;
  buffer(length: number): ArrayBuffer;
  promise: object;
}

const realms = new WeakMap<object, NodeEngine>();
let isWatching = false;

export class NodeEngine implements Engine {
  readonly name: string = `node ${process.versions.node.split(".").slice(0, 2).join(".")}`;
  readonly ended: Promise<EngineEnd>;
  readonly #options: EngineOptions;
  readonly #realm: Realm;
  readonly #queue: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  #resolveEnded: (end: EngineEnd) => void = () => {};
  #isScheduled = false;
  #hasEnded = false;

  static async start(options: EngineOptions): Promise<NodeEngine> {
    const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
    const engine = new NodeEngine(context, options);
    engine.#enter(() => {
      new Script(options.bundle.code, { filename: scriptName }).runInContext(context);
    });
    engine.#schedule(() => engine.#enter(() => engine.#realm.host.start?.()));
    return engine;
  }

  private constructor(context: Context, options: EngineOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    const make = runInContext(makeHost, context) as (...args: unknown[]) => Realm;
    this.#realm = make(
      (object: number, operation: number, args: unknown[]) => this.#call(object, operation, args),
      (line: string) => options.onPrint(wellFormed(line)),
      this.name,
      seededRandom(options.seed ?? 1),
    );
    realms.set(this.#realm.promise, this);
    watchRejections();
  }

  deliver(object: number, event: number, ...args: Value[]): void {
    if (this.#hasEnded) return;
    const own = args.map((value) => this.#toGuest(value));
    this.#schedule(() => this.#enter(() => this.#realm.host.deliver?.(object, event, ...own)));
  }

  idle(): Promise<void> {
    if (this.#hasEnded || !this.#isScheduled) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  memory(): Promise<EngineMemory | undefined> {
    return Promise.resolve(undefined);
  }

  stop(): void {
    this.#finish({ code: 0, reason: "stopped" });
  }

  interrupt(): void {
    this.#finish({ code: 7, reason: "interrupted" });
  }

  /** A promise of this engine's realm was rejected and nobody took it. */
  reject(reason: unknown): void {
    this.#finish({ code: 8, reason: `unhandled rejection: ${this.#describe(reason)}` });
  }

  #schedule(work: () => void): void {
    this.#queue.push(work);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#advance());
  }

  /** One event; then, in another macrotask and so after its promise jobs, the next, or nobody waits any more. */
  #advance(): void {
    const work = this.#queue.shift();
    if (work !== undefined) {
      work();
      setImmediate(() => this.#advance());
      return;
    }
    this.#isScheduled = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #enter(run: () => void): void {
    if (this.#hasEnded) return;
    try {
      run();
    } catch (error) {
      if (types.isNativeError(error) && error.message === "Maximum call stack size exceeded")
        this.#finish({ code: 2, reason: `stack overflow\n${this.#frames(error.stack ?? "")}` });
      else this.#finish({ code: 5, reason: `unhandled exception: ${this.#describe(error)}` });
    }
  }

  #call(object: number, operation: number, args: unknown[]): Outcome {
    if (this.#hasEnded) return { failed: "the engine has ended", isType: false };
    const values: Value[] = [];
    for (const [index, arg] of args.entries()) {
      try {
        values.push(fromGuest(arg));
      } catch (error) {
        return { failed: `host.call: argument ${index} is ${(error as Error).message}`, isType: true };
      }
    }
    try {
      return { value: this.#toGuest(this.#options.board.call(object | 0, operation | 0, values)) };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error), isType: false };
    }
  }

  #toGuest(value: Value): Value {
    if (typeof value === "string") return wellFormed(value);
    if (typeof value !== "object") return value;
    const bytes = bytesOf(value);
    const buffer = this.#realm.buffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return buffer;
  }

  #describe(error: unknown): string {
    if (!types.isNativeError(error)) return String(error);
    return `${error.name}: ${error.message}\n${this.#frames(error.stack ?? "")}`;
  }

  /** The guest's own frames. */
  #frames(stack: string): string {
    const lines = stack.split("\n").filter((line) => line.includes(`${scriptName}:`) && line.startsWith("    at "));
    return this.#options.bundle.mapTrace(lines.join("\n"));
  }

  #finish(end: EngineEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#queue.length = 0;
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.#resolveEnded(end);
  }
}

function fromGuest(value: unknown): Value {
  if (typeof value === "string") return wellFormed(value);
  if (value === undefined || typeof value === "boolean" || typeof value === "number") return value;
  return new Uint8Array(bytesOf(value)).buffer;
}

/** As strings come out of a pipe of UTF-8: a surrogate without its other half is U+FFFD. */
function wellFormed(text: string): string {
  return /\p{Surrogate}/u.test(text) ? Buffer.from(text, "utf8").toString("utf8") : text;
}

/** Node tells of unhandled rejections for the whole process: those of a guest end its engine, others go on as ever. */
function watchRejections(): void {
  if (isWatching) return;
  isWatching = true;
  process.on("unhandledRejection", (reason, promise) => {
    const engine = realms.get(Object.getPrototypeOf(promise));
    if (engine !== undefined) engine.reject(reason);
    else if (process.listenerCount("unhandledRejection") === 1) throw reason;
  });
}

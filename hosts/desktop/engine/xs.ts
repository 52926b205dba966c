/**
 * XS in a child process (xs/main.c), one command in flight.
 *
 * Measured on two shared cores, Node 20 (`npm run bench -- engine`): a call and its answer 18 us, with 1 KB each way
 * 20 us, with 64 KB 120 us; an event 19 us; start to ready 11 ms for a bundle of 300 lines.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Duplex, Readable } from "node:stream";
import type { Engine, EngineEnd, EngineMemory, EngineOptions } from "./engine.js";
import { boardHeap } from "./engine.js";
import type { Value } from "./host.js";
import { decodeCall, encodeValue, eventFrame, FrameReader, frame, frameOf } from "./wire.js";

const stderrBytes = 4096; // bytes of what the process says on stderr that are kept for the reason of its end

interface Command {
  bytes: Buffer;
  onFigures?: (figures: EngineMemory | undefined) => void;
}

export class XSEngine implements Engine {
  readonly name: string = "xs 13.3";
  readonly ended: Promise<EngineEnd>;
  readonly #options: EngineOptions;
  readonly #process: ChildProcess;
  readonly #pipe: Duplex;
  readonly #reader = new FrameReader();
  readonly #queue: Command[] = [];
  readonly #waiting: (() => void)[] = [];
  #current: Command | undefined;
  #isReady = false;
  #hasEnded = false;
  #end: EngineEnd | undefined;
  #stderr = "";

  /** Resolves when the script is loaded, or has failed to load. */
  static async start(path: string, options: EngineOptions): Promise<XSEngine> {
    const engine = new XSEngine(path, options);
    engine.#send({ bytes: frameOf(frame.script, Buffer.from(options.bundle.code, "latin1")) });
    engine.#queue.push({ bytes: frameOf(frame.start) });
    await Promise.race([engine.ended, new Promise<void>((resolve) => engine.#waiting.push(resolve))]);
    return engine;
  }

  private constructor(path: string, options: EngineOptions) {
    this.#options = options;
    const heap = options.heap ?? boardHeap;
    const sizes = heap === "unlimited" ? [0, 0, 0] : [heap.chunkBytes, heap.slots, heap.stackSlots];
    const args = [...sizes, (options.seed ?? 1) >>> 0].map(String);
    this.#process = spawn(path, args, { stdio: ["ignore", "ignore", "pipe", "pipe"] });
    this.#pipe = this.#process.stdio[3] as Duplex;
    this.#pipe.on("data", (piece: Buffer) => this.#receive(piece));
    this.#pipe.on("error", () => {}); // a write to a process that has ended; its end says why
    const stderr = this.#process.stderr as Readable;
    stderr.on("data", (piece: Buffer) => {
      this.#stderr = (this.#stderr + piece.toString()).slice(-stderrBytes);
    });
    this.ended = new Promise((resolve) => {
      this.#process.on("error", (error) => resolve(this.#finish(undefined, undefined, error.message)));
      this.#process.on("close", (code, signal) => resolve(this.#finish(code, signal, this.#stderr.trim())));
    });
  }

  /** Of the process, for a test that kills it. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  deliver(object: number, event: number, ...args: Value[]): void {
    if (this.#hasEnded) return;
    this.#queue.push({ bytes: eventFrame(object, event, args) });
    this.#advance();
  }

  idle(): Promise<void> {
    if (this.#hasEnded || (this.#current === undefined && this.#queue.length === 0)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  memory(options: { collect?: boolean } = {}): Promise<EngineMemory | undefined> {
    if (this.#hasEnded) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const bytes = frameOf(frame.memory, Buffer.from([options.collect ? 1 : 0]));
      this.#queue.push({ bytes, onFigures: resolve });
      this.#advance();
    });
  }

  stop(): void {
    this.#end ??= { code: 0, reason: "stopped" };
    this.#process.kill("SIGKILL");
  }

  interrupt(): void {
    this.#process.kill("SIGUSR1");
  }

  #send(command: Command): void {
    this.#current = command;
    this.#pipe.write(command.bytes);
  }

  /** The command in flight is done, or there was none. */
  #advance(): void {
    if (this.#current !== undefined || !this.#isReady) return;
    const next = this.#queue.shift();
    if (next !== undefined) this.#send(next);
    else for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #receive(piece: Buffer): void {
    this.#reader.push(piece);
    for (let next = this.#reader.next(); next !== undefined; next = this.#reader.next()) {
      if (this.#end === undefined) this.#handle(next.kind, next.payload);
    }
  }

  #handle(kind: number, payload: Buffer): void {
    switch (kind) {
      case frame.call:
        this.#answer(payload);
        return;
      case frame.print:
        this.#options.onPrint(payload.toString());
        return;
      case frame.ready:
        this.#isReady = true;
        for (const resolve of this.#waiting.splice(0)) resolve();
        break;
      case frame.figures:
        this.#current?.onFigures?.(JSON.parse(payload.toString()));
        break;
      case frame.end:
        this.#end = { code: payload[0] ?? 0, reason: this.#options.bundle.mapTrace(payload.toString("utf8", 1)) };
        return;
    }
    this.#current = undefined;
    this.#advance();
  }

  #answer(payload: Buffer): void {
    const { object, operation, args } = decodeCall(payload);
    let bytes: Buffer;
    try {
      bytes = frameOf(frame.answer, encodeValue(this.#options.board.call(object, operation, args)));
    } catch (error) {
      bytes = frameOf(frame.throw, Buffer.from(error instanceof Error ? error.message : String(error)));
    }
    this.#pipe.write(bytes);
  }

  #finish(code: number | null | undefined, signal: NodeJS.Signals | null | undefined, said: string): EngineEnd {
    this.#hasEnded = true;
    this.#current?.onFigures?.(undefined);
    for (const command of this.#queue.splice(0)) command.onFigures?.(undefined);
    this.#current = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
    if (this.#end !== undefined) return this.#end;
    if (signal) return { code: 128 + constants.signals[signal], reason: `the engine crashed: ${signal}` };
    return { code: code ?? 128, reason: `the engine ended without a reason${said && `: ${said}`}` };
  }
}

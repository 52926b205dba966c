/** Programs of the desktop as a person runs them: their lines, their exit codes, and an end at the end of the test. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const running = new Set<Program>();

export class Program {
  out = "";
  err = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #onChange: (() => void)[] = [];

  constructor(script: string, args: readonly string[]) {
    // a process group of its own, as a terminal gives it
    this.#child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: root, detached: true });
    this.#child.stdout?.on("data", (data: Buffer) => {
      this.out += data;
      this.#changed();
    });
    this.#child.stderr?.on("data", (data: Buffer) => {
      this.err += data;
      this.#changed();
    });
    this.#child.stdin?.on("error", () => {}); // it may have ended
    running.add(this);
    this.ended = new Promise((resolve) => {
      this.#child.on("close", (code) => {
        running.delete(this);
        resolve(code);
        this.#changed();
      });
    });
  }

  say(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** To every process of the group: SIGINT as a terminal does at Ctrl-C, SIGTERM as what supervises a service does. */
  signalGroup(name: "SIGINT" | "SIGTERM"): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, name);
  }

  /** Resolves with the match as soon as the output has one. Rejects with what there was when time is up. */
  async find(pattern: RegExp, from: "out" | "err" = "out", withinMs = 15000): Promise<RegExpExecArray> {
    const until = Date.now() + withinMs;
    for (;;) {
      const found = pattern.exec(this[from]);
      if (found !== null) return found;
      const leftMs = until - Date.now();
      if (leftMs <= 0 || this.#child.exitCode !== null) {
        throw new Error(`no ${pattern} within ${withinMs} ms in ${from}:\n${this.out}\n${this.err}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(leftMs, 500));
        this.#onChange.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #changed(): void {
    const waiting = this.#onChange;
    this.#onChange = [];
    for (const wake of waiting) wake();
  }
}

/** To be called after each test. */
export async function endPrograms(): Promise<void> {
  const ends = [...running].map((program) => {
    program.signal("SIGKILL");
    return program.ended;
  });
  await Promise.all(ends);
}

/** Asks until `ask` gives something, or rejects with `what`. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 15000): Promise<T> {
  const until = Date.now() + withinMs;
  while (Date.now() < until) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${withinMs} ms`);
}

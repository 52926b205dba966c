/**
 * The simulator's program without a window, as a process: lines of JSON in and out, and a power supply that starts it
 * again as a board starts after a restart, a crash or a cut.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { TrustSettings } from "../../trust-options.js";
import { statuses } from "../statuses.js";

export interface DeviceOptions {
  /** from buildHost */
  host: string;
  /** mc.so */
  program: string;
  /** directory of the board's storage; exists */
  data: string;
  url?: string;
  token?: string;
  /** server.ca, server.pins...: how a wss:// server is verified */
  trust?: TrustSettings;
  id?: string;
  /** "chunks,slots" in place of the design's budget */
  heap?: string;
  /** of this computer, for the setup page of a board that nobody has set up */
  portalPort?: number;
  /** Called for each line of JSON that the program sends. */
  onLine?(message: Record<string, unknown>): void;
  /** Called for each line for people (trace, XS's reports). */
  onText?(line: string): void;
  /** Default true: started again after its end, unless that was wanted. */
  isSupplied?: boolean;
}

const restartMs = 100; // ms, until a program that ended is started again
const powerCutMs = 1000; // ms, how long power stays away by default

/** The variables from which the program takes them: MOORING_CA, MOORING_PINS, MOORING_CERT, MOORING_KEY, MOORING_VERIFY. */
export function trustEnvironment(trust: TrustSettings): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [key, value] of Object.entries(trust))
    if (value !== undefined) environment[key.replace("server.", "MOORING_").toUpperCase()] = value;
  return environment;
}

/** One board: the program, started as often as it takes. */
export class SimulatedDevice {
  /** Exit codes of all runs so far. */
  readonly ends: number[] = [];
  readonly #options: DeviceOptions;
  #child: ChildProcessWithoutNullStreams | undefined = undefined;
  #isStopped = false;
  #offMs: number | undefined = undefined;
  #restart: NodeJS.Timeout | undefined = undefined;
  #waiters: (() => void)[] = [];

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#start();
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** A line to the program; {"power":"cut"} is the supply's and cuts at once, in the middle of whatever it does. */
  send(message: Readonly<Record<string, unknown>>): void {
    if (message["power"] === "cut") this.#cut(typeof message["forMs"] === "number" ? message["forMs"] : powerCutMs);
    else this.#child?.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Resolves with the exit code of the run that is going on now. */
  ended(): Promise<number> {
    const count = this.ends.length;
    return new Promise((resolve) => {
      const look = (): boolean => {
        const code = this.ends[count];
        if (code !== undefined) resolve(code);
        return code !== undefined;
      };
      if (!look()) this.#waiters.push(() => void look());
    });
  }

  /** Ends it in order; resolves with the exit code. */
  async stop(): Promise<number> {
    this.#isStopped = true;
    clearTimeout(this.#restart);
    if (this.#child === undefined) return this.ends[this.ends.length - 1] ?? 0;
    const ended = this.ended();
    this.#child.kill("SIGTERM");
    return ended;
  }

  #start(): void {
    const { host, program, data, url, token, trust, id, heap, portalPort } = this.#options;
    const env: NodeJS.ProcessEnv = { PATH: "/usr/bin:/bin", HOME: data, LANG: "C.UTF-8", MOORING_DATA: data };
    if (url !== undefined) env["MOORING_URL"] = url;
    if (token !== undefined) env["MOORING_TOKEN"] = token;
    Object.assign(env, trustEnvironment(trust ?? {}));
    if (id !== undefined) env["MOORING_DEVICE_ID"] = id;
    if (heap !== undefined) env["MOORING_HEAP"] = heap;
    if (portalPort !== undefined) env["MOORING_PORTAL"] = String(portalPort);
    const child = spawn(host, [program], { env, cwd: data, stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    child.stdin.on("error", () => {}); // it ended while a line was on its way: what counts is its exit
    createInterface(child.stdout).on("line", (line) => this.#options.onLine?.(JSON.parse(line)));
    createInterface(child.stderr).on("line", (line) => {
      if (!line.startsWith("instruments")) this.#options.onText?.(line);
    });
    child.once("exit", (code, signal) => this.#onExit(code ?? (signal === "SIGKILL" ? statuses.powerCut : 1)));
  }

  #cut(forMs: number): void {
    this.#offMs = forMs;
    this.#child?.kill("SIGKILL");
  }

  #onExit(code: number): void {
    this.#child = undefined;
    this.ends.push(code);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
    if (this.#isStopped || this.#options.isSupplied === false) return;
    const delayMs = this.#offMs ?? (code === statuses.powerCut ? powerCutMs : restartMs);
    this.#offMs = undefined;
    this.#restart = setTimeout(() => this.#start(), delayMs);
  }
}

/**
 * Boards with the real firmware in this process, real sockets, and the real cloud in a process of its own that is killed
 * (SIGKILL) and started again on the same data. For `npm run bench -- restart`, and smaller for a test.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseSync } from "@photostructure/sqlite";
import type { Device } from "../../src/device/device.js";
import start from "../../src/main.js";
import { countingDevice, socketBoard } from "../../test/support/socket-board.js";

export interface RestartOptions {
  readonly boards: number;
  /** ms between two readings of a board */
  readonly intervalMs: number;
  /** ms since all boards were online; the server is killed then, and at once started again */
  readonly killsAtMs: readonly number[];
  /** ms; by when all boards are to have an acknowledgement again, after the last kill */
  readonly withinMs: number;
  readonly alter?: (bytes: Uint8Array) => void;
  readonly tell?: (line: string) => void;
}

export interface RestartResult {
  /** for each kill, ms from the server's first line until the first acknowledgement of each board, in order */
  readonly backMs: number[][];
  /** readings that were acknowledged, and how many of them the database lacks or holds more than once */
  readonly acknowledged: number;
  readonly lost: number;
  readonly twice: number;
  /** readings that the devices have dropped */
  readonly dropped: number;
}

const operatorToken = "operator-token-of-the-bench";

/** The server's process; its port stays. */
class Cloud {
  readonly #data: string;
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(data: string) {
    this.#data = data;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const args = ["--port", String(this.#port), "--data", this.#data, "--operator-token", operatorToken, "--quiet"];
    const child = spawn(process.execPath, ["--import", "tsx", "cloud/src/main.ts", ...args]);
    this.#child = child;
    let text = "";
    const link = await new Promise<string>((resolve, reject) => {
      child.stderr.on("data", (data) => process.stderr.write(data));
      child.stdout.on("data", (data) => {
        text += String(data);
        if (text.includes("\n")) resolve(text);
      });
      child.once("exit", (code) => reject(new Error(`the cloud ended with ${code}`)));
    });
    this.#port = Number(/:(\d+)\/signin/.exec(link)?.[1]);
  }

  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async addDevice(id: string): Promise<string> {
    const answer = await fetch(`${this.url}/v1/devices`, {
      method: "POST",
      headers: { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" },
      body: JSON.stringify({ id }),
    });
    return ((await answer.json()) as { token: string }).token;
  }
}

/** A device, and when it was acknowledged first since the last kill. */
class Watched {
  readonly id: string;
  readonly device: Device;
  /** performance.now(); undefined: not yet */
  acknowledgedAt: number | undefined;

  constructor(id: string, device: Device) {
    this.id = id;
    this.device = device;
    for (const lane of device.outbox.lanes) {
      const answer = lane.answer.bind(lane);
      lane.answer = (stored) => {
        this.acknowledgedAt ??= performance.now();
        return answer(stored);
      };
    }
  }

  /** Number of the last reading that the cloud has acknowledged; readings are numbered as they count. */
  get acknowledged(): number {
    return this.device.outbox.lanes[2].acknowledged;
  }
}

export async function runRestarts(options: RestartOptions): Promise<RestartResult> {
  const { boards, intervalMs, killsAtMs, withinMs, alter, tell } = options;
  const data = mkdtempSync(join(tmpdir(), "mooring-restart-"));
  const cloud = new Cloud(data);
  const watched: Watched[] = [];
  const backMs: number[][] = [];
  try {
    await cloud.start();
    for (let i = 0; i < boards; i++) {
      const id = `board-${i}`;
      const token = await cloud.addDevice(id);
      const url = `${cloud.url.replace("http", "ws")}/v1/devices/${id}/link`;
      const board = socketBoard({ id, url, token, seed: i + 1, ...(alter && { alter }) });
      watched.push(new Watched(id, start(board, countingDevice(intervalMs))));
    }
    await allAcknowledged(watched, withinMs);
    tell?.(`${boards} boards are online`);
    const beganAt = performance.now();
    for (const [at, killAt] of killsAtMs.entries()) {
      await pause(Math.max(0, beganAt + killAt - performance.now()));
      await cloud.end("SIGKILL");
      for (const each of watched) each.acknowledgedAt = undefined;
      await cloud.start();
      const upAt = performance.now();
      tell?.(`killed and started again, ${((upAt - beganAt) / 1000).toFixed(1)} s after all were online`);
      const nextAt = beganAt + (killsAtMs[at + 1] ?? Number.POSITIVE_INFINITY);
      await allAcknowledged(watched, Math.min(withinMs, nextAt - upAt));
      const times = watched.flatMap(({ acknowledgedAt }) =>
        acknowledgedAt === undefined ? [] : acknowledgedAt - upAt,
      );
      backMs.push(times.sort((a, b) => a - b));
    }
    await Promise.all(watched.map(({ device }) => new Promise<void>((resolve) => device.stop(resolve))));
  } finally {
    for (const { device } of watched) device.close();
    await cloud.end("SIGTERM");
  }
  try {
    return { backMs, ...compare(watched, join(data, "mooring.db")) };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function allAcknowledged(watched: readonly Watched[], withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (watched.some(({ acknowledgedAt }) => acknowledgedAt === undefined) && performance.now() < end) await pause(20);
}

/** Holds what the devices hold acknowledged against what is in the database. */
function compare(watched: readonly Watched[], file: string): Omit<RestartResult, "backMs"> {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(
    "SELECT value, count(*) AS count FROM readings JOIN series ON series.id = readings.series " +
      "WHERE series.device = ? AND series.name = 'count' GROUP BY value",
  );
  const total = { acknowledged: 0, lost: 0, twice: 0, dropped: 0 };
  for (const { id, acknowledged, device } of watched) {
    const counts = new Map((rows.all(id) as { value: number; count: number }[]).map((row) => [row.value, row.count]));
    total.acknowledged += acknowledged;
    total.dropped += device.outbox.dropped;
    for (let value = 1; value <= acknowledged; value++) if (!counts.has(value)) total.lost++;
    for (const count of counts.values()) if (count > 1) total.twice += count - 1;
  }
  database.close();
  return total;
}

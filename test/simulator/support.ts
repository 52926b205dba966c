/** What the tests of the built simulator share: the program, the real cloud, and a board without a window between them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import type { DeviceDetail } from "../../cloud/src/watch-messages.js";
import { findSdk, type Sdk } from "../../hosts/moddable/tools/sdk.js";
import type { MemoryReport } from "../../hosts/simulator/budget.js";
import { buildHost, buildProgram, missingForHost } from "../../hosts/simulator/tools/build.js";
import { type DeviceOptions, SimulatedDevice } from "../../hosts/simulator/tools/device.js";
import { MemoryProbe } from "../../hosts/simulator/tools/measure.js";

const found = findSdk();
/** Why the simulator cannot be built here; undefined: it can. */
export const absent = "missing" in found ? found.missing : missingForHost(found);
export const buildMs = 180000; // ms, for a build of XS on a machine that is busy

export function sdk(): Sdk {
  if ("missing" in found) throw new Error(found.missing);
  return found;
}

const operatorToken = "operator";

/** A cloud in a directory of its own. */
export class TestCloud {
  readonly directory = mkdtempSync(join(tmpdir(), "mooring-simulator-"));
  cloud: Cloud | undefined;

  async start(port = 0): Promise<Cloud> {
    const log = { info() {}, error: (line: string) => console.error(line) };
    this.cloud = await startCloud({ port, data: this.directory, operatorToken, log });
    return this.cloud;
  }

  get running(): Cloud {
    if (this.cloud === undefined) throw new Error("the cloud is not started");
    return this.cloud;
  }

  /** Stops it and starts it again at the same port. */
  async restart(): Promise<void> {
    const { port } = this.running;
    await this.running.close();
    await this.start(port);
  }

  async end(): Promise<void> {
    await this.cloud?.close();
    rmSync(this.directory, { recursive: true });
  }

  linkURL(id: string): string {
    return `ws://127.0.0.1:${this.running.port}/v1/devices/${id}/link`;
  }

  async device(id: string): Promise<DeviceDetail> {
    return (await this.#ask(`/v1/devices/${id}`)) as DeviceDetail;
  }

  /** Newest value of a sensor or actuator; undefined: none yet. */
  async latest(id: string, name: string): Promise<number | boolean | string | undefined> {
    const reading = (await this.device(id)).latest[name];
    return reading?.v ?? reading?.vb ?? reading?.vs;
  }

  async command(id: string, method: string, params: object): Promise<unknown> {
    const body = JSON.stringify({ method, params });
    return this.#ask(`/v1/devices/${id}/commands`, { method: "POST", body });
  }

  /** Changes what the device is made of. */
  async describe(id: string, description: object): Promise<unknown> {
    return this.#ask(`/v1/devices/${id}/description`, { method: "PUT", body: JSON.stringify(description) });
  }

  async #ask(path: string, options: RequestInit = {}): Promise<unknown> {
    const headers = { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" };
    return (await fetch(this.running.url + path, { ...options, headers })).json();
  }
}

/** A board without a window, its lines kept. */
export class TestDevice {
  readonly lines: Record<string, unknown>[] = [];
  readonly texts: string[] = [];
  readonly data = mkdtempSync(join(tmpdir(), "mooring-simulator-"));
  readonly device: SimulatedDevice;
  readonly #probe = new MemoryProbe();

  constructor(options: Omit<DeviceOptions, "data">) {
    this.device = new SimulatedDevice({
      ...options,
      data: this.data,
      onLine: (line) => {
        this.lines.push(line);
        this.#probe.take(line);
      },
      onText: (text) => this.texts.push(text),
    });
  }

  static async start(options: Partial<DeviceOptions> = {}): Promise<TestDevice> {
    const program = await buildProgram(sdk(), "debug");
    return new TestDevice({ host: await buildHost(sdk()), program, ...options });
  }

  /** The newest value of a pin. */
  pin(name: string): unknown {
    return this.lines.filter((line) => line["pin"] === name).at(-1)?.["value"];
  }

  /** Its heap, garbage collected. */
  memory(): Promise<MemoryReport> {
    return this.#probe.read(this.device, true);
  }

  async end(): Promise<number> {
    const code = await this.device.stop();
    rmSync(this.data, { recursive: true });
    return code;
  }
}

/** Waits until it is so; throws with what was meant after so many ms. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(20);
  }
}

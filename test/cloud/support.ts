/** A server on a free port with a directory of its own, devices and dashboards made of bare sockets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { type Cloud, type CloudOptions, startCloud } from "../../cloud/src/server.js";

export const operatorToken = "operator-token-of-the-tests";
export const silent = { info: () => {}, error: () => {} };

const cleanups: (() => void | Promise<void>)[] = [];

/** To be run after each test; the last that was made goes first. */
export async function cleanUp(): Promise<void> {
  for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) await cleanup();
}

export function atEnd(cleanup: () => void | Promise<void>): void {
  cleanups.push(cleanup);
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "mooring-"));
  atEnd(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function startTestCloud(options: CloudOptions = {}): Promise<Cloud> {
  const cloud = await startCloud({ port: 0, data: temporaryDirectory(), operatorToken, log: silent, ...options });
  atEnd(() => cloud.close());
  return cloud;
}

export interface RestAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  json: any;
}

/** With the operator's token, unless `headers` say otherwise. */
export async function rest(
  cloud: { url: string },
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { Authorization: `Bearer ${operatorToken}` },
): Promise<RestAnswer> {
  const init: RequestInit = { method, headers: { ...headers } };
  if (body !== undefined) {
    init.body = typeof body === "string" ? body : JSON.stringify(body);
    init.headers = { "Content-Type": "application/json", ...headers };
  }
  const response = await fetch(cloud.url + path, init);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== "" ? JSON.parse(text) : undefined,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
export type Message = any;

/** A socket with an inbox. */
export class Peer {
  readonly socket: WebSocket;
  readonly inbox: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Called first; true takes the message out of the way. */
  intercept: (message: Message) => boolean = () => false;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as Message;
      if (this.intercept(message)) return;
      this.inbox.push(message);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    atEnd(() => socket.terminate());
  }

  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once("open", () => resolve(this));
      this.socket.once("error", reject);
    });
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** The first message that fits, taken out of the inbox; fails after eight seconds. */
  async next(fits: (message: Message) => boolean = () => true, what = "a message"): Promise<Message> {
    const end = Date.now() + 8000;
    for (;;) {
      const index = this.inbox.findIndex(fits);
      if (index >= 0) return this.inbox.splice(index, 1)[0];
      if (Date.now() > end)
        throw new Error(`${what} did not come; there is ${JSON.stringify(this.inbox).slice(0, 500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}

let lastId = 0;

export class FakeDevice extends Peer {
  readonly id: string;

  constructor(cloud: { url: string }, id: string, token: string) {
    const headers = { Authorization: `Bearer ${token}` };
    super(new WebSocket(`${cloud.url.replace("http", "ws")}/v1/devices/${id}/link`, "mooring.v1", { headers }));
    this.id = id;
  }

  async request(method: string, params: unknown): Promise<Message> {
    const id = ++lastId;
    this.send({ jsonrpc: "2.0", id, method, params });
    return this.next((message) => message.id === id && message.method === undefined, `the answer to ${method}`);
  }

  /** Takes everything that is asked of the device by `method`, and gives the result. */
  answer(method: string, result: (params: Message) => unknown): void {
    const before = this.intercept;
    this.intercept = (message) => {
      if (message.method !== method) return before(message);
      this.send({ jsonrpc: "2.0", id: message.id, ...(result(message.params) as object) });
      return true;
    };
  }

  hello(changes: Record<string, unknown> = {}): Promise<Message> {
    return this.request("hello", { ...hello(this.id), ...changes });
  }

  telemetry(n: number, records: unknown[], changes: Record<string, unknown> = {}): Promise<Message> {
    return this.request("telemetry", { stream: "stream-1", priority: "periodic", n, records, ...changes });
  }
}

export const description = {
  digest: "digest-1",
  sensors: [{ name: "temperature", unit: "Cel", kind: "number" }],
  actuators: [{ name: "relay", kind: "switch", value: false }],
  methods: [{ name: "actuator.set", params: { type: "object" } }],
};

export const hello = (id: string) => ({
  protocol: 1,
  device: { id, model: "test" },
  firmware: { name: "mooring", version: "0.1.0", engine: "test" },
  digest: "digest-1",
  stream: "stream-1",
  restart: { reason: "power" },
  uptimeMs: 1000,
  phasesMs: { connect: 3 },
});

/** A new device that is online and has described itself. */
export async function online(cloud: Cloud, id = "desk-1"): Promise<FakeDevice & { token: string }> {
  const { token } = cloud.addDevice(id);
  const device = await new FakeDevice(cloud, id, token).opened();
  device.answer("describe", () => ({ result: description }));
  await device.hello();
  await until(() => cloud.store.devices.digest(id) !== undefined, "the description");
  return Object.assign(device, { token });
}

export async function watch(cloud: { url: string }): Promise<Peer> {
  const headers = { Authorization: `Bearer ${operatorToken}` };
  return new Peer(
    new WebSocket(`${cloud.url.replace("http", "ws")}/v1/watch`, "mooring.watch.v1", { headers }),
  ).opened();
}

/** Polls every 5 ms for eight seconds. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, withinMs = 8000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Status and body of an upgrade that is refused. */
export function refused(
  url: string,
  protocol: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace("http", "ws"), protocol === "" ? [] : protocol, { headers });
    socket.on("open", () => reject(new Error("it was let in")));
    socket.on("error", () => {});
    socket.on("unexpected-response", (_, response) => {
      let body = "";
      response.on("data", (data) => {
        body += String(data);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    atEnd(() => socket.terminate());
  });
}

/**
 * A device for the dashboard's tests, which speaks docs/protocol.md over `ws`: hello, describe, telemetry, event, log,
 * actuator.set. Not the firmware: it obeys, refuses or is silent at once as the test wants it, and keeps nothing.
 */
import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";
import { errorCodes } from "../../../src/protocol/faults.js";
import { type Result, type SenmlRecord, subprotocol } from "../../../src/protocol/messages.js";

interface Message {
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  result?: unknown;
}

/** How it answers a command. */
export type Manner = "obey" | "refuse" | "silent";

const description: Result<"describe"> = {
  digest: "fake-device-1",
  sensors: [
    { name: "temperature", kind: "number", unit: "Cel", intervalMs: 500 },
    { name: "humidity", kind: "number", unit: "%RH", intervalMs: 500 },
    { name: "light", kind: "number", unit: "lx", intervalMs: 500 },
    { name: "button", kind: "boolean" },
  ],
  actuators: [
    { name: "relay", kind: "switch", value: false },
    { name: "lamp", kind: "light", value: 0 },
    { name: "door", kind: "lock", value: "locked", options: ["locked", "unlocked"] },
    {
      name: "heating",
      kind: "climate",
      value: "idle",
      reading: "temperature",
      controls: [
        { name: "heating.mode", kind: "choice", options: ["off", "heat"] },
        { name: "heating.target", kind: "number", unit: "Cel", minimum: 5, maximum: 30, step: 0.5 },
      ],
    },
  ],
  methods: [
    { name: "actuator.set" },
    { name: "command.cancel" },
    { name: "device.restart", title: "Restart" },
    { name: "log.subscribe" },
    {
      name: "siren.test",
      title: "Test the siren",
      params: {
        type: "object",
        properties: {
          seconds: { type: "integer", minimum: 1, maximum: 10 },
          loud: { type: "boolean" },
          tone: { enum: ["low", "high"] },
          expires: { type: "number" },
        },
        required: ["seconds"],
      },
    },
  ],
};

export class FakeDevice {
  manner: Manner = "obey";
  /** ms until a command is answered */
  delayMs = 0;
  /** says at its next hello that it is in safe mode */
  isSafe = false;
  /** siren.test takes as long as the test wants: progress(), finish() */
  isSlow = false;
  /** what was asked of it, in order */
  readonly commands: { name: string; value: unknown }[] = [];
  /** what came of other methods than actuator.set, in order */
  readonly calls: { method: string; params: unknown }[] = [];
  readonly state: Record<string, number | boolean | string> = {
    relay: false,
    lamp: 0,
    door: "locked",
    heating: "idle",
    "heating.mode": "heat",
    "heating.target": 21,
  };
  readonly #id: string;
  #slow: number | string | undefined;
  #socket: WebSocket | undefined;
  #stream = randomBytes(8).toString("hex");
  #numbers: Record<string, number> = { event: 1, state: 1, periodic: 1 };
  #nextId = 1;
  #answers = new Map<number, (message: Message) => void>();

  constructor(id: string) {
    this.#id = id;
  }

  /** Connects and says hello; resolves when the server has answered it. `url` is the server's, http. */
  async connect(url: string, token: string): Promise<void> {
    const link = `${url.replace("http", "ws")}/v1/devices/${this.#id}/link`;
    const socket = new WebSocket(link, subprotocol, { headers: { Authorization: `Bearer ${token}` } });
    this.#socket = socket;
    socket.on("message", (data) => this.#receive(JSON.parse(String(data)) as Message));
    socket.on("error", () => {});
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("close", (code) => reject(new Error(`closed with ${code}`)));
    });
    await this.#request("hello", {
      protocol: 1,
      device: { id: this.#id, model: "Fake device" },
      firmware: { name: "fake", version: "0.1.0", engine: "node" },
      digest: description.digest,
      stream: this.#stream,
      restart: { reason: "power-on" },
      uptimeMs: 1000,
      phasesMs: { resolve: 0.4, connect: 1.2, upgrade: 3.1 },
      ...(this.isSafe && { isSafe: true }),
    });
    for (const [name, value] of Object.entries(this.state)) await this.#report(stateRecord(name, value));
    await this.#report({ n: "button", vb: false });
  }

  /** Sends numbers; resolves when they are stored. `t` is seconds since 1970, now where it is absent. */
  measure(values: { temperature?: number; humidity?: number; light?: number }, t = Date.now() / 1000): Promise<void> {
    const units: Record<string, string> = { temperature: "Cel", humidity: "%RH", light: "lx" };
    const records = Object.entries(values).map(([n, v]) => ({ n, u: units[n] ?? "", v, t }));
    return this.sendPack("periodic", records);
  }

  /** Sends records as they are, at most 128. */
  async sendPack(priority: "state" | "periodic", records: SenmlRecord[]): Promise<void> {
    const n = this.#numbers[priority] ?? 1;
    this.#numbers[priority] = n + records.length;
    await this.#request("telemetry", { stream: this.#stream, priority, n, records });
  }

  press(isPressed: boolean): Promise<void> {
    return this.#report({ n: "button", vb: isPressed });
  }

  async happen(name: string, data: unknown): Promise<void> {
    const n = this.#numbers["event"] ?? 1;
    this.#numbers["event"] = n + 1;
    await this.#request("event", { stream: this.#stream, n, events: [{ name, t: Date.now() / 1000, data }] });
  }

  /** Of the slow command under way. */
  progress(done: number, of?: number, text?: string): void {
    this.#send({ method: "progress", params: { id: this.#slow, done, of, text } });
  }

  /** Ends the slow command. */
  finish(outcome: { result: unknown } | { error: { code: number; message: string } }): void {
    this.#send({ id: this.#slow, ...outcome });
    this.#slow = undefined;
  }

  log(level: "debug" | "info" | "warn" | "error", code: string, text: string): void {
    this.#send({ method: "log", params: { entries: [{ t: Date.now() / 1000, level, code, text }] } });
  }

  /** Goes away without a word. */
  disconnect(): void {
    this.#socket?.terminate();
  }

  #report(record: SenmlRecord): Promise<void> {
    return this.sendPack("state", [{ ...record, t: Date.now() / 1000 }]);
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  #request(method: string, params: object): Promise<Message> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, (message) => {
        if (message.result === undefined) reject(new Error(`${method}: ${JSON.stringify(message)}`));
        else resolve(message);
      });
      this.#send({ id, method, params });
    });
  }

  #receive(message: Message): void {
    if (message.method === undefined) {
      this.#answers.get(Number(message.id))?.(message);
      this.#answers.delete(Number(message.id));
    } else if (message.method === "describe") this.#send({ id: message.id, result: description });
    else if (message.method === "ping") this.#send({ id: message.id, result: { uptimeMs: 1000 } });
    else if (message.method === "actuator.set") setTimeout(() => this.#obey(message), this.delayMs);
    else if (message.id !== undefined) {
      this.calls.push({ method: message.method, params: message.params });
      if (message.method === "siren.test" && this.isSlow) this.#slow = message.id;
      else if (message.method === "command.cancel") this.#cancel(message);
      else this.#send({ id: message.id, result: { heard: true } });
    }
  }

  #cancel({ id, params }: Message): void {
    const cancelled = params?.["id"] === this.#slow;
    if (cancelled) this.finish({ error: { code: errorCodes.cancelled, message: "cancelled" } });
    this.#send({ id, result: { cancelled } });
  }

  #obey({ id, params }: Message): void {
    const name = String(params?.["name"]);
    const value = params?.["value"] as number | boolean | string;
    this.commands.push({ name, value });
    if (this.manner === "silent") return;
    if (this.manner === "refuse") {
      this.#send({ id, error: { code: errorCodes.hardware, message: "the relay does not follow" } });
      return;
    }
    this.state[name] = value;
    this.#send({ id, result: { name, value } });
    void this.#report(stateRecord(name, value));
  }
}

function stateRecord(name: string, value: number | boolean | string): SenmlRecord {
  if (typeof value === "boolean") return { n: name, vb: value };
  if (typeof value === "string") return { n: name, vs: value };
  return { n: name, u: name === "lamp" ? "/" : "Cel", v: value };
}

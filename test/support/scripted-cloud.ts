/**
 * A server for the virtual network that speaks WebSocket (RFC 6455, server role; sends messages in one frame) and the
 * protocol, as a test scripts it: by default it greets, stores, acknowledges. In the language alone.
 */
import { encodeBase64 } from "./base64.js";
import { digest } from "./digests.js";
import { toBytes, toText } from "./text.js";
import type { ServerEnd, VirtualNetwork } from "./virtual-network.js";

export interface Message {
  id?: string | number | null;
  method?: string;
  params?: Record<string, unknown>;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

export interface StoredRecord {
  stream: string;
  priority: string;
  n: number;
  record: Record<string, unknown>;
}

export class ScriptedCloud {
  /** Status line and headers of another answer than 101. */
  refusal: string | undefined;
  /** Whether telemetry is acknowledged, and stored although it is not. */
  acknowledges = true;
  stores = true;
  greets = true;
  helloResult: Record<string, unknown> = {};
  /** epoch seconds at the clock's zero */
  epochS = 1_800_000_000;
  /** Replaces all of the protocol: gets each text message as it came. */
  onText: ((peer: Peer, text: string) => void) | undefined;
  /** Called behind the answer to a hello. */
  onHello: () => void = () => {};
  readonly hellos: Record<string, unknown>[] = [];
  /** Everything that was stored, once each; what came again is counted. */
  readonly stored: StoredRecord[] = [];
  repeats = 0;
  /** Numbers that came above mark + 1, i.e. records that the device has dropped. */
  gaps = 0;
  readonly metrics: Record<string, unknown>[] = [];
  readonly logs: Record<string, unknown>[] = [];
  /** Responses of the device to what request() asked. */
  readonly responses: Message[] = [];
  readonly messages: Message[] = [];
  readonly requests: string[] = [];
  peer: Peer | undefined;
  readonly #network: VirtualNetwork;
  readonly #marks = new Map<string, number>();

  constructor(network: VirtualNetwork) {
    this.#network = network;
    network.server = (end) => {
      this.peer = new Peer(this, end);
    };
  }

  get isConnected(): boolean {
    return this.peer?.isGreeted === true && !this.peer.isEnded;
  }

  get timeS(): number {
    return this.epochS + this.#network.clock.nowMs / 1000;
  }

  /** Asks the device that is connected. */
  request(id: string | number, method: string, params: unknown = {}): void {
    this.peer?.sendText(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  }

  receive(peer: Peer, text: string): void {
    if (this.onText !== undefined) {
      this.onText(peer, text);
      return;
    }
    const message = JSON.parse(text) as Message;
    this.messages.push(message);
    if (message.method === undefined) this.responses.push(message);
    else if (message.method === "hello") this.#greet(peer, message);
    else if (message.method === "log") this.logs.push(...(message.params?.["entries"] as Record<string, unknown>[]));
    else if (message.method === "metrics") this.metrics.push(message.params ?? {});
    else if (message.id !== undefined) this.#store(peer, message);
  }

  #greet(peer: Peer, message: Message): void {
    const { params = {} } = message;
    this.hellos.push(params);
    if (!this.greets) return;
    const stored: Record<string, number> = {};
    for (const priority of ["event", "state", "periodic"]) {
      const mark = this.#marks.get(`${params["stream"]} ${priority}`);
      if (mark !== undefined) stored[priority] = mark;
    }
    peer.isGreeted = true;
    const session = `s${this.hellos.length}`;
    peer.answer(message, { session, time: this.timeS, stored, ...this.helloResult });
    this.onHello();
  }

  #store(peer: Peer, message: Message): void {
    const params = message.params ?? {};
    const stream = params["stream"] as string;
    const priority = message.method === "event" ? "event" : (params["priority"] as string);
    const records = (params["records"] ?? params["events"]) as Record<string, unknown>[];
    const key = `${stream} ${priority}`;
    let mark = this.#marks.get(key) ?? 0;
    let n = params["n"] as number;
    if (!this.stores) return;
    if (n > mark + 1) this.gaps += n - mark - 1;
    for (const record of records) {
      if (n <= mark) this.repeats++;
      else {
        this.stored.push({ stream, priority, n, record });
        mark = n;
      }
      n++;
    }
    this.#marks.set(key, mark);
    if (this.acknowledges) peer.answer(message, { n: mark });
  }
}

/** One connection, from the server's side. */
export class Peer {
  isGreeted = false;
  isEnded = false;
  closeCode: number | undefined;
  readonly headers = new Map<string, string>();
  requestLine = "";
  readonly #cloud: ScriptedCloud;
  readonly #end: ServerEnd;
  #bytes: Uint8Array = new Uint8Array(0);
  #isUpgraded = false;
  /** Of a message in fragments: what came of it. */
  #message: Uint8Array = new Uint8Array(0);

  constructor(cloud: ScriptedCloud, end: ServerEnd) {
    this.#cloud = cloud;
    this.#end = end;
    end.onData = (bytes) => this.#receive(bytes);
    end.onEnd = () => {
      this.isEnded = true;
    };
  }

  answer(message: Message, result: unknown): void {
    this.sendText(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
  }

  refuse(message: Message, error: { code: number; message: string; data?: unknown }): void {
    this.sendText(JSON.stringify({ jsonrpc: "2.0", id: message.id, error }));
  }

  sendText(text: string): void {
    this.sendFrame(0x81, toBytes(text));
  }

  sendFrame(first: number, payload: Uint8Array): void {
    const { length } = payload;
    const header = length < 126 ? [first, length] : [first, 126, length >> 8, length & 255];
    const frame = new Uint8Array(header.length + length);
    frame.set(header);
    frame.set(payload, header.length);
    this.#end.send(frame);
  }

  close(code: number, reason = ""): void {
    const text = toBytes(reason);
    const payload = new Uint8Array(2 + text.length);
    payload.set([code >> 8, code & 255]);
    payload.set(text, 2);
    this.sendFrame(0x88, payload);
  }

  /** Ends TCP in order, or by a reset. */
  end(): void {
    this.#end.end();
  }
  reset(): void {
    this.#end.reset();
  }

  #receive(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#bytes.length + bytes.length);
    all.set(this.#bytes);
    all.set(bytes, this.#bytes.length);
    this.#bytes = all;
    if (!this.#isUpgraded && !this.#upgrade()) return;
    while (this.#takeFrame());
  }

  #upgrade(): boolean {
    const text = String.fromCharCode(...this.#bytes);
    const at = text.indexOf("\r\n\r\n");
    if (at < 0) return false;
    const [requestLine = "", ...lines] = text.slice(0, at).split("\r\n");
    this.requestLine = requestLine;
    for (const line of lines) {
      const colon = line.indexOf(":");
      this.headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    this.#cloud.requests.push(requestLine);
    this.#bytes = this.#bytes.subarray(at + 4);
    const { refusal } = this.#cloud;
    if (refusal !== undefined) {
      this.#end.send(toBytes(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`));
      this.#end.end();
      return false;
    }
    this.#isUpgraded = true;
    const key = `${this.headers.get("sec-websocket-key")}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = encodeBase64(digest("SHA-1", toBytes(key)));
    this.#end.send(
      toBytes(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: mooring.v1\r\n\r\n`,
      ),
    );
    return true;
  }

  #takeFrame(): boolean {
    const b = this.#bytes;
    const [first = 0, second = 0] = b;
    if (b.length < 6) return false;
    if ((second & 0x80) === 0) throw new Error("a client's frame is not masked");
    const isLong = (second & 127) === 126;
    const length = isLong ? (b[2] ?? 0) * 256 + (b[3] ?? 0) : second & 127;
    const at = isLong ? 8 : 6;
    if (b.length < at + length) return false;
    const payload = b.slice(at, at + length);
    for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (b[at - 4 + (i & 3)] ?? 0);
    this.#bytes = b.subarray(at + length);
    const opcode = first & 15;
    if (opcode <= 1) {
      const all = new Uint8Array((opcode === 1 ? 0 : this.#message.length) + length);
      if (opcode === 0) all.set(this.#message);
      all.set(payload, all.length - length);
      this.#message = all;
      if ((first & 0x80) !== 0) this.#cloud.receive(this, toText(all));
    }
    if (opcode === 9) this.sendFrame(0x8a, payload);
    else if (opcode === 8) {
      this.closeCode = (payload[0] ?? 0) * 256 + (payload[1] ?? 0);
      this.sendFrame(0x88, payload.slice(0, 2));
      this.#end.end();
    }
    return true;
  }
}

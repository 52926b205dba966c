/**
 * The simulated server: docs/protocol.md from the other side. By default it greets, stores and acknowledges after the
 * commit; it can be killed, drained, made to refuse, and to lie about what it has stored. Its store outlives it.
 */
import { limits } from "../../../src/protocol/limits.js";
import type { Chance } from "./chance.js";
import type { EventLog } from "./event-log.js";
import type { ServerEnd } from "./path.js";
import { Peer, type PeerOwner } from "./peer.js";
import { type Pack, Store } from "./store.js";

/** What an upgrade is answered with: a status, silence, or bytes that are no HTTP. */
export type UpgradeAnswer = "accept" | "silent" | "garbage" | number;
/** claims: says that it has stored what was never sent. */
export type HelloAnswer = "greet" | "silent" | "late" | "busy" | "refuse" | "malformed" | "claims";
/** lost: stored, and no answer; beyond: a mark above what was sent; full: could not store; nonsense: no mark at all */
export type AcknowledgeAnswer = "prompt" | "late" | "lost" | "beyond" | "full" | "refuse" | "nonsense";

export const epochS = 1_800_000_000; // seconds since 1970 at the start of a run
const commitMs = 4; // ms; from a pack to its durable commit
const priorities = Object.freeze(["event", "state", "periodic"]);

interface Message {
  id?: string | number;
  method?: string;
  params?: Record<string, unknown>;
}

/** The server's first address, and the one that comes next. */
export const hosts = Object.freeze(["cloud.example", "standby.example"] as const);
export type Host = (typeof hosts)[number];

export class Server implements PeerOwner {
  isUp = true;
  /** Addresses at which nobody listens. */
  readonly down = new Set<string>();
  /** Where upgradeAnswer holds; undefined: everywhere. */
  upgradeHost: Host | undefined;
  upgradeAnswer: UpgradeAnswer = "accept";
  /** seconds; Retry-After, where a status is the answer */
  retryAfterS: number | undefined;
  helloAnswer: HelloAnswer = "greet";
  acknowledgeAnswer: AcknowledgeAnswer = "prompt";
  /** ms; how late "late" is */
  lateMs = 5000;
  readonly store = new Store();
  readonly peers = new Set<Peer>();
  /** Rules that a device has broken. */
  readonly faults: string[] = [];
  /** Devices whose stream was said to hold what it did not: they begin a new one, and send again. */
  readonly deceived = new Set<string>();
  readonly #log: EventLog;
  readonly #chance: Chance;
  readonly #after: (ms: number, callback: () => void) => void;
  #life = 0;
  #sessions = 0;

  constructor(log: EventLog, chance: Chance, after: (ms: number, callback: () => void) => void) {
    this.#log = log;
    this.#chance = chance;
    this.#after = after;
  }

  readonly accept = (end: ServerEnd): boolean => {
    const isThere = this.isUp && !this.down.has(end.host);
    if (isThere) this.peers.add(new Peer(this, end));
    return isThere;
  };

  /** SIGKILL: connections are reset, what was not committed is gone. host: at that address alone. */
  kill(host?: Host): void {
    if (host !== undefined) {
      this.down.add(host);
      for (const peer of [...this.peers]) if (peer.end.host === host) peer.kill();
      return;
    }
    this.isUp = false;
    this.#life++;
    for (const peer of [...this.peers]) peer.kill();
  }

  start(host?: Host): void {
    if (host === undefined) this.isUp = true;
    else this.down.delete(host);
  }

  closeAll(code: number, reason: string): void {
    for (const peer of [...this.peers]) peer.close(code, reason);
  }

  /** Random bytes to everyone, as from a broken box in between. */
  garbage(): void {
    for (const peer of [...this.peers]) {
      const bytes = new Uint8Array(this.#chance.whole(1, 200));
      this.#chance.fill(bytes);
      peer.sendRaw(bytes);
    }
  }

  // PeerOwner

  upgrade(peer: Peer): string | undefined {
    const { upgradeAnswer } = this;
    if (upgradeAnswer === "accept") return undefined;
    if (this.upgradeHost !== undefined && peer.end.host !== this.upgradeHost) return undefined;
    this.#log.add(peer.end.path.name, `server answers the upgrade: ${upgradeAnswer}`);
    if (upgradeAnswer === "silent") return "";
    if (upgradeAnswer === "garbage") return "220 mail.example ESMTP\r\n\r\n";
    const retry = this.retryAfterS === undefined ? "" : `Retry-After: ${this.retryAfterS}\r\n`;
    return `HTTP/1.1 ${upgradeAnswer} No\r\n${retry}Content-Length: 0\r\n\r\n`;
  }

  gone(peer: Peer): void {
    this.peers.delete(peer);
  }

  receive(peer: Peer, text: string): void {
    const message = JSON.parse(text) as Message;
    if (text.length > limits.messageBytes) this.faults.push(`${peer.end.path.name} sent ${text.length} characters`);
    if (message.method === "hello") this.#greet(peer, message);
    else if (message.method === "telemetry" || message.method === "event") this.#pack(peer, message);
  }

  #greet(peer: Peer, message: Message): void {
    const { name } = peer.end.path;
    const params = message.params ?? {};
    this.#log.add(name, `hello, attempt ${params["attempt"]}, last end ${params["lastEnd"] ?? "none"}`);
    this.#checkMarks(name, params);
    const { helloAnswer } = this;
    const malformed = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: { session: 7 } });
    if (helloAnswer === "busy") peer.sendText(failure(message, -32000, { retryAfterMs: 5000 }));
    else if (helloAnswer === "refuse") peer.sendText(failure(message, -32602));
    else if (helloAnswer === "malformed") peer.sendText(malformed);
    else if (helloAnswer === "late") this.#after(this.lateMs, () => this.#welcome(peer, message));
    else if (helloAnswer !== "silent") this.#welcome(peer, message);
  }

  /** What a device holds acknowledged must be stored. */
  #checkMarks(device: string, params: Record<string, unknown>): void {
    const held = (params["acknowledged"] ?? {}) as Record<string, number>;
    for (const [priority, n] of Object.entries(held)) {
      const mark = this.store.mark(device, params["stream"] as string, priority);
      if (n > mark) this.faults.push(`${device} holds ${priority} ${n} acknowledged, and ${mark} is stored`);
    }
  }

  #welcome(peer: Peer, message: Message): void {
    if (peer.isOver) return;
    const { name } = peer.end.path;
    const stream = message.params?.["stream"] as string;
    for (const other of [...this.peers]) {
      if (other !== peer && other.isGreeted && other.end.path === peer.end.path) {
        other.close(4409, "replaced");
        other.over();
      }
    }
    const stored: Record<string, number> = {};
    for (const priority of priorities) stored[priority] = this.store.mark(name, stream, priority);
    if (this.helloAnswer === "claims") {
      stored["periodic"] = (stored["periodic"] ?? 0) + 1_000_000;
      this.deceived.add(name);
    }
    peer.isGreeted = true;
    const result = { session: `s${++this.#sessions}`, time: epochS + this.#log.timeMs / 1000, stored };
    peer.sendText(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
  }

  #pack(peer: Peer, message: Message): void {
    const params = message.params ?? {};
    if (!peer.isGreeted) this.faults.push(`${peer.end.path.name} sent ${message.method} before hello was answered`);
    const isEvent = message.method === "event";
    const pack: Pack = {
      stream: params["stream"] as string,
      priority: isEvent ? "event" : (params["priority"] as string),
      n: params["n"] as number,
      records: (isEvent ? params["events"] : params["records"]) as Pack["records"],
    };
    const most = limits.windowPacks;
    if (++peer.unanswered > most) this.faults.push(`${peer.end.path.name} has ${peer.unanswered} packs under way`);
    const life = this.#life;
    this.#after(commitMs, () => {
      if (life === this.#life && !peer.isOver) this.#answer(peer, message, pack);
    });
  }

  #answer(peer: Peer, message: Message, pack: Pack): void {
    const { acknowledgeAnswer } = this;
    if (acknowledgeAnswer === "full" || acknowledgeAnswer === "refuse") {
      peer.unanswered--;
      peer.sendText(failure(message, acknowledgeAnswer === "full" ? -32005 : -32602));
      return;
    }
    const mark = this.store.commit(peer.end.path.name, pack);
    if (acknowledgeAnswer === "lost") return;
    const send = (n: unknown): void => {
      peer.unanswered--;
      peer.sendText(JSON.stringify({ jsonrpc: "2.0", id: message.id, result: { n } }));
    };
    if (acknowledgeAnswer === "late") this.#after(this.lateMs, () => send(mark));
    else if (acknowledgeAnswer === "beyond") send(mark + 1000);
    else if (acknowledgeAnswer === "nonsense") send("all of it");
    else send(mark);
  }
}

function failure(message: Message, code: number, data?: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id: message.id, error: { code, message: "no", data } });
}

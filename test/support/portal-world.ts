/** A portal on a virtual clock and network, with a scripted target, and phones that ask it things. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { Board } from "../../src/board/board.js";
import { Portal } from "../../src/provisioning/portal.js";
import { encodeUtf8 } from "../../src/websocket/utf8.js";
import { ScriptedSetup } from "./scripted-setup.js";
import { VirtualClock } from "./virtual-clock.js";
import { type VirtualPeer, VirtualServers } from "./virtual-listener.js";

export const portalAddress = "192.168.4.1";
export const origin = `http://${portalAddress}`;

export interface PhoneAnswer {
  status: number;
  /** in lower case */
  headers: Record<string, string>;
  body: string;
}

export class PortalWorld {
  readonly clock = new VirtualClock();
  readonly servers = new VirtualServers(this.clock);
  readonly target = new ScriptedSetup();
  readonly lines: string[] = [];
  readonly portal: Portal;
  #isPumping = false;
  #isWoken = false;
  #timer: ReturnType<VirtualClock["after"]> | undefined;

  constructor(seed = 1) {
    const random = new SeededRandom(seed);
    this.portal = new Portal({
      board: { io: this.servers.io as Board["io"], random: (into) => random.fill(into) },
      target: this.target,
      log: { write: (level, code, text) => void this.lines.push(`${level} ${code} ${text ?? ""}`) },
      name: "Mooring-ddeeff",
      address: portalAddress,
      wake: () => this.#pump(),
    });
    this.#pump();
  }

  /** As the device does. */
  #pump(): void {
    this.#isWoken = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let turns = 0; this.#isWoken && turns < 64; turns++) {
      this.#isWoken = false;
      this.portal.advance(this.clock.nowMs);
    }
    this.#isPumping = false;
    if (this.#timer !== undefined) this.clock.cancel(this.#timer);
    const at = this.#isWoken ? this.clock.nowMs : this.portal.deadline;
    this.#timer =
      at === Number.POSITIVE_INFINITY ? undefined : this.clock.after(at - this.clock.nowMs, () => this.#pump());
  }

  /** Sends a request as it is, and waits at most so long for the answer. */
  raw(text: string | Uint8Array, address?: string, limitMs = 30000): PhoneAnswer {
    const peer = this.servers.connect(address);
    peer.send(text);
    return this.answer(peer, limitMs);
  }

  /** Waits for a whole answer; status 0: there was none. Then closes, as a browser does. */
  answer(peer: VirtualPeer, limitMs = 30000): PhoneAnswer {
    this.clock.advanceUntil(() => peer.isClosed || isWhole(peer.received), limitMs);
    peer.end();
    this.clock.advance(5);
    return parseAnswer(peer.received);
  }

  ask(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; address?: string; headers?: string } = {},
  ) {
    const { token, body, address, headers } = options;
    const text = body === undefined ? "" : JSON.stringify(body);
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${portalAddress}`, `X-Setup-Token: ${token ?? "none"}`];
    if (method === "POST")
      lines.push(`Origin: ${origin}`, "Content-Type: application/json", `Content-Length: ${utf8(text).length}`);
    return this.raw(`${lines.join("\r\n")}\r\n${headers ?? ""}\r\n${utf8(text)}`, address);
  }

  /** The token of a phone that now holds the portal. */
  session(address?: string): string {
    const { body, status } = this.ask("POST", "/session", { body: { take: true }, ...(address && { address }) });
    if (status !== 200) throw new Error(`no session: ${status} ${body}`);
    return (JSON.parse(body) as { token: string }).token;
  }
}

/** Text with one character a byte. */
function utf8(text: string): string {
  return Array.from(encodeUtf8(text), (byte) => String.fromCharCode(byte)).join("");
}

function isWhole(text: string): boolean {
  const { body, headers, status } = parseAnswer(text);
  return status !== 0 && body.length >= Number(headers["content-length"] ?? Number.NaN);
}

export function parseAnswer(text: string): PhoneAnswer {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return { status: 0, headers: {}, body: "" };
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(first.split(" ")[1]), headers, body: text.slice(end + 4) };
}

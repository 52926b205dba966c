/** A virtual world whose board joins networks by itself and can be set up. */
import type { KeyValueContents } from "../../hosts/models/key-value.js";
import type { Network } from "../../hosts/models/radio.js";
import type { Application } from "../../src/device/application.js";
import { Device } from "../../src/device/device.js";
import { Provisioning } from "../../src/provisioning/provisioning.js";
import { recoverSettings } from "../../src/provisioning/stored-settings.js";
import { example } from "./example.js";
import { type PhoneAnswer, parseAnswer } from "./portal-world.js";
import { VirtualServers } from "./virtual-listener.js";
import { VirtualWorld } from "./virtual-world.js";

export const home: Network = Object.freeze({ SSID: "home", password: "correct horse", RSSI: -60, channel: 6 });
export const cafe: Network = Object.freeze({ SSID: "cafe", RSSI: -70 });
export const barn: Network = Object.freeze({ SSID: "barn", password: "battery staple", RSSI: -50 });
const { password } = home;

/** What a board has stored that was set up at home. */
export const setUp = Object.freeze({
  "server.url": "ws://cloud.example:8080/v1/devices/desk-1/link",
  "server.token": "token-of-the-device",
  "device.id": "desk-1",
  "wifi.networks": JSON.stringify([{ SSID: "home", password, priority: 0 }]),
});

/** Power is gone: nothing runs any more. */
export class PowerCut extends Error {}

export class ProvisioningWorld extends VirtualWorld {
  readonly servers = new VirtualServers(this.clock);
  private made: Provisioning | undefined;
  private running: Device | undefined;

  constructor(networks: readonly Network[], settings: Record<string, string> = {}, cutAfter?: number) {
    super({ networks, keyValue: storage(settings, cutAfter) });
    const { board } = this.virtual;
    Object.assign(this.virtual, { board: { ...board, io: { ...board.io, ...this.servers.io } } });
  }

  get device(): Device {
    if (this.running === undefined) throw new Error("not started");
    return this.running;
  }

  get provisioning(): Provisioning {
    if (this.made === undefined) throw new Error("not started");
    return this.made;
  }

  /** As src/main.ts does it. */
  override start(): Device {
    return this.startWith(example.definition);
  }

  /** The same, of another definition. */
  startWith(definition: Application["definition"]): Device {
    const { board } = this.virtual;
    recoverSettings(board);
    this.running = new Device(board, { ...example, definition }, (host) => {
      this.made = new Provisioning(host);
      return this.made;
    });
    return this.running;
  }

  /** The stored settings. */
  get settings(): Readonly<Record<string, string>> {
    return this.hardware.keyValue.contents["mooring"] ?? {};
  }

  /** What a phone on the portal asks; token: of the page that holds it. */
  ask(method: string, path: string, body?: unknown, token?: string): PhoneAnswer {
    const peer = this.servers.connect("127.0.0.9");
    const text = body === undefined ? "" : JSON.stringify(body);
    const lines = [`${method} ${path} HTTP/1.1`, "Host: 127.0.0.1", `X-Setup-Token: ${token ?? "none"}`];
    if (method === "POST")
      lines.push("Origin: http://127.0.0.1", "Content-Type: application/json", `Content-Length: ${text.length}`);
    peer.send(`${lines.join("\r\n")}\r\n\r\n${text}`);
    this.clock.advanceUntil(() => peer.isClosed || parseAnswer(peer.received).status !== 0, 5000);
    this.clock.advance(100);
    peer.end();
    this.clock.advance(20);
    return parseAnswer(peer.received);
  }

  /** A phone opens the page; the token of it. */
  openPage(): string {
    const { body, status } = this.ask("POST", "/session", { take: true });
    if (status !== 200) throw new Error(`no portal: ${status} ${body}`);
    return (JSON.parse(body) as { token: string }).token;
  }

  /** Lets time pass until it is so; throws when it is not in time. */
  until(condition: () => boolean, limitMs: number, stepMs = 50): void {
    if (this.clock.advanceUntil(condition, limitMs, stepMs)) return;
    throw new Error(`not within ${limitMs} ms: ${this.virtual.printed.join("; ")}`);
  }
}

function storage(settings: Record<string, string>, cutAfter: number | undefined) {
  let writes = 0;
  const store = (_contents: KeyValueContents): void => {
    if (cutAfter !== undefined && writes++ >= cutAfter) throw new PowerCut("power");
  };
  return { contents: { mooring: settings }, store };
}

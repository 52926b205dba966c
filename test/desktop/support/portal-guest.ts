/**
 * A guest that is nothing but the setup portal, over the desktop's sockets: told "open" it opens it, anything else closes
 * it. It answers "done", and posts {url, dnsPort} when it listens.
 */
import type { BoardRun } from "../../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../../hosts/desktop/engine/bundle.js";
import type { EngineKind } from "../../../hosts/desktop/engine/engine.js";
import { startGuestBoard } from "./board-guest.js";

const guest = `import { runGuest } from "./hosts/desktop/guest/run.js";
import { Portal } from "./src/provisioning/portal.js";
const networks = Object.freeze([{ SSID: "Home", RSSI: -50, isOpen: false }, { SSID: "Next", RSSI: -70, isOpen: true }]);
const target = Object.freeze({ networkCount: 2, network: (i) => networks[i], scans: 1, isScanning: false, isClaimed: false,
  step: "idle", scan() {}, begin() {} });
const log = Object.freeze({ write() {} });
class Pump {
  portal = undefined; timer = undefined; isPumping = false; isWoken = false; url = undefined;
  wake = () => this.pump();
  constructor(board, launch) { this.board = board; this.launch = launch; }
  take(text) {
    this.portal?.close();
    this.portal = undefined;
    this.url = undefined;
    if (text === "open")
      this.portal = new Portal({ board: this.board, target, log, name: "Mooring-ddeeff", address: "127.0.0.1",
        httpPort: 0, dnsPort: 0, wake: this.wake });
    this.pump();
    this.launch.post(JSON.stringify("done"));
  }
  pump() {
    this.isWoken = true;
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.isWoken) { this.isWoken = false; this.portal?.advance(this.board.clock.now()); }
    this.isPumping = false;
    this.board.timer.clear(this.timer);
    this.timer = this.board.timer.set(this.wake, 50);
    const url = this.portal?.url;
    if (url !== this.url) { this.url = url; if (url !== undefined) this.launch.post(JSON.stringify({ url, dnsPort: this.portal.dnsPort })); }
  }
}
runGuest((board, launch) => {
  const pump = new Pump(board, launch);
  launch.onMessage((text) => pump.take(text));
  pump.pump();
  return { stop(done) { pump.portal?.close(); done(); } };
});`;

export interface GuestPortal {
  run: BoardRun;
  /** Of the portal that is open; 0 while none is. */
  httpPort: number;
  dnsPort: number;
  open(): Promise<void>;
  close(): Promise<void>;
}

/** A board that runs it; stopGuestBoards() ends it. */
export async function startGuestPortal(kind: EngineKind): Promise<GuestPortal> {
  const bundle = await bundleGuest({ source: { text: guest, name: "guest-fixture.ts" } });
  const { run, posts, until } = await startGuestBoard(kind, "", { bundle });
  const tell = async (text: string): Promise<void> => {
    posts.length = 0;
    run.board.send(text);
    await until(() => posts.includes("done"));
  };
  const portal: GuestPortal = {
    run,
    httpPort: 0,
    dnsPort: 0,
    open: async () => {
      await tell("open");
      const isOpen = (post: unknown): post is { url: string; dnsPort: number } => typeof post === "object";
      await until(() => posts.some(isOpen));
      const { url, dnsPort } = posts.find(isOpen) ?? { url: "", dnsPort: 0 };
      portal.httpPort = Number(new URL(url).port);
      portal.dnsPort = dnsPort;
    },
    close: async () => {
      await tell("close");
      portal.httpPort = portal.dnsPort = 0;
    },
  };
  return portal;
}

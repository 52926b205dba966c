/**
 * The setup portal over the desktop's own sockets, with a scripted target, and phones: Chromium for which every name
 * leads to the portal, as its name responder does it for a phone. So the page is no secure context, as on a board.
 */
import { randomFillSync } from "node:crypto";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import type { Browser, Locator, Page } from "playwright-core";
import { NodeListener } from "../../../hosts/desktop/board/listener.js";
import { boardSocketLimits } from "../../../hosts/desktop/board/stream-socket.js";
import { RealTime } from "../../../hosts/desktop/board/time.js";
import type { Board } from "../../../src/board/board.js";
import type { Listener, ListenerOptions, TCP, TCPOptions } from "../../../src/board/network.js";
import { Portal } from "../../../src/provisioning/portal.js";
import { ScriptedSetup } from "../../support/scripted-setup.js";
import { type BrowserPage, openPage, type PageOptions } from "./browser-page.js";
import { launchChromium } from "./chromium.js";

const time = new RealTime();

class HostListener implements Listener {
  readonly #listener: NodeListener;

  constructor({ port, address, onReadable, onError }: ListenerOptions) {
    const callbacks = {
      onReadable: (count: number) => onReadable?.(count),
      onError: (reason?: string) => onError?.(reason),
    };
    this.#listener = new NodeListener({ port, ...(address && { address }) }, callbacks, boardSocketLimits, time);
  }

  get port(): number {
    return this.#listener.port;
  }

  read(callbacks: Pick<TCPOptions, "onReadable" | "onWritable" | "onError">): TCP | undefined {
    return this.#listener.accept({
      onReadable: (count) => callbacks.onReadable?.(count),
      onWritable: (count) => callbacks.onWritable?.(count),
      onError: (reason) => callbacks.onError?.(reason),
    });
  }

  close(): void {
    this.#listener.close();
  }
}

/** As a board's: the portal on one timer. */
export class HostedPortal {
  readonly target = new ScriptedSetup();
  readonly portal: Portal;
  /** Added to the clock. */
  passedMs = 0;
  #timer: unknown;
  #isPumping = false;
  #isWoken = false;

  constructor() {
    this.portal = new Portal({
      board: { io: { Listener: HostListener } as unknown as Board["io"], random: (into) => void randomFillSync(into) },
      target: this.target,
      log: { write: () => undefined },
      name: "Mooring-ddeeff",
      address: "127.0.0.1",
      httpPort: 0,
      dnsPort: "none",
      wake: () => this.#pump(),
    });
    this.#pump();
  }

  /** Resolves with the port. */
  async ready(): Promise<string> {
    while (this.portal.url === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#pump();
    return new URL(this.portal.url).port;
  }

  close(): void {
    time.clear(this.#timer);
    this.portal.close();
  }

  #pump(): void {
    this.#isWoken = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#isWoken) {
      this.#isWoken = false;
      this.portal.advance(time.now() + this.passedMs);
    }
    this.#isPumping = false;
    time.clear(this.#timer);
    const delayMs = this.portal.deadline - time.now() - this.passedMs;
    this.#timer = Number.isFinite(delayMs) ? time.set(() => this.#pump(), delayMs) : undefined;
  }
}

export class PortalScene {
  browser: Browser | undefined;
  #hosted: HostedPortal | undefined;
  #phone: BrowserPage | undefined;
  #port = "";
  readonly #others: { browser: Browser; relay: Server }[] = [];

  get hosted(): HostedPortal {
    if (this.#hosted === undefined) throw new Error("the scene has not begun");
    return this.#hosted;
  }

  get target(): ScriptedSetup {
    return this.hosted.target;
  }

  get phone(): BrowserPage {
    if (this.#phone === undefined) throw new Error("no phone is there");
    return this.#phone;
  }

  get page(): Page {
    return this.phone.page;
  }

  /** A new portal; what a browser keeps of the old one is gone. */
  async open(): Promise<void> {
    this.#hosted = new HostedPortal();
    this.#port = await this.#hosted.ready();
    this.browser = await launchChromium([`--host-resolver-rules=MAP *:80 127.0.0.1:${this.#port},MAP * 127.0.0.1`]);
  }

  /** Another phone, with another address, opens the page. */
  async enterElsewhere(address = "127.0.0.2"): Promise<Page> {
    const relay = createServer((from) => {
      const to = connect({ port: Number(this.#port), host: "127.0.0.1", localAddress: address });
      for (const socket of [from, to]) socket.on("error", () => {});
      from.pipe(to).pipe(from);
    });
    await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
    const { port } = relay.address() as AddressInfo;
    const browser = await launchChromium([`--host-resolver-rules=MAP * 127.0.0.1:${port}`]);
    this.#others.push({ browser, relay });
    const { page } = await openPage(browser, { width: 360, height: 740 });
    await page.goto(`http://mooring.internal:${this.#port}/`);
    return page;
  }

  /** A phone opens the page, as by default from what its system has asked for. */
  async enter(options: PageOptions = {}, path = "/"): Promise<Page> {
    if (this.browser === undefined) throw new Error("the scene has not begun");
    await this.#phone?.page.context().close();
    this.#phone = await openPage(this.browser, { width: 360, height: 740, ...options });
    await this.page.goto(`http://mooring.internal:${this.#port}${path}`);
    return this.page;
  }

  async close(): Promise<void> {
    for (const { browser, relay } of this.#others) {
      await browser.close();
      relay.close();
    }
    await this.browser?.close();
    this.#hosted?.close();
  }

  network(name: string): Locator {
    return this.page.getByRole("radio", { name });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole("heading", { name });
  }

  /** Id of what has the focus. */
  focused(): Promise<string> {
    return this.page.evaluate<string>("document.activeElement.id || document.activeElement.value || ''");
  }
}

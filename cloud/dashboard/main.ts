/** Starts the dashboard: one watch socket, one store, and the page that the address names. */
import type { FromCloud } from "../src/watch-messages.js";
import { request } from "./api.js";
import { DevicePage } from "./device-page.js";
import { Frame } from "./frame.js";
import { listPage } from "./list-page.js";
import type { App, Page } from "./page.js";
import { signInPage } from "./sign-in-page.js";
import { Store } from "./store.js";
import { applyTheme, onSystemTheme } from "./theme.js";
import { Watch } from "./watch.js";

const leastUpdateMs = 100; // ms; ten times a second is all that a person follows, however many devices there are

class Dashboard implements App {
  store = new Store();
  #frame: Frame;
  #watch: Watch | undefined;
  #page: Page | undefined;
  #isDue = false;
  #updatedAt = 0;
  #wasLost = false;

  constructor() {
    this.#frame = new Frame({
      signOut: () => void this.#signOut(),
      retry: () => this.#watch?.retry(),
      themeChanged: () => this.#page?.repaint(),
    });
    onSystemTheme(() => {
      this.#frame.showTheme();
      this.#page?.repaint();
    });
    window.addEventListener("hashchange", () => this.#open());
    window.setInterval(() => this.changed(), 1000); // ms; ages are counted in seconds
    this.#start();
  }

  link = () => this.#watch?.state ?? "closed";

  announce(text: string): void {
    this.#frame.announce(text);
  }

  changed(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    const waitMs = Math.max(0, this.#updatedAt + leastUpdateMs - performance.now());
    window.setTimeout(() => requestAnimationFrame(() => this.#updateDue()), waitMs);
  }

  #updateDue(): void {
    this.#isDue = false;
    this.#updatedAt = performance.now();
    this.#update();
  }

  #start(): void {
    this.#watch = new Watch({
      onMessage: (message) => this.#receive(message),
      onChange: () => this.#linkChanged(),
      onRefused: () => this.#askToSignIn(),
    });
    this.#open();
  }

  #linkChanged(): void {
    const isLost = this.link() === "lost";
    if (this.#wasLost && this.link() === "live") this.announce("The connection to the cloud is back");
    if (isLost || this.link() === "live") this.#wasLost = isLost;
    this.changed();
  }

  #receive(message: FromCloud): void {
    this.store.apply(message);
    this.#page?.receive(message);
    this.changed();
  }

  #open(): void {
    if (this.#watch === undefined) return;
    const isFirst = this.#page === undefined;
    this.#page?.close();
    const [, id] = /^#\/devices\/([^/]+)$/.exec(location.hash) ?? [];
    this.#page = id === undefined ? listPage(this) : new DevicePage(this, decode(id));
    this.#watch.watch([...this.#page.watched]);
    this.#frame.main.replaceChildren(this.#page.root);
    this.#update();
    window.scrollTo(0, 0);
    if (!isFirst) this.#page.root.querySelector("h1")?.focus();
  }

  #update(): void {
    const watch = this.#watch;
    const now = this.store.clock.now();
    this.#frame.showLink(watch?.state, watch?.retryAt ?? 0, this.store.heardAt, now);
    this.#page?.update();
    document.title = this.#page === undefined ? "Sign in · Mooring" : `${this.#page.title} · Mooring`;
  }

  #askToSignIn(): void {
    this.#watch?.close();
    this.#watch = undefined;
    this.#page?.close();
    this.#page = undefined;
    this.store = new Store();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    const page = signInPage(() => this.#start(), takeUsedLink());
    this.#frame.main.replaceChildren(page);
    this.#update();
    page.querySelector("input")?.focus();
  }

  async #signOut(): Promise<void> {
    try {
      await request("DELETE", "/v1/session");
    } catch {
      this.announce("Signing out failed: the cloud could not be reached");
      return;
    }
    this.#askToSignIn();
  }
}

/** True when the page was given for a one-time link that was no good; said once, and the address is tidied. */
function takeUsedLink(): boolean {
  if (location.pathname !== "/signin") return false;
  history.replaceState(null, "", `/${location.hash}`);
  return true;
}

/** An address that a person wrote may be malformed; then it names no device. */
function decode(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

applyTheme();
document.addEventListener("DOMContentLoaded", () => new Dashboard());

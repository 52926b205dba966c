/** What stands around every page: the bar, the banner when the cloud is away, and the voice for screen readers. */
import { element, icon, setAttribute, setShown, setText } from "./element.js";
import { theme, toggleTheme } from "./theme.js";
import { moment } from "./time.js";
import type { LinkState } from "./watch.js";

export interface FrameActions {
  signOut(): void;
  retry(): void;
  themeChanged(): void;
}

export class Frame {
  readonly main = element("main", { id: "main", tabindex: "-1" });
  #voice = element("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  #link = element("span", { class: "link-state" }, element("span", { class: "dot" }));
  #linkText = element("span");
  #banner = element("div", { class: "banner", hidden: true });
  // the countdown stands outside of it: it would be read out every second
  #bannerText = element("span", { role: "alert" });
  #bannerRetry = element("span", { class: "banner-retry" });
  #theme = element("button", { type: "button", class: "icon-button" });
  #signOut: HTMLButtonElement;

  constructor(actions: FrameActions) {
    this.#link.append(this.#linkText);
    const skip = element("a", { href: "#main", class: "skip" }, "Skip to content");
    skip.addEventListener("click", (event) => {
      event.preventDefault();
      this.main.focus();
    });
    const brand = element("a", { href: "#/", class: "brand" }, icon("mark"), "Mooring");
    this.#theme.addEventListener("click", () => {
      toggleTheme();
      this.showTheme();
      actions.themeChanged();
    });
    this.#signOut = element("button", { type: "button", class: "icon-button", onclick: () => actions.signOut() });
    this.#signOut.append(icon("leave"));
    this.#signOut.setAttribute("aria-label", "Sign out");
    this.#signOut.title = "Sign out";
    const bar = element("header", { class: "bar" }, brand, this.#link, this.#theme, this.#signOut);
    const retry = element(
      "button",
      { type: "button", class: "button small", onclick: () => actions.retry() },
      "Try now",
    );
    this.#banner.append(icon("warning"), this.#bannerText, this.#bannerRetry, retry);
    document.body.replaceChildren(skip, bar, this.#banner, this.main, this.#voice);
    this.showTheme();
  }

  announce(text: string): void {
    setText(this.#voice, text);
  }

  /** undefined: nobody is signed in. */
  showLink(state: LinkState | undefined, retryAt: number, heardAt: number, now: number): void {
    const words = { live: "Live", connecting: "Connecting…", lost: "Not live", closed: "" };
    setShown(this.#link, state !== undefined);
    setShown(this.#signOut, state !== undefined);
    setAttribute(this.#link, "data-state", state);
    setText(this.#linkText, state === undefined ? "" : words[state]);
    setShown(this.#banner, state === "lost");
    if (state !== "lost") {
      setText(this.#bannerText, "");
      return;
    }
    const since = heardAt === 0 ? "" : ` What you see is from ${moment(heardAt, now)} and grows old.`;
    setText(this.#bannerText, `The connection to the cloud is lost.${since}`);
    const waitS = Math.ceil((retryAt - Date.now()) / 1000);
    setText(this.#bannerRetry, waitS > 0 ? `Next try in ${waitS} s` : "Trying…");
  }

  showTheme(): void {
    const label = theme() === "dark" ? "Switch to light" : "Switch to dark";
    this.#theme.replaceChildren(icon(theme() === "dark" ? "sun" : "moon"));
    this.#theme.title = label;
    this.#theme.setAttribute("aria-label", label);
  }
}

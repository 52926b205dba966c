/** What the frame of the page and its pages are to each other. */
import type { FromCloud } from "../src/watch-messages.js";
import type { Store } from "./store.js";
import type { LinkState } from "./watch.js";

/** What fills the main part of the window; made for one address, closed when the address changes. */
export interface Page {
  readonly root: HTMLElement;
  /** of the window and the heading */
  readonly title: string;
  /** ids whose details it needs from the watch socket */
  readonly watched: readonly string[];
  /** after the store has taken the message over */
  receive(message: FromCloud): void;
  /** Something may have changed, or a second has passed. */
  update(): void;
  /** The theme changed: what is painted must be painted again. */
  repaint(): void;
  close(): void;
}

/** What a page may use. */
export interface App {
  readonly store: Store;
  readonly link: () => LinkState;
  /** Tells a screen reader, politely. */
  announce(text: string): void;
  /** Update soon, once for all changes that come together. */
  changed(): void;
}

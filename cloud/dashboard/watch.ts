/**
 * The life of the watch socket: opened after a request has shown that the session holds, opened again with full jitter
 * when it ends, and probed when it is silent, since a browser does not notice a connection that only stopped.
 * What the messages mean is not its business.
 */
import type { FromCloud, FromDashboard } from "../src/watch-messages.js";
import { ApiError, request } from "./api.js";
import { retryDelayMs } from "./retry-delay.js";

export type LinkState = "connecting" | "live" | "lost" | "closed";

const silentMs = 20_000; // ms; without any message the link is probed
const stableMs = 10_000; // ms; after that long the count of attempts falls back

export interface WatchListener {
  onMessage(message: FromCloud): void;
  /** the state or the moment of the next attempt changed */
  onChange(): void;
  /** there is no session (any more): sign in, then make a new Watch */
  onRefused(): void;
}

export class Watch {
  state: LinkState = "connecting";
  /** local ms (Date.now) of the next attempt, while lost */
  retryAt = 0;
  #listener: WatchListener;
  #socket: WebSocket | undefined;
  #epoch = 0;
  #attempt = 0;
  #timer = 0;
  #heardAt = 0;
  #openedAt = 0;
  #wanted: FromDashboard = { type: "watch", ids: [] };
  #silence = window.setInterval(() => this.#probe(), 5000);
  #onOnline = () => this.retry();
  #onVisible = () => {
    if (document.visibilityState === "visible") this.retry();
  };

  constructor(listener: WatchListener) {
    this.#listener = listener;
    window.addEventListener("online", this.#onOnline);
    document.addEventListener("visibilitychange", this.#onVisible);
    void this.#connect();
  }

  /** Replaces what is watched in detail; said again on every new connection. */
  watch(ids: string[]): void {
    this.#wanted = { type: "watch", ids };
    this.#sendWanted();
  }

  /** Tries now instead of later; nothing while connected. */
  retry(): void {
    if (this.state === "lost") void this.#connect();
  }

  close(): void {
    this.#epoch++;
    this.state = "closed";
    window.clearInterval(this.#silence);
    window.clearTimeout(this.#timer);
    window.removeEventListener("online", this.#onOnline);
    document.removeEventListener("visibilitychange", this.#onVisible);
    this.#socket?.close();
  }

  #sendWanted(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(this.#wanted));
  }

  async #connect(): Promise<void> {
    const epoch = ++this.#epoch;
    window.clearTimeout(this.#timer);
    if (this.state !== "lost") this.state = "connecting";
    try {
      await request("GET", "/v1/devices");
    } catch (error) {
      if (epoch !== this.#epoch) return;
      if (error instanceof ApiError && error.status === 401) this.#listener.onRefused();
      else this.#lose();
      return;
    }
    if (epoch !== this.#epoch) return;
    const url = new URL("/v1/watch", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url, "mooring.watch.v1");
    this.#socket = socket;
    socket.onopen = () => this.#sendWanted();
    socket.onmessage = (event) => {
      if (epoch === this.#epoch) this.#receive(String(event.data));
    };
    socket.onclose = () => {
      if (epoch === this.#epoch) this.#lose();
    };
  }

  #receive(text: string): void {
    this.#heardAt = Date.now();
    if (this.state !== "live") {
      this.state = "live";
      this.#openedAt = this.#heardAt;
      this.#listener.onChange();
    } else if (this.#heardAt - this.#openedAt > stableMs) this.#attempt = 0;
    this.#listener.onMessage(JSON.parse(text) as FromCloud);
  }

  #lose(): void {
    this.#epoch++;
    this.#socket?.close();
    this.#socket = undefined;
    const delayMs = retryDelayMs(this.#attempt++, Math.random());
    this.state = "lost";
    this.retryAt = Date.now() + delayMs;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#connect(), delayMs);
    this.#listener.onChange();
  }

  /** Silence may be peace or a dead link: a request tells. */
  #probe(): void {
    if (this.state !== "live" || Date.now() - this.#heardAt < silentMs) return;
    this.#heardAt = Date.now();
    const epoch = this.#epoch;
    request("GET", "/v1/devices").catch((error: unknown) => {
      if (epoch !== this.#epoch) return;
      if (error instanceof ApiError && error.status === 401) this.#listener.onRefused();
      else this.#lose();
    });
  }
}

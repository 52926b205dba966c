/** The one timer of a WebSocketClient: set anew only when the moment changes. */
import type { WebSocketClientHost } from "./websocket-client-options.js";

export class ClientTimer {
  private readonly host: WebSocketClientHost;
  private readonly fire: () => void;
  private timer: unknown;
  /** ms on the host's clock; Infinity: it is not set */
  dueAt = Number.POSITIVE_INFINITY;

  /** fire is called at the moment, the timer no longer set. */
  constructor(host: WebSocketClientHost, fire: () => void) {
    this.host = host;
    this.fire = () => {
      this.timer = undefined;
      this.dueAt = Number.POSITIVE_INFINITY;
      fire();
    };
  }

  /** Infinity: never */
  set(at: number): void {
    if (at === this.dueAt) return;
    this.clear();
    this.dueAt = at;
    if (Number.isFinite(at)) this.timer = this.host.timer.set(this.fire, Math.max(at - this.host.now(), 0));
  }

  clear(): void {
    this.host.timer.clear(this.timer);
    this.timer = undefined;
    this.dueAt = Number.POSITIVE_INFINITY;
  }
}

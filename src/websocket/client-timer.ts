/** The one timer of a WebSocketClient: set anew only when the moment changes. */
import type { WebSocketClientHost } from "./websocket-client-options.js";

/** Whom it serves. */
interface Owner {
  readonly host: WebSocketClientHost;
  /** It is time; the timer is no longer set. */
  onTime(): void;
}

export class ClientTimer {
  private readonly owner: Owner;
  private readonly fire: () => void;
  private timer: unknown = undefined;
  /** ms on the host's clock; Infinity: it is not set */
  private dueAt = Number.POSITIVE_INFINITY;

  constructor(owner: Owner) {
    this.owner = owner;
    this.fire = () => {
      this.timer = undefined;
      this.dueAt = Number.POSITIVE_INFINITY;
      owner.onTime();
    };
  }

  /** Infinity: never */
  set(at: number): void {
    if (at === this.dueAt) return;
    this.clear();
    this.dueAt = at;
    const { host } = this.owner;
    if (Number.isFinite(at)) this.timer = host.timer.set(this.fire, Math.max(at - host.now(), 0));
  }

  clear(): void {
    this.owner.host.timer.clear(this.timer);
    this.timer = undefined;
    this.dueAt = Number.POSITIVE_INFINITY;
  }
}

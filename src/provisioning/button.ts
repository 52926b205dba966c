/**
 * The board's button, long pressed: 5 s open the portal, 15 s reset the device. Where the application has a contact on
 * it that one is looked at, for a pin has one user.
 */
import type { Digital } from "../board/io.js";
import { provisioningLimits as limits } from "./limits.js";
import type { ProvisioningHost } from "./provisioning-host.js";

const never = Number.POSITIVE_INFINITY;

export class Button {
  /** monotonic ms; when to call advance(), unless the button moves before */
  deadline: number;
  private readonly host: ProvisioningHost;
  private declare io: Digital | undefined;
  /** monotonic ms; never: it is not known yet whether it is held since before the start; -never: it is */
  private pressedAt: number | undefined = never;

  constructor(host: ProvisioningHost, now: number) {
    this.host = host;
    this.deadline = now + limits.buttonMs;
    const { board, log, parts, wake } = host;
    const pin = board.pin["button"];
    if (pin === undefined || parts.contact("button") !== undefined) return;
    try {
      this.io = new board.io.Digital({ pin, mode: "inputPullUp", activeLow: true, onReadable: wake });
    } catch (error) {
      log.write("warn", "button.unavailable", (error as Error).message, now);
    }
  }

  /** What the press has come to with this call: each once a press. */
  advance(now: number): "portal" | "reset" | undefined {
    const isPressed =
      this.io === undefined ? this.host.parts.contact("button")?.isActive === true : this.io.read() === 1;
    if (!isPressed) {
      if (this.pressedAt === never && now < this.deadline) return undefined;
      this.pressedAt = undefined;
      this.deadline = never;
      return undefined;
    }
    // Held or stuck since before the start: it would reset the device again and again.
    if (this.pressedAt === never) {
      this.pressedAt = -never;
      this.deadline = never;
    } else if (this.pressedAt === undefined) {
      this.pressedAt = now;
      this.deadline = now + limits.portalPressMs;
    }
    if (now < this.deadline) return undefined;
    const isReset = now - this.pressedAt >= limits.resetPressMs;
    this.deadline = isReset ? never : this.pressedAt + limits.resetPressMs;
    return isReset ? "reset" : "portal";
  }

  close(): void {
    this.io?.close();
  }
}

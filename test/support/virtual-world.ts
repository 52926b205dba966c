/** A virtual clock, network, cloud and board that belong together. */
import type { Application } from "../../src/device/application.js";
import type { Device } from "../../src/device/device.js";
import start from "../../src/main.js";
import { example } from "./example.js";
import { ScriptedCloud } from "./scripted-cloud.js";
import { VirtualBoard, type VirtualBoardOptions } from "./virtual-board.js";
import { VirtualClock } from "./virtual-clock.js";
import { VirtualNetwork } from "./virtual-network.js";

export class VirtualWorld {
  readonly clock = new VirtualClock();
  readonly network = new VirtualNetwork(this.clock);
  readonly cloud = new ScriptedCloud(this.network);
  readonly virtual: VirtualBoard;

  constructor(options: Partial<VirtualBoardOptions> = {}) {
    this.virtual = new VirtualBoard({ clock: this.clock, network: this.network, ...options });
  }

  get hardware() {
    return this.virtual.hardware;
  }

  /** Starts the example's device, with what `changes` says. */
  start(changes: Partial<Application> = {}): Device {
    return start(this.virtual.board, { ...example, ...changes });
  }

  /** Starts it and waits until it is online; throws when it is not within 5 s. */
  startOnline(changes: Partial<Application> = {}): Device {
    const device = this.start(changes);
    if (!this.clock.advanceUntil(() => device.session.state === "online", 5000)) {
      throw new Error(`not online: ${this.virtual.printed.join("; ")}`);
    }
    return device;
  }
}

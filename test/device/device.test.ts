import { device as definition } from "../../app/device.js";
import start from "../../src/main.js";
import { equal, ok } from "../support/assert.js";
import { ScriptedCloud } from "../support/scripted-cloud.js";
import { VirtualBoard, type VirtualBoardOptions } from "../support/virtual-board.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { VirtualNetwork } from "../support/virtual-network.js";

export function world(options: Partial<VirtualBoardOptions> = {}) {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock);
  const cloud = new ScriptedCloud(network);
  const virtual = new VirtualBoard({ clock, network, ...options });
  return { clock, network, cloud, virtual, hardware: virtual.hardware };
}

describe("device", () => {
  it("connects, greets, and its readings are stored", () => {
    const { clock, cloud, virtual } = world();
    const device = start(virtual.board, definition);
    clock.advance(10000);
    equal(device.session.state, "online", virtual.printed.join("\n"));
    ok(cloud.stored.length > 10, JSON.stringify(cloud.stored));
    device.close();
  });
});

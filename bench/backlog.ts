/**
 * How long it takes until what an outage has left is stored: the real firmware on a virtual clock, 3,800 readings that wait
 * in RAM and flash, and a way of so many milliseconds there and back. One pack of each priority is under way at a time
 * (docs/decisions/012), so a round trip a pack is what it costs; new readings come meanwhile.
 */
import { VirtualWorld } from "../test/support/virtual-world.js";

const backlog = 3800; // readings

function drain(roundTripMs: number): { waited: number; seconds: number; packs: number; bytes: number } {
  const world = new VirtualWorld();
  const { clock, network, cloud, hardware } = world;
  const device = world.startOnline();
  clock.advance(10_000);
  hardware.radio.set({ state: "gone" });
  const periodic = device.outbox.lanes[2];
  while (periodic.count < backlog) clock.advance(2000);
  network.delayMs = roundTripMs / 2;
  hardware.radio.set({ state: "ready" });
  clock.advanceUntil(() => device.session.isOnline, 60_000, 1);
  const waited = periodic.count;
  const before = cloud.messages.length;
  const begin = clock.nowMs;
  clock.advanceUntil(() => periodic.count <= 6, 600_000, 10);
  const packs = cloud.messages.slice(before).filter(({ method }) => method === "telemetry");
  const bytes = packs.reduce((sum, pack) => sum + JSON.stringify(pack).length, 0);
  device.close();
  return { waited, seconds: (clock.nowMs - begin) / 1000, packs: packs.length, bytes };
}

console.log("round trip   readings   packs   bytes a pack   until stored   readings a second");
for (const roundTripMs of [20, 50, 200, 600]) {
  const { waited, seconds, packs, bytes } = drain(roundTripMs);
  const columns = [
    `${roundTripMs} ms`.padStart(10),
    String(waited).padStart(11),
    String(packs).padStart(8),
    String(Math.round(bytes / packs)).padStart(15),
    `${seconds.toFixed(1)} s`.padStart(15),
    String(Math.round(waited / seconds)).padStart(20),
  ];
  console.log(columns.join(""));
}

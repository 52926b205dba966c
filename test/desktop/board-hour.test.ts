/** The whole firmware on a board in Node, on virtual time: an hour on XS in a board's heap. */
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { equal, ok } from "../support/assert.js";
import { describeOnXS } from "./support/guest.js";
import { live } from "./support/hour.js";

describeOnXS("the firmware", () => {
  it("lives an hour with outages in a board's heap, and everything that it read is stored", async () => {
    const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts" });
    const { cloud, starts, lines, memory } = await live(bundle, 60);
    equal(starts, 1, lines.join("\n"));
    for (const name of ["temperature", "humidity", "light"]) {
      const times = cloud.stored.filter(({ record }) => record["n"] === name).length;
      ok(times >= 1700 && times <= 1801, `${times} readings of ${name} in an hour of one every 2 s`);
    }
    equal(cloud.gaps, 0);
    // Without room it would have crashed and started again; this says that some is left.
    ok(memory !== undefined);
    ok(memory.chunksUsed < 0.9 * memory.chunksLimit, `${memory.chunksUsed} bytes of chunks at rest`);
    ok(memory.slotsUsed < 0.9 * memory.slotsLimit, `${memory.slotsUsed} slots at rest`);
  }).timeout(60_000);
});

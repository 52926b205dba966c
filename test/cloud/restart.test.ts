/** The small sister of `npm run bench -- restart`: real firmware, real sockets, the real cloud killed and started again. */
import { runRestarts } from "../../bench/support/restart-run.js";
import { equal, ok } from "../support/assert.js";

describe("twenty boards and a cloud that is killed twice", function () {
  this.timeout(120_000);

  it("come back, and every reading that was acknowledged is in the database once", async () => {
    const { backMs, acknowledged, lost, twice, dropped } = await runRestarts({
      boards: 20,
      intervalMs: 100,
      killsAtMs: [500, 4000],
      withinMs: 30_000,
      // Random delays (three bytes each) are a tenth of what they are, for time is real here.
      alter: (bytes) => {
        if (bytes.length === 3) bytes[0] = Math.floor((bytes[0] ?? 0) / 10);
      },
    });
    equal(backMs[1]?.length, 20, "boards that were acknowledged after the last restart");
    ok(acknowledged > 20 * 5, `${acknowledged} acknowledged`);
    equal(lost, 0, "acknowledged, and not in the database");
    equal(twice, 0, "in the database twice");
    equal(dropped, 0, "dropped by a device");
  });
});

/** Rules by the clock: local time, days, summer time, corrections, and no time at all. */
import { equal } from "../../support/assert.js";
import { Rig } from "../support/rig.js";
import { acts, counted, withRules } from "../support/rule-rig.js";

describe("a rule by the clock", () => {
  const wall = (text: string) => Date.parse(text);
  /** So many times did it act from one moment to another. */
  const between = (rule: object, from: string, to: string): number => {
    const rig = withRules(counted(rule));
    rig.virtual.board.clock.setWall(wall(from));
    rig.run(wall(to) - wall(from));
    return acts(rig);
  };

  it("acts at its minute, by local time, on its days", () => {
    const at = { when: [{ at: "07:30" }] };
    equal(between(at, "2026-01-12T06:29:30Z", "2026-01-12T06:29:59Z"), 0);
    equal(between(at, "2026-01-12T06:29:30Z", "2026-01-12T06:30:01Z"), 1);
    equal(between(at, "2026-07-13T05:29:30Z", "2026-07-13T05:31:00Z"), 1);
    equal(between(at, "2026-01-12T06:29:30Z", "2026-01-19T06:29:00Z"), 7);
    const weekend = { when: [{ at: "07:30", days: ["saturday", "sunday"] }] };
    equal(between(weekend, "2026-01-12T00:00:00Z", "2026-01-19T00:00:00Z"), 2);
  });

  it("acts once when its minute is skipped or comes twice", () => {
    const at = { when: [{ at: "02:30" }] };
    equal(between(at, "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"), 1, "spring");
    equal(between(at, "2026-10-24T22:00:00Z", "2026-10-25T03:00:00Z"), 1, "autumn");
  });

  it("does nothing while the time is unknown, and says so once", () => {
    const rig = withRules(counted({ when: [{ at: "12:00" }] }));
    rig.run(3 * 86400000);
    equal(acts(rig), 0);
    equal(rig.lines.filter((line) => line.startsWith("warn rule.no-time")).length, 1);
    rig.virtual.board.clock.setWall(wall("2026-01-12T10:59:00Z"));
    rig.run(60000);
    equal(acts(rig), 1);
  });

  it("makes up for a small correction of the clock, and not for a large one", () => {
    const rig = withRules(counted({ when: [{ at: "12:00" }] }));
    const { clock } = rig.virtual.board;
    clock.setWall(wall("2026-01-12T10:50:00Z"));
    rig.run(1000);
    clock.setWall(wall("2026-01-12T11:10:00Z"));
    rig.run(1000);
    equal(acts(rig), 1);
    clock.setWall(wall("2026-01-12T10:50:00Z"));
    rig.run(900000);
    equal(acts(rig), 1, "it went back: the minute counts once");
    clock.setWall(wall("2026-01-14T15:00:00Z"));
    rig.run(1000);
    equal(acts(rig), 1);
    clock.setWall(wall("2026-01-05T10:59:30Z"));
    rig.run(60000);
    equal(acts(rig), 2, "far back: it begins anew");
  });

  it("takes UTC when there is no time zone, and a new one at once", () => {
    const rig = new Rig({ rules: [counted({ when: [{ at: "12:00" }] })] });
    rig.virtual.board.clock.setWall(wall("2026-01-12T11:59:30Z"));
    rig.run(60000);
    equal(acts(rig), 1);
    rig.parts.rules?.setTimeZone("JST-9");
    rig.virtual.board.clock.setWall(wall("2026-01-13T02:59:30Z"));
    rig.run(60000);
    equal(acts(rig), 2);
  });
});

/** Time zones: what POSIX says, and known dates of daylight saving time. */
import { TimeZone, timeZoneFault, weekdayOf } from "../../src/device/time-zone.js";
import { equal, ok } from "../support/assert.js";

/** Hours to add to UTC; `at`: seconds since 1970. */
const hours = (zone: string, at: number) => new TimeZone(zone).offsetMs(at * 1000) / 3600000;

describe("time zone", () => {
  it("without daylight saving time is an offset, counted west of Greenwich", () => {
    equal(hours("UTC0", 0), 0);
    equal(hours("JST-9", 1700000000), 9);
    equal(hours("EST5", 1700000000), -5);
    equal(hours("<+0530>-5:30", 1700000000), 5.5);
    equal(hours("<-03>+3", 1700000000), -3);
    equal(hours("NPT-5:45:00", 1700000000), 5.75);
  });

  // From the published transitions of each place (IANA time zone database), UTC.
  const cases: [place: string, zone: string, changes: [secondS: number, before: number, after: number][]][] = [
    [
      "Berlin",
      "CET-1CEST,M3.5.0,M10.5.0/3",
      [
        [1711846800, 1, 2], // 2024-03-31T01:00Z
        [1729990800, 2, 1], // 2024-10-27T01:00Z
        [1743296400, 1, 2], // 2025-03-30T01:00Z
        [1761440400, 2, 1], // 2025-10-26T01:00Z
        [954032400, 1, 2], // 2000-03-26T01:00Z
      ],
    ],
    [
      "New York",
      "EST5EDT,M3.2.0,M11.1.0",
      [
        [1710054000, -5, -4], // 2024-03-10T07:00Z
        [1730613600, -4, -5], // 2024-11-03T06:00Z
        [1741503600, -5, -4], // 2025-03-09T07:00Z
        [1762063200, -4, -5], // 2025-11-02T06:00Z
      ],
    ],
    [
      "Sydney, south of the equator",
      "AEST-10AEDT,M10.1.0,M4.1.0/3",
      [
        [1712419200, 11, 10], // 2024-04-06T16:00Z
        [1728144000, 10, 11], // 2024-10-05T16:00Z
      ],
    ],
    [
      "Lord Howe, half an hour",
      "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
      [
        [1712415600, 11, 10.5], // 2024-04-06T15:00Z
        [1728142200, 10.5, 11], // 2024-10-05T15:30Z
      ],
    ],
    [
      "Nuuk, before midnight",
      "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
      [
        [1711846800, -2, -1], // 2024-03-31T01:00Z
        [1729990800, -1, -2], // 2024-10-27T01:00Z
      ],
    ],
    [
      "days of the year",
      "AAA0BBB,J60,J300/0",
      [
        [1709258400, 0, 1], // 2024-03-01T02:00Z: J60 is 1 March in a leap year too
        [1740794400, 0, 1], // 2025-03-01T02:00Z
      ],
    ],
    ["days from 0", "AAA0BBB,59,300/0", [[1709172000, 0, 1]]], // 2024-02-29T02:00Z
  ];
  for (const [place, zone, changes] of cases) {
    it(`knows when clocks change in ${place}`, () => {
      for (const [at, before, after] of changes) {
        equal(hours(zone, at - 1), before, `${at} before`);
        equal(hours(zone, at), after, `${at} after`);
      }
    });
  }

  it("that is none is refused with what is wrong", () => {
    for (const [zone, reason] of [
      ["", "name"],
      ["CE-1", "name"],
      ["Europe/Berlin", "offset"],
      [":Europe/Berlin", "name"],
      ["<+01-1", "name"],
      ["CET", "offset"],
      ["CET-25", "offset"],
      ["CET-1:60", "offset"],
      ["CET-1CEST", "begins and ends"],
      ["CET-1CEST,M3.5.0", "begins and ends"],
      ["CET-1CEST,M13.5.0,M10.5.0", "begins and ends"],
      ["CET-1CEST,M3.6.0,M10.5.0", "begins and ends"],
      ["CET-1CEST,M3.5.7,M10.5.0", "begins and ends"],
      ["CET-1CEST,J0,J300", "begins and ends"],
      ["CET-1CEST,M3.5.0/168,M10.5.0", "begins and ends"],
      ["CET-1CEST,M3.5.0,M10.5.0/3,", "behind its end"],
    ] as const) {
      ok(timeZoneFault(zone)?.includes(reason), `${zone}: ${timeZoneFault(zone)}`);
    }
    equal(timeZoneFault("CET-1CEST,M3.5.0,M10.5.0/3"), undefined);
  });

  it("knows the day of the week", () => {
    equal(weekdayOf(0), 4, "1970-01-01 was a Thursday");
    equal(weekdayOf(20057), 6, "2024-11-30 was a Saturday");
    equal(weekdayOf(-1), 3);
  });
});

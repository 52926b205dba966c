import { resolvePack } from "../../cloud/dashboard/history.js";
import { retryDelayMs } from "../../cloud/dashboard/retry-delay.js";
import { Series } from "../../cloud/dashboard/series.js";
import { spansOn } from "../../cloud/dashboard/spans.js";
import { deepEqual, equal, ok } from "../support/assert.js";

const filled = (series: Series, times: number[]): Series => {
  for (const t of times) series.append(t, t);
  return series;
};

describe("a chart's series", () => {
  it("has a gap where more readings are missing than jitter explains", () => {
    const series = filled(new Series(300, 0, 2), [10, 12, 14, 24, 26]);
    deepEqual(series.aligned(), [
      [10, 12, 14, 19, 24, 26],
      [10, 12, 14, null, 24, 26],
    ]);
  });

  it("knows which values are less sure, of a window the gravest, until they are dropped", () => {
    const each = new Series(300, 0, 2);
    each.append(10, 1, { quality: "settling" });
    each.append(12, 1);
    deepEqual([each.qualityAt(10), each.qualityAt(12)], ["settling", undefined]);
    each.trim(1000);
    each.append(2000, 1);
    each.trim(2000);
    equal(each.qualityAt(10), undefined);
    const means = new Series(3600, 10, 2);
    means.append(100, 1, { quality: "estimated", count: 4 });
    means.append(103, 2, { quality: "settling" });
    equal(means.qualityAt(100), "estimated");
    means.append(104, 2, { quality: "limited" });
    equal(means.qualityAt(100), "limited");
  });

  it("has no gap for one lost reading", () => {
    deepEqual(filled(new Series(300, 0, 2), [10, 12, 16]).aligned()[1], [10, 12, 16]);
  });

  it("takes the interval from the readings where the device promises none", () => {
    equal(
      filled(new Series(300, 0, 0), [0, 10, 20, 30, 100])
        .aligned()[1]
        .filter((value) => value === null).length,
      1,
    );
  });

  it("keeps the mean of a window that is under way", () => {
    const series = new Series(3600, 10, 1);
    series.append(100, 1);
    series.append(103, 2);
    series.append(109, 6);
    series.append(110, 7);
    deepEqual(series.aligned(), [
      [100, 110],
      [3, 7],
    ]);
  });

  it("refuses what is older than its newest, so that the history is asked for again", () => {
    const series = filled(new Series(300, 0, 2), [10, 12]);
    ok(!series.append(11, 5));
    ok(series.append(12, 5), "a repeat is no news and no reason to ask");
    equal(series.length, 2);
  });

  it("keeps one reading before its window, so that the line reaches the edge", () => {
    const series = filled(new Series(10, 0, 1), [1, 2, 3, 4, 5, 12]);
    series.trim(14);
    deepEqual(
      series.aligned()[0].filter((t) => Number.isInteger(t)),
      [3, 4, 5, 12],
    );
  });

  it("knows the least and greatest of what its means are made of, and weighs them", () => {
    const series = new Series(3600, 10, 1);
    series.append(100, 10, { minimum: 2, maximum: 30, count: 9 });
    series.append(110, 20, { minimum: 19, maximum: 21, count: 1 });
    series.append(112, 40);
    deepEqual(series.summary(200), { minimum: 2, maximum: 40, mean: (90 + 20 + 40) / 11, last: 30 });
  });

  it("sums up only what is in its window, and nothing where nothing is", () => {
    const series = filled(new Series(10, 0, 1), [1, 5, 6, 7]);
    deepEqual(series.summary(15), { minimum: 5, maximum: 7, mean: 6, last: 7 });
    equal(series.summary(100), undefined);
  });
});

describe("the history", () => {
  it("resolves base fields, which hold for the records behind them", () => {
    deepEqual(
      resolvePack([
        { bn: "a-", bt: 1000, bu: "Cel", n: "x", v: 1 },
        { n: "y", u: "lx", t: 2, v: 3 },
      ]),
      [
        { n: "a-x", t: 1000, u: "Cel", v: 1 },
        { n: "a-y", t: 1002, u: "lx", v: 3 },
      ],
    );
  });

  it("finds when something was on, cut to the window", () => {
    const changes = [
      { t: 1, isOn: true },
      { t: 5, isOn: false },
      { t: 8, isOn: true },
    ];
    deepEqual(spansOn(changes, 3, 10), [
      [3, 5],
      [8, 10],
    ]);
    deepEqual(spansOn(changes, 6, 7), []);
  });
});

describe("the dashboard's retries", () => {
  it("are spread over a doubling range with a cap, and never at once", () => {
    deepEqual(
      [0, 1, 2, 5, 50].map((attempt) => retryDelayMs(attempt, 1)),
      [1250, 2250, 4250, 30_250, 30_250],
    );
    equal(retryDelayMs(50, 0), 250);
  });
});

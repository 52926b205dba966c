/**
 * A herd comes back: 10,000 devices, an outage, a server that admits 500 sessions a second. A light model (see
 * support/herd-model.ts): the delays of Mooring are those of the firmware's own backoff and causes, the devices are not
 * whole firmwares. Targets: at most 1,200 attempts in a second after the recovery, 99 % back within 60 s.
 */
import { type HerdOptions, type HerdResult, runHerd, strategies } from "./support/herd-model.js";

const targetPerSecond = 1200;
const targetBackMs = 60_000;
const seeds = [1, 2, 3, 4, 5];

const base = { devices: 10_000, admittedPerSecond: 500, retryAfterS: undefined } as const;
const cases: readonly (Omit<HerdOptions, "seed"> & { title: string })[] = [
  { ...base, outageMs: 30_000, title: "30 s outage, what is too much is dropped without a word" },
  { ...base, outageMs: 30_000, retryAfterS: 10, title: "30 s outage, what is too much gets 503 with Retry-After: 10" },
  {
    ...base,
    outageMs: 30_000,
    retryAfterS: "queue",
    title: "30 s outage, what is too much gets 503 with a place of its own",
  },
  { ...base, outageMs: 20_000, title: "20 s outage, the worst length, what is too much is dropped without a word" },
  { ...base, outageMs: 3000, title: "3 s restart, what is too much is dropped without a word" },
];

/** The worst of the seeds. */
function worst(results: readonly HerdResult[]): HerdResult {
  return {
    peakPerSecond: Math.max(...results.map(({ peakPerSecond }) => peakPerSecond)),
    backMs: results.some(({ backMs }) => backMs === undefined)
      ? undefined
      : Math.max(...results.map(({ backMs }) => backMs ?? 0)),
    attemptsEach: Math.max(...results.map(({ attemptsEach }) => attemptsEach)),
  };
}

console.log("10,000 devices, 500 sessions a second admitted; the worst of five seeds\n");
for (const { title, ...options } of cases) {
  console.log(title);
  for (const strategy of strategies) {
    const { peakPerSecond, backMs, attemptsEach } = worst(seeds.map((seed) => runHerd(strategy, { ...options, seed })));
    const back = backMs === undefined ? "not in 900 s" : `${(backMs / 1000).toFixed(1)} s`;
    const figures = `${String(peakPerSecond).padStart(6)} attempts/s at peak, 99 % back in ${back.padStart(12)}`;
    console.log(`  ${strategy.name.padEnd(27)} ${figures}, ${attemptsEach.toFixed(1)} attempts a device`);
    const isMissed = peakPerSecond > targetPerSecond || (backMs ?? Number.POSITIVE_INFINITY) > targetBackMs;
    if (strategy.name !== "mooring") continue;
    if (isMissed) process.exitCode = 1;
    console.log(`  ${isMissed ? "target missed" : "target met"}: 1,200 attempts/s, 60 s`);
  }
  console.log("");
}

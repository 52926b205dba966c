/**
 * 24 hours of one device, the real firmware with the example's sensors (a reading of three every 2 s), on the virtual
 * clock of test/support/simulation, with an outage of a minute every four hours. Target: under 10 s.
 */
import { describeFailure } from "../test/support/simulation/report.js";
import { runScenario } from "../test/support/simulation/run.js";
import type { Step } from "../test/support/simulation/scenario.js";

const hours = 24;
const targetS = 10;

const steps: Step[] = [];
for (let hour = 2; hour < hours; hour += 4) {
  steps.push({ at: hour * 3600, do: "server.kill" }, { at: hour * 3600 + 60, do: "server.start" });
}
const startedAt = performance.now();
const outcome = runScenario({ name: "day", why: "", durationS: hours * 3600, steps, expect: [] }, 1);
const seconds = (performance.now() - startedAt) / 1000;
const { records, dropped, attempts } = outcome.figures;
if (outcome.problems.length > 0) console.log(describeFailure(outcome, hours));
console.log(`${hours} hours of one device in ${seconds.toFixed(1)} s (target: under ${targetS} s)`);
console.log(`${records} records stored, ${dropped} dropped, ${attempts} attempts, ${outcome.log.bytes} bytes`);
if (outcome.problems.length > 0 || seconds > targetS) process.exitCode = 1;

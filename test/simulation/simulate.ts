/**
 * `npm run simulate`: more runs than the tests have time for, spread over the cores.
 *
 *   --seeds N        random seeds 1 to N (default 20), or so many seeds of the scenario
 *   --hours H        simulated hours of each random run (default 1)
 *   --seed S         one seed, with its whole event log
 *   --scenario NAME  a named scenario; "all": each of them
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { randomScenario } from "../support/simulation/random-scenario.js";
import { describeFailure } from "../support/simulation/report.js";
import { type Outcome, runScenario } from "../support/simulation/run.js";
import type { Scenario } from "../support/simulation/scenario.js";
import { loadScenarios } from "../support/simulation/scenarios.js";

interface Work {
  /** "random", a name, or "all" */
  what: string;
  hours: number;
  firstSeed: number;
  lastSeed: number;
}

/** What a worker says of a run. */
interface Told {
  failure: string | undefined;
  figures: Outcome["figures"];
}

const options = {
  seeds: { type: "string" },
  hours: { type: "string" },
  seed: { type: "string" },
  scenario: { type: "string" },
  worker: { type: "string" },
} as const;

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  console.error(`--${name} is to be a whole number from 1 on, not ${text}`);
  process.exit(2);
}

async function scenariosOf(what: string): Promise<readonly Scenario[] | undefined> {
  if (what === "random") return undefined;
  const all = await loadScenarios();
  const chosen = what === "all" ? all : all.filter(({ name }) => name === what);
  if (chosen.length > 0) return chosen;
  console.error(`no scenario ${what}; there are: ${all.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

/** Runs every `step`th of the work, from `start` on. */
async function* runs(work: Work, start: number, step: number): AsyncGenerator<Outcome> {
  const scenarios = await scenariosOf(work.what);
  const most = scenarios?.length ?? 1;
  const count = (work.lastSeed - work.firstSeed + 1) * most;
  for (let i = start; i < count; i += step) {
    const seed = work.firstSeed + Math.floor(i / most);
    yield runScenario(scenarios?.[i % most] ?? randomScenario(seed, work.hours), seed);
  }
}

async function runWorker(work: Work, start: number, step: number): Promise<void> {
  for await (const outcome of runs(work, start, step)) {
    const failure = outcome.problems.length > 0 ? describeFailure(outcome, work.hours) : undefined;
    process.send?.({ failure, figures: outcome.figures } satisfies Told);
  }
  process.disconnect();
}

async function runOne(work: Work): Promise<number> {
  let failed = 0;
  for await (const outcome of runs(work, 0, 1)) {
    console.log(outcome.log.text);
    console.log(outcome.problems.length > 0 ? describeFailure(outcome, work.hours) : "all is well");
    console.log(JSON.stringify(outcome.figures));
    if (outcome.problems.length > 0) failed++;
  }
  return failed > 0 ? 1 : 0;
}

async function runAll(count: number): Promise<number> {
  const workers = Math.min(availableParallelism(), count);
  const startedAt = performance.now();
  const total = { runs: 0, failed: 0, simulatedMs: 0, records: 0, repeats: 0, dropped: 0, attempts: 0, backMs: 0 };
  const hear = ({ failure, figures }: Told): void => {
    total.runs++;
    if (failure !== undefined) {
      total.failed++;
      console.log(`\n${failure}`);
    }
    for (const key of ["simulatedMs", "records", "repeats", "dropped", "attempts"] as const) total[key] += figures[key];
    total.backMs = Math.max(total.backMs, figures.backMs);
    if (process.stderr.isTTY) process.stderr.write(`\r${total.runs} of ${count}, ${total.failed} failed `);
  };
  const ends = Array.from({ length: workers }, (_, i) => {
    const child = fork(process.argv[1] ?? "", [...process.argv.slice(2), "--worker", `${i}/${workers}`]);
    child.on("message", (message) => hear(message as Told));
    return new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  });
  const codes = await Promise.all(ends);
  const seconds = (performance.now() - startedAt) / 1000;
  if (process.stderr.isTTY) process.stderr.write("\r");
  console.log(
    `${total.runs} runs, ${total.failed} failed; ${(total.simulatedMs / 3600_000).toFixed(1)} simulated hours`,
  );
  console.log(
    `${total.records} records stored once, ${total.repeats} came again, ${total.dropped} dropped and counted`,
  );
  console.log(
    `${total.attempts} attempts; all back ${(total.backMs / 1000).toFixed(1)} s after the last fault at most`,
  );
  console.log(`${seconds.toFixed(1)} s on ${workers} processes`);
  return total.failed > 0 || total.runs < count || codes.some((code) => code !== 0) ? 1 : 0;
}

const { values } = parseArgs({ options });
const isOne = values.seed !== undefined;
const firstSeed = wholeNumber("seed", values.seed, 1);
const seeds = wholeNumber("seeds", values.seeds, values.scenario === undefined ? 20 : 1);
const work: Work = {
  what: values.scenario ?? "random",
  hours: wholeNumber("hours", values.hours, 1),
  firstSeed,
  lastSeed: isOne ? firstSeed : seeds,
};
if (values.worker !== undefined) {
  const [start = 0, step = 1] = values.worker.split("/").map(Number);
  await runWorker(work, start, step);
} else {
  const scenarios = (await scenariosOf(work.what))?.length ?? 1;
  process.exitCode = isOne ? await runOne(work) : await runAll((work.lastSeed - work.firstSeed + 1) * scenarios);
}

/** How a run is told: what was wrong, the last events before the end, and the command that replays it. */
import type { Outcome } from "./run.js";

const tailLines = 25;

/** hours: of a random scenario */
export function replayCommand({ scenario, seed }: Outcome, hours: number): string {
  const what = scenario.name === "random" ? `--hours ${hours}` : `--scenario ${scenario.name}`;
  return `npm run simulate -- --seed ${seed} ${what}`;
}

export function describeFailure(outcome: Outcome, hours: number): string {
  const { problems, scenario, seed, log } = outcome;
  const lines = log.lines.slice(-tailLines).map((line) => `    ${line}`);
  return [
    `${scenario.name}, seed ${seed}:`,
    ...problems.map((problem) => `  ${problem}`),
    "  the last events:",
    ...lines,
    `  replay: ${replayCommand(outcome, hours)}`,
  ].join("\n");
}

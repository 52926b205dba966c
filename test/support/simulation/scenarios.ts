/** The named scenarios: every file of test/simulation/scenarios, by the name in it. */
import { readdirSync } from "node:fs";
import type { Scenario } from "./scenario.js";

const folder = new URL("../../simulation/scenarios/", import.meta.url);

export async function loadScenarios(): Promise<readonly Scenario[]> {
  const scenarios: Scenario[] = [];
  for (const file of readdirSync(folder).sort()) {
    const { scenario } = (await import(new URL(file, folder).href)) as { scenario: Scenario };
    if (`${scenario.name}.ts` !== file) throw new Error(`${file} holds the scenario ${scenario.name}`);
    scenarios.push(scenario);
  }
  return scenarios;
}

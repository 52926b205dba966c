/** The parts of docs/session.md that are drawn from src/session: the diagram, the whole table, the list of scenarios. */
import { events, type State, states, transitions } from "../../src/session/states.js";
import type { Scenario } from "./simulation/scenario.js";

/** Events that lead from nearly everywhere to one state: told in a sentence, so that the rest can be seen. */
const everywhere: readonly string[] = Object.freeze(["stop", "linkDown"]);

/** Mermaid, one arrow for each two states, with the events that lead there. */
export function renderDiagram(): string {
  const lines = ["stateDiagram-v2", "  [*] --> unset"];
  for (const state of states) {
    const arrows = new Map<State, string[]>();
    for (const event of events) {
      const next = transitions[state][event];
      if (next === undefined || next === state || everywhere.includes(event)) continue;
      arrows.set(next, [...(arrows.get(next) ?? []), event]);
    }
    for (const [next, names] of arrows) lines.push(`  ${state} --> ${next}: ${names.join(", ")}`);
  }
  return ["```mermaid", ...lines, "  stopped --> [*]", "```"].join("\n");
}

/** Where each event leads from each state; empty: illegal there. */
export function renderTable(): string {
  const rows = states.map((state) => {
    const cells = events.map((event) => transitions[state][event] ?? "");
    return `| **${state}** | ${cells.join(" | ")} |`;
  });
  return [`| | ${events.join(" | ")} |`, `|---|${events.map(() => "---|").join("")}`, ...rows].join("\n");
}

export function renderScenarios(scenarios: readonly Scenario[]): string {
  return scenarios.map(({ name, why }) => `- \`${name}\`: ${why}`).join("\n");
}

/** Puts each part between its marks; throws when a mark is missing. */
export function fillSessionDocs(text: string, scenarios: readonly Scenario[]): string {
  const parts = { diagram: renderDiagram(), table: renderTable(), scenarios: renderScenarios(scenarios) };
  let filled = text;
  for (const [name, part] of Object.entries(parts)) {
    const begin = `<!-- ${name}: npm run docs:session -->\n`;
    const end = `\n<!-- end of ${name} -->`;
    const from = filled.indexOf(begin);
    const to = filled.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/session.md has no marks for the ${name}`);
    filled = filled.slice(0, from + begin.length) + part + filled.slice(to);
  }
  return filled;
}

import { readFileSync } from "node:fs";
import { states } from "../../src/session/states.js";
import { ok } from "../support/assert.js";
import { fillSessionDocs, renderDiagram } from "../support/session-docs.js";
import { loadScenarios } from "../support/simulation/scenarios.js";

const text = readFileSync(new URL("../../docs/session.md", import.meta.url), "utf8");
const scenarios = await loadScenarios();

describe("docs/session.md", () => {
  it("has the diagram, the table and the scenarios that the code has", () => {
    const isSame = text === fillSessionDocs(text, scenarios);
    ok(isSame, "run `npm run docs:session`");
  });

  it("draws every state, and tells of each in words", () => {
    const [prose = ""] = text.split("<!-- diagram");
    for (const state of states) {
      ok(renderDiagram().includes(state), state);
      ok(prose.includes(`*${state}*`), `${state} is not told of`);
    }
  });
});

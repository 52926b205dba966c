import { type JoinState, joinEvents, joinStates, joinTransitions } from "../../src/provisioning/join-states.js";
import { provisioningLimits } from "../../src/provisioning/limits.js";
import { equal, ok } from "../support/assert.js";

/** Where each event leads from each state, once more and in another form; "-" is illegal. */
const expected = `
            begin    forget  scan      join     linked      addressed  failed   lost
idle        waiting  idle    -         -        -           -          -        -
waiting     waiting  idle    scanning  joining  -           ready      -        -
scanning    waiting  idle    -         joining  -           ready      waiting  -
joining     waiting  idle    -         joining  addressing  ready      waiting  -
addressing  waiting  idle    -         joining  -           ready      waiting  -
ready       waiting  idle    -         -        -           -          -        waiting
`;

const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");

describe("table of joining", () => {
  const [header = "", ...rows] = expected.trim().split("\n");

  it("leads from every state by every event to where it should", () => {
    equal(words(header).join(), joinEvents.join());
    equal(rows.length, joinStates.length);
    for (const [i, row] of rows.entries()) {
      const [state = "", ...cells] = words(row);
      equal(state, joinStates[i]);
      for (const [j, event] of joinEvents.entries())
        equal(joinTransitions[state as JoinState][event] ?? "-", cells[j], `${event} in ${state}`);
    }
  });

  it("never parks: each phase has a deadline, and its failure leads to the next try", () => {
    for (const state of joinStates) {
      const isPhase = `${state}Ms` in provisioningLimits;
      equal(isPhase, joinTransitions[state].failed !== undefined, state);
    }
    equal(joinTransitions.ready.lost, "waiting");
    ok(provisioningLimits.waitingCapMs + provisioningLimits.scanningMs < 60_000);
  });
});

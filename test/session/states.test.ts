import { sessionLimits } from "../../src/session/limits.js";
import { events, type State, states, transitions } from "../../src/session/states.js";
import { equal, ok } from "../support/assert.js";

/** Where each event leads from each state, once more and in another form; "-" is illegal. */
const expected = `
            configured cleared linkUp   linkDown due       absent resolved   resolvedSecure connected secured   upgraded greeted failed  refused end     drain    stop
unset       down       unset   unset    unset    -         -      -          -              -         -         -        -       -       -       -       -        stopped
down        -          unset   waiting  down     -         -      -          -              -         -         -        -       -       -       -       -        stopped
waiting     -          unset   waiting  down     resolving -      -          -              -         -         -        -       -       -       -       -        stopped
refused     -          unset   refused  refused  resolving down   -          -              -         -         -        -       -       -       -       -        stopped
resolving   -          -       -        down     -         -      connecting securing       -         -         -        -       waiting -       -       -        stopped
connecting  -          -       -        down     -         -      -          -              upgrading -         -        -       waiting -       -       -        stopped
securing    -          -       -        down     -         -      -          -              -         upgrading -        -       waiting refused -       -        stopped
upgrading   -          -       -        down     -         -      -          -              -         -         greeting -       waiting refused -       -        stopped
greeting    -          -       -        down     -         -      -          -              -         -         -        online  waiting refused closing -        closing
online      -          -       -        down     -         -      -          -              -         -         -        -       waiting refused closing draining closing
draining    -          -       -        stopped  -         -      -          -              -         -         -        -       stopped stopped closing -        closing
closing     -          -       -        down     -         -      -          -              -         -         -        -       waiting refused -       -        stopped
stopped     -          -       -        -        -         -      -          -              -         -         -        -       -       -       -       -        -
`;

const words = (line: string): string[] => line.split(" ").filter((word) => word !== "");

describe("table of states", () => {
  const [header = "", ...rows] = expected.trim().split("\n");

  it("leads from every state by every event to where it should", () => {
    equal(words(header).join(), events.join());
    equal(rows.length, states.length);
    for (const [i, row] of rows.entries()) {
      const [state = "", ...cells] = words(row);
      equal(state, states[i]);
      for (const [j, cell] of cells.entries()) {
        const event = events[j];
        ok(event !== undefined);
        equal(transitions[state as State][event] ?? "-", cell, `${event} in ${state}`);
      }
    }
  });

  it("reaches every state from unset, and leads from every state but stopped to a stop", () => {
    const reach = (from: State, found: State[] = []): State[] => {
      if (found.includes(from)) return found;
      found.push(from);
      for (const next of Object.values(transitions[from])) reach(next, found);
      return found;
    };
    equal(reach("unset").length, states.length);
    for (const state of states) ok(reach(state).includes("stopped"), state);
  });

  it("never parks: from wherever an attempt can be, its failure and its deadline lead to a retry or to the stop", () => {
    for (const state of states) {
      const { failed } = transitions[state];
      const isPhase = `${state}Ms` in sessionLimits;
      equal(isPhase || state === "online", failed !== undefined, `${state} has a deadline and a way out of it`);
      if (failed === undefined) continue;
      ok(failed === "waiting" || failed === "stopped", state);
      if (failed === "waiting") equal(transitions[state].linkDown, "down", state);
    }
    equal(transitions.waiting.due, "resolving");
    equal(transitions.refused.due, "resolving");
    equal(transitions.down.linkUp, "waiting");
  });

  it("is frozen, so that it lies in flash", () => {
    ok(Object.isFrozen(transitions));
    for (const state of states) ok(Object.isFrozen(transitions[state]), state);
  });
});

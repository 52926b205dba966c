/** Holds a run against what its scenario expects. */
import type { Move } from "./policy-watch.js";
import type { Expectation, Scenario } from "./scenario.js";
import type { SimulatedDevice } from "./simulated-device.js";
import type { Store } from "./store.js";

export function checkExpectations(
  scenario: Scenario,
  devices: readonly SimulatedDevice[],
  store: Store,
): readonly string[] {
  const problems: string[] = [];
  for (const expectation of scenario.expect) {
    for (const [index, device] of devices.entries()) {
      if ("device" in expectation && expectation.device !== undefined && expectation.device !== index) continue;
      const found = finding(expectation, device, store);
      if (found !== undefined) problems.push(`${device.name}: ${JSON.stringify(expectation)}, but ${found}`);
    }
  }
  return problems;
}

/** What is otherwise; undefined: it is as expected. */
function finding(expectation: Expectation, device: SimulatedDevice, store: Store): string | undefined {
  const { moves } = device.watch;
  if ("state" in expectation) {
    const state = stateAt(moves, expectation.at);
    return state !== undefined && expectation.state.includes(state) ? undefined : `it was ${state}`;
  }
  if ("attempts" in expectation) {
    const [least, most] = expectation.attempts;
    const count = within(moves, expectation).filter(({ state }) => state === "resolving").length;
    return count >= least && count <= most ? undefined : `there were ${count}`;
  }
  if ("cause" in expectation) {
    const causes = within(moves, expectation).map(({ cause }) => cause);
    return causes.includes(expectation.cause) ? undefined : `causes were ${[...new Set(causes)].join(", ") || "none"}`;
  }
  if ("dropped" in expectation) {
    const { dropped } = device.ledger;
    return dropped <= expectation.dropped ? undefined : `${dropped} were dropped`;
  }
  const counted = store.records.filter((each) => each.device === device.name && each.record["n"] === "count").length;
  return counted >= expectation.counted ? undefined : `${counted} are stored`;
}

function stateAt(moves: readonly Move[], atS: number): Move["state"] | undefined {
  let state: Move["state"] | undefined;
  for (const move of moves) if (move.atMs <= atS * 1000) state = move.state;
  return state;
}

function within(moves: readonly Move[], { from, to }: { from: number; to: number }): Move[] {
  return moves.filter(({ atMs }) => atMs >= from * 1000 && atMs < to * 1000);
}

import { backoffLimits } from "../../src/session/backoff.js";
import { cause } from "../../src/session/causes.js";
import { Life } from "../../src/session/life.js";
import { sessionLimits } from "../../src/session/limits.js";
import { type Event, events, isConnection, type State, states, transitions } from "../../src/session/states.js";
import { equal, ok } from "../support/assert.js";

const server = { isSecure: false, host: "a", isAddress: false, port: 80, authority: "a", path: "/" };
const quiet = { write: () => undefined };
const random = { random: (into: Uint8Array) => into.fill(255) };

/** Events that lead from unset to each state, the shortest way. */
function ways(): Map<State, Event[]> {
  const found = new Map<State, Event[]>([["unset", []]]);
  for (const [state, way] of found) {
    for (const event of events) {
      const next = transitions[state][event];
      if (next !== undefined && !found.has(next)) found.set(next, [...way, event]);
    }
  }
  return found;
}

/** A life that has gone the way, one second a step. */
function lead(way: readonly Event[]): { life: Life; now: number } {
  const life = new Life(random, quiet);
  life.servers.set([server]);
  let now = 1000;
  for (const event of way) {
    if (event === "refused") life.lastCause = cause("test", "refused");
    life.move(event, now);
    now += 1000;
  }
  return { life, now };
}

describe("life of a session", () => {
  it("obeys every event in every state as the table says; an illegal one is a fault and changes nothing", () => {
    const all = ways();
    equal(all.size, states.length);
    let illegal = 0;
    for (const [state, way] of all) {
      for (const event of events) {
        const { life, now } = lead(way);
        equal(life.state, state, way.join());
        const next = transitions[state][event];
        const { deadline, epoch } = life;
        const hasLeft = life.move(event, now);
        equal(life.state, next ?? state, `${event} in ${state}`);
        equal(life.faults, next === undefined ? 1 : 0, `${event} in ${state}`);
        equal(hasLeft, isConnection(state) && !isConnection(life.state), `${event} in ${state}`);
        equal(life.epoch, epoch + (hasLeft ? 1 : 0));
        if (next === undefined || next === state) equal(life.deadline, deadline, `${event} in ${state}`);
        if (next === undefined) illegal++;
      }
    }
    ok(illegal > 100, String(illegal));
  });

  it("has a deadline within its cap wherever an attempt is under way or due, and none where it may stay", () => {
    for (const [state, way] of ways()) {
      const { life, now } = lead(way);
      const left = life.deadline - (now - 1000);
      if (state === "waiting") ok(left <= backoffLimits.capMs, `${left} ms`);
      else if (state === "refused") ok(left <= backoffLimits.refusedCapMs * 1.1 && left >= backoffLimits.refusedMs);
      else if (isConnection(state) && state !== "online") equal(left, sessionLimits[`${state}Ms`], state);
      else equal(life.deadline, Number.POSITIVE_INFINITY, state);
    }
  });

  it("resets the count of attempts after a stable minute, and not for one that was shorter", () => {
    const online = ways().get("online") ?? [];
    const { life, now } = lead(online);
    life.backoff.attempts = 5;
    life.lastCause = cause("test", "again");
    life.advance(now - 1000 + sessionLimits.stableMs - 1);
    equal(life.backoff.attempts, 5);
    life.move("failed", now);
    life.advance(now + 10 * sessionLimits.stableMs);
    equal(life.backoff.attempts, 6);
    const stable = lead(online);
    stable.life.backoff.attempts = 5;
    equal(stable.life.nextDeadline, stable.now - 1000 + sessionLimits.stableMs);
    stable.life.advance(stable.life.nextDeadline);
    equal(stable.life.backoff.attempts, 0);
  });

  it("neither shortens a delay nor draws it anew when the link comes and goes, and counts no attempt for that", () => {
    const online = ways().get("online") ?? [];
    const { life, now } = lead(online);
    life.lastCause = cause("test", "spread", undefined, 200_000);
    life.move("failed", now);
    const due = life.deadline;
    equal(due, now + 200_000 + 100_000 * (0xffffff / 0x1000000));
    for (let i = 0; i < 5; i++) {
      life.move("linkDown", now + 10_000 * i);
      life.move("linkUp", now + 10_000 * i + 5000);
      equal(life.deadline, due);
    }
    equal(life.backoff.attempts, 1);
    life.move("linkDown", due - 1000);
    life.move("linkUp", due + 60_000);
    const { linkMs } = backoffLimits;
    ok(life.deadline >= due + 60_000 && life.deadline <= due + 60_000 + linkMs, String(life.deadline - due));
    life.move("due", life.deadline);
    life.move("failed", due + 70_000);
    equal(life.backoff.attempts, 2);
  });

  it("tries soon after the link is back when a refusal's delay was over by then", () => {
    const { life, now } = lead(ways().get("refused") ?? []);
    const due = life.deadline;
    life.move("linkDown", now);
    life.move("absent", due);
    equal(life.state, "down");
    life.move("linkUp", due + 1000);
    ok(life.deadline <= due + 1000 + backoffLimits.linkMs, String(life.deadline - due));
    life.move("due", life.deadline);
    life.move("failed", due + 5000);
    const later = life.deadline - due - 5000;
    ok(later >= 2 * backoffLimits.refusedMs && later <= 2.2 * backoffLimits.refusedMs, String(later));
  });
});

/**
 * No state parks a device: a walk over the whole table. From every state that can be reached, by every kind of end and
 * with the link up or down, time alone leads to an attempt within the cap; where it cannot, for the link is down, the
 * device was refused, or somebody asked for it, a line of the log says so.
 */
import { backoffLimits } from "../../src/session/backoff.js";
import { cause, type Policy } from "../../src/session/causes.js";
import { Life } from "../../src/session/life.js";
import { sessionLimits } from "../../src/session/limits.js";
import { type Event, events, isConnection, type State, states, transitions } from "../../src/session/states.js";
import { equal, ok } from "../support/assert.js";

const server = { isSecure: false, host: "a", isAddress: false, port: 80, authority: "a", path: "/" };
const random = { random: (into: Uint8Array) => into.fill(255) };
const policies: readonly Policy[] = ["start", "link", "again", "spread", "refused"];

interface Place {
  readonly state: State;
  readonly policy: Policy;
  readonly way: readonly Event[];
}

/** What the end of a state's time does, as session.ts has it. */
function timeOut(state: State, policy: Policy): Event {
  if (state === "waiting" || state === "refused") return "due";
  if (state === "draining") return "end";
  return policy === "refused" && transitions[state].refused !== undefined ? "refused" : "failed";
}

function lead({ way, policy }: Place): { life: Life; lines: string[]; now: number } {
  const lines: string[] = [];
  const life = new Life(random, { write: (level, code) => level !== "debug" && lines.push(code) });
  life.servers.set([server]);
  let now = 1000;
  for (const event of way) {
    life.lastCause = cause("test", event === "refused" ? "refused" : policy);
    life.move(event, now);
    now += 10;
  }
  return { life, lines, now };
}

/** Every state, by the shortest way, with every policy; ways of up to 14 events, twice around the table. */
function places(): Place[] {
  const found = new Map<string, Place>();
  for (const policy of policies) {
    const open: Place[] = [{ state: "unset", policy, way: [] }];
    for (const place of open) {
      for (const event of events) {
        const state = transitions[place.state][event];
        if (state === undefined || state === place.state) continue;
        const next = { state, policy, way: [...place.way, event] };
        // The state before counts too: down after refused is not down after online.
        const key = `${policy} ${place.state} ${event} ${state}`;
        if (found.has(key)) continue;
        found.set(key, next);
        open.push(next);
      }
    }
  }
  return [...found.values()];
}

/** Lets time pass until an attempt begins; ms until then, undefined: it does not come by time alone. */
function passTime(life: Life, from: number): number | undefined {
  let now = from;
  for (let turns = 0; turns < 5; turns++) {
    if (life.state === "resolving") return now - from;
    if (life.deadline === Number.POSITIVE_INFINITY) return undefined;
    now = Math.max(now, life.deadline);
    const event = timeOut(life.state, life.lastCause.policy);
    ok(transitions[life.state][event] !== undefined, `${event} in ${life.state}`);
    life.move(event, now);
  }
  return undefined;
}

describe("walk over the table of states", () => {
  const all = places();

  it("reaches every state in several ways", () => {
    const reached = new Set(all.map(({ state }) => state));
    for (const state of states) ok(state === "unset" || reached.has(state), state);
    ok(all.length > 150, String(all.length));
  });

  it("begins an attempt within the cap, from wherever time goes on", () => {
    const { capMs, refusedCapMs } = backoffLimits;
    const phaseMs = Math.max(sessionLimits.securingMs, sessionLimits.closingMs + sessionLimits.drainingMs);
    let count = 0;
    for (const place of all) {
      const { life, now } = lead(place);
      const isRefused = place.policy === "refused" || place.way.includes("refused");
      // An attempt that is under way fails first; the retry is what counts.
      if (life.state === "resolving") life.move("failed", now);
      const ms = passTime(life, now);
      if (ms === undefined) continue;
      count++;
      const most = (isRefused ? refusedCapMs * 1.1 : capMs) + phaseMs;
      ok(ms <= most, `${ms} ms after ${place.way.join()} with ${place.policy}`);
    }
    ok(count > 100, String(count));
  });

  it("tells a person wherever time alone brings no attempt, and the link does when that is what lacks", () => {
    const still = new Set<State>();
    for (const place of all) {
      const { life, lines, now } = lead(place);
      if (passTime(life, now) !== undefined) continue;
      still.add(life.state);
      const way = place.way.join();
      if (life.state === "down") {
        ok(lines.includes("session.down"), `${way}: ${lines.join()}`);
        equal(life.move("linkUp", now), false);
        ok(passTime(life, now) !== undefined, way);
      } else if (life.state === "unset") ok(lines.includes("session.unset"), way);
      else if (life.state === "stopped")
        ok(
          place.way.some((event) => event === "stop" || event === "drain"),
          way,
        );
      else ok(life.state === "online", `${life.state} after ${way}`);
    }
    equal([...still].sort().join(), "down,online,stopped,unset");
  });

  it("says that it was refused, why, and when it tries again", () => {
    for (const place of all.filter(({ state }) => state === "refused")) {
      const { lines } = lead(place);
      ok(lines.includes("session.refused") && lines.includes("session.ended"), lines.join());
    }
  });

  it("leaves every connection by a loss of the link, at once", () => {
    for (const state of states) {
      if (!isConnection(state)) continue;
      const { linkDown } = transitions[state];
      ok(linkDown === "down" || (state === "draining" && linkDown === "stopped"), state);
    }
  });
});

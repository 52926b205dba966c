/** A scenario of mixed faults, decided by a seed: what goes wrong, when, how long, and to whom. */
import { Chance } from "./chance.js";
import type { Conditions } from "./path.js";
import type { Deed, Scenario, Step } from "./scenario.js";
import { hosts } from "./server.js";

/** s; faults begin after the first connection stands */
const quietS = 20;
/** s; before the end of all faults, when a third of them comes */
const stormS = 120;

interface Fault {
  readonly begin: Deed;
  /** undefined: it is over at once */
  readonly end?: Deed;
  /** s */
  readonly lastsS?: number;
}

type Maker = (chance: Chance, device: number) => Fault;

/** Longer ones are rarer: 1 s to `most`, even on a logarithmic scale. */
const span = (chance: Chance, most: number): number => Math.round(1000 * most ** chance.fraction()) / 1000;

const worsen = (change: Partial<Conditions>, device: number, back: Partial<Conditions>, lastsS: number): Fault => ({
  begin: { do: "path", device, set: change },
  end: { do: "path", device, set: back },
  lastsS,
});

/** Some stand more than once: they are more frequent in life. */
const makers: readonly Maker[] = Object.freeze<Maker[]>([
  (chance) => ({ begin: { do: "server.kill" }, end: { do: "server.start" }, lastsS: span(chance, 600) }),
  (chance) => ({ begin: { do: "server.kill" }, end: { do: "server.start" }, lastsS: span(chance, 10) }),
  (chance) => ({
    begin: {
      do: "server.close",
      code: chance.pick([1000, 1001, 1011, 1012, 1013, 3000, 4408, 4409]),
      reason: chance.pick(["", "", "retry=3", "retry=20", "retry=0.01", "retry=none"]),
    },
  }),
  (chance) => ({ begin: { do: "server.close", code: chance.pick([1008, 4401, 4403]) } }),
  (chance) => ({
    begin: { do: "server.upgrade", answer: chance.pick([401, 403, 404, 429, 500, 502, 503, 302, 200]) },
    end: { do: "server.upgrade", answer: "accept" },
    lastsS: span(chance, 300),
  }),
  (chance) => ({
    begin: { do: "server.upgrade", answer: chance.pick([429, 503]), retryAfterS: chance.pick([0, 1, 7, 30, 100000]) },
    end: { do: "server.upgrade", answer: "accept" },
    lastsS: span(chance, 120),
  }),
  (chance) => ({
    begin: { do: "server.upgrade", answer: chance.pick(["silent", "garbage"] as const) },
    end: { do: "server.upgrade", answer: "accept" },
    lastsS: span(chance, 120),
  }),
  (chance) => ({
    begin: {
      do: "server.hello",
      answer: chance.pick(["silent", "late", "busy", "refuse", "malformed", "claims"] as const),
      lateMs: chance.whole(100, 12000),
    },
    end: { do: "server.hello", answer: "greet" },
    lastsS: span(chance, 120),
  }),
  (chance) => ({
    begin: {
      do: "server.acknowledge",
      answer: chance.pick(["late", "lost", "beyond", "full", "refuse", "nonsense"] as const),
      lateMs: chance.whole(100, 15000),
    },
    end: { do: "server.acknowledge", answer: "prompt" },
    lastsS: span(chance, 300),
  }),
  () => ({ begin: { do: "server.garbage" } }),
  (chance) => {
    const host = chance.pick(hosts);
    return { begin: { do: "server.kill", host }, end: { do: "server.start", host }, lastsS: span(chance, 600) };
  },
  (chance) => ({
    begin: { do: "server.upgrade", answer: chance.pick([401, 503, 404]), host: chance.pick(hosts), retryAfterS: 20 },
    end: { do: "server.upgrade", answer: "accept" },
    lastsS: span(chance, 300),
  }),
  (_chance, device) => ({ begin: { do: "path.reset", device } }),
  (_chance, device) => ({ begin: { do: "path.forget", device } }),
  (_chance, device) => ({ begin: { do: "link.address", device } }),
  (chance, device) => worsen({ isStalled: true }, device, { isStalled: false }, span(chance, 300)),
  (chance, device) => worsen({ isStalled: true }, device, { isStalled: false }, span(chance, 30)),
  (chance, device) =>
    worsen({ resolver: chance.pick(["fail", "silent"] as const) }, device, { resolver: "ok" }, span(chance, 300)),
  (chance, device) =>
    worsen({ connecting: chance.pick(["fail", "silent"] as const) }, device, { connecting: "ok" }, span(chance, 300)),
  (chance, device) =>
    worsen(
      { securing: chance.pick(["fail", "silent", "distrust"] as const) },
      device,
      { securing: "ok" },
      span(chance, 300),
    ),
  (chance, device) =>
    worsen(
      { delayMs: chance.whole(50, 2000), jitterMs: chance.whole(0, 2000), loss: chance.pick([0, 0.05, 0.3]) },
      device,
      { delayMs: 10, jitterMs: 0, loss: 0 },
      span(chance, 600),
    ),
  (chance, device) =>
    worsen(
      { splitBytes: chance.pick([1, 2, 7, 100]), windowBytes: chance.pick([1, 16, 200, 536]) },
      device,
      { splitBytes: 1460, windowBytes: 4096 },
      span(chance, 600),
    ),
  (chance, device) => ({
    begin: { do: "link", device, is: chance.pick(["gone", "joining", "linked"] as const) },
    end: { do: "link", device, is: "ready" },
    lastsS: span(chance, 300),
  }),
  (chance, device) => ({ begin: { do: "power.cut", device, forS: span(chance, 100) } }),
  (chance, device) => ({
    begin: { do: "power.cut", device, forS: span(chance, 100), afterBytes: chance.whole(0, 3000) },
  }),
  (_chance, device) => ({ begin: { do: "button", device } }),
  (chance, device) => worsen({ ntp: chance.pick(["ok", "past"]) }, device, { ntp: "silent" }, span(chance, 3600)),
]);

/** hours: of simulated time that faults are spread over */
export function randomScenario(seed: number, hours: number): Scenario {
  const chance = new Chance(seed, 0);
  const devices = chance.whole(1, 3);
  const endS = hours * 3600;
  const steps: Step[] = [];
  const count = Math.round(chance.whole(6, 30) * Math.max(1, hours / 2));
  for (let i = 0; i < count; i++) {
    const isStorm = chance.fraction() < 1 / 3;
    const fromS = isStorm ? endS - stormS : quietS;
    const at = Math.round((fromS + chance.fraction() * (endS - 1 - fromS)) * 1000) / 1000;
    const { begin, end, lastsS = 0 } = chance.pick(makers)(chance, chance.whole(0, devices - 1));
    steps.push({ at, ...begin });
    if (end !== undefined) steps.push({ at: Math.min(endS, Math.round((at + lastsS) * 1000) / 1000), ...end });
  }
  steps.push({ at: endS, do: "heal" });
  return {
    name: "random",
    why: "mixed faults, as the seed has them",
    devices,
    isSecure: chance.fraction() < 0.3,
    hasStandby: chance.fraction() < 0.3,
    thinS: chance.pick([0, 0, 30, 300]),
    isSparse: hours > 2,
    durationS: endS,
    steps: steps.sort((a, b) => a.at - b.at),
    expect: [],
  };
}

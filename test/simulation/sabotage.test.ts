/** The harness finds what it is there to find: each test breaks the firmware in one place and must see it. */
import { Backoff } from "../../src/session/backoff.js";
import { FlashLog } from "../../src/session/flash-log.js";
import { Heartbeat } from "../../src/session/heartbeat.js";
import { Lane } from "../../src/session/lane.js";
import { Life } from "../../src/session/life.js";
import { Outbox } from "../../src/session/outbox.js";
import { ok } from "../support/assert.js";
import { randomScenario } from "../support/simulation/random-scenario.js";
import { runScenario } from "../support/simulation/run.js";
import { loadScenarios } from "../support/simulation/scenarios.js";

const scenarios = await loadScenarios();

/** Replaces a method while `run` runs. */
function broken<T extends object, K extends keyof T>(target: T, name: K, replacement: T[K], run: () => void): void {
  const original = target[name];
  target[name] = replacement;
  try {
    run();
  } finally {
    target[name] = original;
  }
}

/** Problems of one named scenario, and of a few random ones. */
function problems(name: string): string {
  const scenario = scenarios.find((each) => each.name === name);
  ok(scenario !== undefined, name);
  const found = [...runScenario(scenario, 1).problems];
  for (let seed = 1; seed <= 3; seed++) found.push(...runScenario(randomScenario(seed, 1), seed).problems);
  return found.join("\n");
}

describe("a broken firmware is found when it", () => {
  it("comes back at once", () => {
    broken(
      Backoff.prototype,
      "next",
      () => 0,
      () => ok(problems("server-restart-with-hint").includes("delay of 0 ms")),
    );
  });

  it("parks after a refusal", () => {
    broken(
      Backoff.prototype,
      "next",
      () => 1e9,
      () => ok(problems("policy-violation").includes("is parked")),
    );
  });

  it("forgets a record that was not acknowledged", () => {
    const { interrupt } = Lane.prototype;
    const forget = function (this: Lane): void {
      if (this.request !== 0 && this.ring.count > 0) {
        this.ring.shift();
        this.first++;
      }
      interrupt.call(this);
    };
    broken(Lane.prototype, "interrupt", forget, () =>
      ok(problems("acknowledgement-lost").includes("records are gone")),
    );
  });

  it("numbers the same record anew when it sends it again", () => {
    const { resume } = Outbox.prototype;
    const renumber = function (this: Outbox, stored: Parameters<typeof resume>[0]): boolean {
      const result = resume.call(this, undefined);
      for (const lane of this.lanes) lane.first = Math.max(lane.first, (stored?.periodic ?? 0) + 1);
      return result;
    };
    broken(Outbox.prototype, "resume", renumber, () => ok(problems("acknowledgement-lost").includes("stored twice")));
  });

  it("believes that what was never sent is stored", () => {
    const believe = function (this: Lane, stored: number): boolean {
      this.interrupt();
      this.acknowledge(stored);
      return true;
    };
    broken(Lane.prototype, "answer", believe, () => {
      ok(problems("acknowledgement-beyond").includes("acknowledged, and"));
    });
  });

  it("forgets what lies in flash", () => {
    broken(
      FlashLog.prototype,
      "recover",
      () => false,
      () => ok(problems("power-cut-during-write").includes("records are gone")),
    );
  });

  it("waits for nothing in a phase", () => {
    const { move } = Life.prototype;
    const patient = function (this: Life, ...[event, now]: Parameters<typeof move>): boolean {
      const hasLeft = move.call(this, event, now);
      if (this.state === "resolving") this.deadline = Number.POSITIVE_INFINITY;
      return hasLeft;
    };
    broken(Life.prototype, "move", patient, () => ok(problems("name-silent").includes("is parked")));
  });

  it("takes silence for life", () => {
    const { start } = Lane.prototype;
    const patient = function (this: Lane, ...rest: Parameters<typeof start>): void {
      start.apply(this, rest);
      this.deadline = Number.POSITIVE_INFINITY;
    };
    const deaf = function (this: Heartbeat, now: number): "none" {
      if (now >= this.deadline) this.heard(now);
      return "none";
    };
    broken(Heartbeat.prototype, "next", deaf, () => {
      broken(Lane.prototype, "start", patient, () => ok(problems("half-open").includes("records wait")));
    });
  });
});

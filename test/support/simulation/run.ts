/**
 * Runs one scenario: the steps at their seconds, then until all is settled, then the invariants and what the scenario
 * expects. The scenario and the seed decide everything.
 */
import { VirtualClock } from "../virtual-clock.js";
import { Chance } from "./chance.js";
import { EventLog } from "./event-log.js";
import { checkExpectations } from "./expectations.js";
import { checkDevice } from "./invariants.js";
import { goodConditions } from "./path.js";
import type { Scenario, Step } from "./scenario.js";
import { Server } from "./server.js";
import { SimulatedDevice, tearWithinMs } from "./simulated-device.js";

/** ms; by when a device is online again that was neither refused nor given a hint */
const backMs = 120_000;
/** ms; the same for one that was: the longest delay of a refusal, and one attempt */
const heldOffMs = 900_000 * 1.1 + 60_000;
const settleMs = 60_000; // ms; until what has waited is stored

export interface Outcome {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly log: EventLog;
  /** empty: all is well */
  readonly problems: readonly string[];
  readonly figures: Readonly<{
    simulatedMs: number;
    records: number;
    repeats: number;
    dropped: number;
    attempts: number;
    /** ms from the last fault until all devices were online that were not held off */
    backMs: number;
  }>;
}

export function runScenario(scenario: Scenario, seed: number): Outcome {
  return new Run(scenario, seed).finish();
}

class Run {
  readonly clock = new VirtualClock();
  readonly log = new EventLog(this.clock);
  readonly server: Server;
  readonly devices: SimulatedDevice[] = [];
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #problems: string[] = [];
  #lastFaultMs = 0;
  #backMs = 0;

  constructor(scenario: Scenario, seed: number) {
    this.#scenario = scenario;
    this.#seed = seed;
    const { clock, log } = this;
    this.server = new Server(log, new Chance(seed, 1), (ms, callback) => clock.after(ms, callback));
    const { isSecure = false, isSparse = false, hasStandby = false, devices = 1, thinS = 0 } = scenario;
    for (let index = 0; index < devices; index++) {
      const { server } = this;
      this.devices.push(
        new SimulatedDevice({ index, seed, clock, log, server, isSecure, isSparse, hasStandby, thinS }),
      );
    }
  }

  finish(): Outcome {
    const scenario = this.#scenario;
    try {
      for (const step of [...scenario.steps].sort((a, b) => a.at - b.at)) {
        this.#advanceTo(step.at * 1000);
        this.#perform(step);
      }
      this.#settle();
      for (const device of this.devices) this.#problems.push(...checkDevice(device, this.server));
      this.#problems.push(...this.server.faults);
      this.#problems.push(...checkExpectations(scenario, this.devices, this.server.store));
    } catch (error) {
      this.#problems.push(`the run broke at ${this.log.timeMs} ms: ${(error as Error).stack}`);
    }
    return {
      scenario,
      seed: this.#seed,
      log: this.log,
      problems: this.#problems,
      figures: {
        simulatedMs: this.log.timeMs,
        records: this.server.store.records.length,
        repeats: this.server.store.repeats,
        dropped: this.devices.reduce((sum, { ledger }) => sum + ledger.dropped, 0),
        attempts: this.devices.reduce((sum, { watch }) => sum + attemptsOf(watch.moves), 0),
        backMs: this.#backMs,
      },
    };
  }

  #advanceTo(ms: number): void {
    if (ms > this.log.timeMs) this.clock.advance(ms - this.log.timeMs);
  }

  /** All devices come back, each in its time; then what has waited is sent. */
  #settle(): void {
    this.#advanceTo(this.#lastFaultMs);
    while (this.log.timeMs < this.#lastFaultMs + backMs) {
      if (this.devices.some(({ state, watch }) => state !== "online" && !watch.isHeldOff))
        this.#backMs = this.log.timeMs - this.#lastFaultMs + 100;
      this.clock.advance(100);
    }
    for (const { name, state, watch } of this.devices) {
      if (state === "online" || watch.isHeldOff) continue;
      this.#problems.push(`${name} is ${state} ${backMs / 1000} s after the last fault`);
    }
    while (this.devices.some(({ state }) => state !== "online") && this.log.timeMs < this.#lastFaultMs + heldOffMs) {
      this.clock.advance(1000);
    }
    for (const { name, state } of this.devices) {
      if (state !== "online") this.#problems.push(`${name} is parked: ${state} at ${this.log.timeMs} ms`);
    }
    this.clock.advance(settleMs);
    this.#advanceTo(this.#scenario.durationS * 1000);
  }

  #perform(step: Step): void {
    const { at: _at, do: name, ...rest } = step;
    this.log.add("fault", `${name} ${Object.keys(rest).length > 0 ? JSON.stringify(rest) : ""}`.trim());
    const tearMs = step.do === "power.cut" && step.afterBytes !== undefined ? tearWithinMs : 0;
    const lastsMs = step.do === "power.cut" ? step.forS * 1000 + tearMs : 0;
    if (step.do !== "button") this.#lastFaultMs = Math.max(this.#lastFaultMs, this.log.timeMs + lastsMs);
    if (step.do.startsWith("server.")) this.#performAtServer(step);
    else if (step.do === "heal") this.#heal();
    else {
      const only = "device" in step ? step.device : undefined;
      for (const [index, device] of this.devices.entries()) {
        if (only === undefined || only === index) performAt(device, step);
      }
    }
  }

  #performAtServer(step: Step): void {
    const { server } = this;
    if (step.do === "server.kill") server.kill(step.host);
    else if (step.do === "server.start") server.start(step.host);
    else if (step.do === "server.close") server.closeAll(step.code, step.reason ?? "");
    else if (step.do === "server.garbage") server.garbage();
    else if (step.do === "server.upgrade") {
      server.upgradeAnswer = step.answer;
      server.upgradeHost = step.host;
      server.retryAfterS = step.retryAfterS;
    } else if (step.do === "server.hello") {
      server.helloAnswer = step.answer;
      server.lateMs = step.lateMs ?? 5000;
    } else if (step.do === "server.acknowledge") {
      server.acknowledgeAnswer = step.answer;
      server.lateMs = step.lateMs ?? 5000;
    }
  }

  #heal(): void {
    const { server } = this;
    server.start();
    server.down.clear();
    server.upgradeAnswer = "accept";
    server.retryAfterS = undefined;
    server.helloAnswer = "greet";
    server.acknowledgeAnswer = "prompt";
    for (const { path, board } of this.devices) {
      path.set(goodConditions);
      board.setLink("ready");
    }
  }
}

function performAt(device: SimulatedDevice, step: Step): void {
  const { path, board } = device;
  if (step.do === "path") path.set(step.set);
  else if (step.do === "path.reset") path.resetAll();
  else if (step.do === "path.forget") path.forgetAll();
  else if (step.do === "link") board.setLink(step.is);
  else if (step.do === "link.address") board.changeAddress();
  else if (step.do === "power.cut") cut(device, step.forS, step.afterBytes);
  else if (step.do === "button") device.press();
}

function cut(device: SimulatedDevice, forS: number, afterBytes: number | undefined): void {
  if (afterBytes === undefined) device.cutPower(forS);
  else device.tearPower(forS, afterBytes);
}

const attemptsOf = (moves: readonly { state: string }[]): number =>
  moves.reduce((sum, { state }) => (state === "resolving" ? sum + 1 : sum), 0);

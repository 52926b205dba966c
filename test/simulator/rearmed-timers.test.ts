import { RearmedTimers, type SDKTimer } from "../../hosts/simulator/rearmed-timers.js";
import { deepEqual, equal, throws } from "../support/assert.js";

/** The SDK's timers as far as they are used: made ones count in 16 bits, a scheduled one fires at its time. */
class SDKTimers implements SDKTimer<{ callback: () => void; at: number }> {
  made = 0;
  now = 0;
  readonly all: { callback: () => void; at: number }[] = [];

  repeat(callback: () => void, intervalMs: number) {
    this.made++;
    const timer = { callback, at: this.now + intervalMs };
    this.all.push(timer);
    return timer;
  }

  schedule(timer: { at: number }, delayMs?: number, repeatMs?: number): void {
    equal(delayMs, repeatMs);
    timer.at = delayMs === undefined ? Number.POSITIVE_INFINITY : this.now + delayMs;
  }

  advance(byMs: number): void {
    this.now += byMs;
    for (const timer of [...this.all]) if (timer.at <= this.now) timer.callback();
  }
}

describe("timers of the simulator", () => {
  it("re-arms one of the SDK's for a device that sets a timer 100,000 times", () => {
    const sdk = new SDKTimers();
    const timers = new RearmedTimers(sdk);
    let fired = 0;
    for (let i = 0; i < 100000; i++) {
      timers.set(() => fired++, 1);
      sdk.advance(1);
    }
    equal(fired, 100000);
    equal(sdk.made, 1);
  });

  it("fires each once, at its time, also when one is set from inside another", () => {
    const sdk = new SDKTimers();
    const timers = new RearmedTimers(sdk);
    const fired: string[] = [];
    timers.set(() => {
      fired.push("a");
      timers.set(() => fired.push("b"), 5);
    }, 10);
    timers.set(() => fired.push("c"), 20);
    for (let i = 0; i < 40; i++) sdk.advance(1);
    deepEqual(fired, ["a", "b", "c"]);
    equal(sdk.made, 2);
  });

  it("forgets a cleared one, and clearing an old one leaves its successor alone", () => {
    const sdk = new SDKTimers();
    const timers = new RearmedTimers(sdk);
    const fired: string[] = [];
    const first = timers.set(() => fired.push("first"), 5);
    timers.clear(first);
    timers.set(() => fired.push("second"), 5);
    timers.clear(first);
    sdk.advance(10);
    deepEqual(fired, ["second"]);
  });

  it("refuses a seventeenth at a time", () => {
    const timers = new RearmedTimers(new SDKTimers());
    for (let i = 0; i < 16; i++) timers.set(() => {}, 1000);
    throws(() => timers.set(() => {}, 1000), "more than 16 timers");
  });
});

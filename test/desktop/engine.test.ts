/** What passes between a guest and the board, and in which order: the same on both engines. */
import type { Engine, Value } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeOnEngines, guestSource, runGuest } from "./support/guest.js";

const echo = `host.deliver = (object, event, a, b, c) => {
  const result = host.call(object, event, a, b, c);
  host.call(9, 9, result, typeof result, result instanceof ArrayBuffer);
};`;

const numbers = [0, -0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 0.1, -1e300, Number.POSITIVE_INFINITY, Number.NaN];
const strings = ["", "a", "grüße", "日本", "😀 and 👩‍👩‍👧", "nul\0nul\0", "x".repeat(100_000)];
const buffers = [new ArrayBuffer(0), new Uint8Array(1000).map((_, index) => index * 7).buffer];

describeOnEngines("guest", (kind) => {
  it("exchanges every kind of value unchanged", async () => {
    const values: Value[] = [undefined, true, false, ...numbers, ...strings, ...buffers];
    const answer = (object: Value, _operation: Value, a: Value) => (object === 3 ? a : undefined);
    const { engine, calls } = await runGuest(kind, await guestSource(echo), { answer, heap: "unlimited" });
    for (const value of values) engine.deliver(3, 4, value, "b", 7);
    await engine.idle();
    engine.stop();
    for (const [index, value] of values.entries()) {
      deepEqual(calls[index * 2], [3, 4, value, "b", 7], `argument ${index}`);
      deepEqual(calls[index * 2 + 1], [9, 9, value, typeof value, typeof value === "object"], `answer ${index}`);
    }
  });

  it("exchanges a megabyte", async () => {
    const bytes = new Uint8Array(1_048_576).map((_, index) => (index * 31) >> 3);
    const answer = () => bytes.buffer;
    const { engine, calls } = await runGuest(kind, await guestSource(echo), { answer, heap: "unlimited" });
    engine.deliver(3, 4, bytes.buffer);
    await engine.idle();
    engine.stop();
    ok(Buffer.from(calls[0]?.[2] as ArrayBuffer).equals(bytes), "as an argument");
    ok(Buffer.from(calls[1]?.[2] as ArrayBuffer).equals(bytes), "as an answer");
  });

  it("gives half of a surrogate pair as U+FFFD", async () => {
    const source = `host.deliver = (object, event, a) => host.call(0, 0, a, a === "\\uFFFDx");`;
    const { engine, calls } = await runGuest(kind, await guestSource(source));
    engine.deliver(0, 0, "\ud800x");
    await engine.idle();
    engine.stop();
    deepEqual(calls, [[0, 0, "\ufffdx", true]]);
  });

  it("gives a typed array or a DataView as the bytes that it shows", async () => {
    const source = `host.start = () => {
      const all = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]);
      host.call(0, 1, all.subarray(2, 4), new Uint16Array(all.buffer, 2, 1), new DataView(all.buffer, 5), all.buffer);
    };`;
    const { engine, calls } = await runGuest(kind, await guestSource(source));
    await engine.idle();
    engine.stop();
    const bytes = calls[0]?.slice(2).map((value) => Array.from(new Uint8Array(value as ArrayBuffer)));
    deepEqual(bytes, [[2, 3], [2, 3], [5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]]); // biome-ignore format: a line
  });

  it("gets a TypeError that names the argument which is no value", async () => {
    const source = `host.start = () => {
      for (const value of [null, {}, [], () => {}, 1n, Symbol()]) {
        try { host.call(0, 1, 0, value as never); }
        catch (error) { host.call(0, 2, error instanceof TypeError, error.message.includes("argument 1 is neither")); }
      }
    };`;
    const { engine, calls } = await runGuest(kind, await guestSource(source));
    await engine.idle();
    engine.stop();
    deepEqual(
      calls,
      Array.from({ length: 6 }, () => [0, 2, true, true]),
    );
  });

  it("gets what the board throws as an Error with its message, and goes on", async () => {
    const source = `host.start = () => {
      try { host.call(1, 2); } catch (error) { host.call(0, 0, error instanceof Error, error.message); }
      host.call(0, 0);
    };`;
    const message = `pin 99 does not exist; ${"long ".repeat(100)}grüße`;
    const answer = (object: Value): Value => {
      if (object === 1) throw new RangeError(message);
      return undefined;
    };
    const { engine, calls } = await runGuest(kind, await guestSource(source), { answer });
    await engine.idle();
    engine.stop();
    deepEqual(calls, [[1, 2], [0, 0, true, message], [0, 0]]); // biome-ignore format: a line
  });

  it("gets events in order, never inside a call, promise jobs drained between them", async () => {
    const source = `let depth = 0;
      host.deliver = (object, event) => {
        depth++;
        host.call(event, depth);
        Promise.resolve().then(() => 0).then(() => host.call(event, 100));
        depth--;
      };`;
    const made: { engine?: Engine } = {};
    const answer = (event: Value): Value => {
      if (event === 1) for (const next of [3, 4]) made.engine?.deliver(0, next);
      return undefined;
    };
    const { engine, calls } = await runGuest(kind, await guestSource(source), { answer });
    made.engine = engine;
    engine.deliver(0, 1);
    engine.deliver(0, 2);
    await engine.idle();
    engine.stop();
    // both calls of event 1 deliver 3 and 4
    const order = [1, 2, 3, 4, 3, 4].flatMap((event) => [[event, 1], [event, 100]]); // biome-ignore format: a line
    deepEqual(calls, order);
  });

  it("starts once, when it is loaded, before any event", async () => {
    const source = `host.call(0, 1); host.start = () => host.call(0, 2); host.deliver = () => host.call(0, 3);`;
    const { engine, calls } = await runGuest(kind, await guestSource(source));
    deepEqual(calls, [[0, 1]]);
    engine.deliver(0, 0);
    await engine.idle();
    engine.stop();
    deepEqual(calls, [[0, 1], [0, 2], [0, 3]]); // biome-ignore format: a line
  });

  it("gets bytes as they were when they were delivered", async () => {
    const source = `host.deliver = (object, event, bytes) => host.call(0, 0, bytes);`;
    const { engine, calls } = await runGuest(kind, await guestSource(source));
    const bytes = new Uint8Array([1, 2, 3]);
    engine.deliver(0, 0, bytes.buffer);
    bytes.fill(9);
    await engine.idle();
    engine.stop();
    deepEqual(Array.from(new Uint8Array(calls[0]?.[2] as ArrayBuffer)), [1, 2, 3]);
  });

  it("draws Math.random from the seed, the same numbers on every engine", async () => {
    const source = `host.start = () => host.call(0, 0, Math.random(), Math.random(), Math.random());`;
    const bundle = await guestSource(source);
    const drawn: Value[][] = [];
    for (const seed of [1, 1, 2]) {
      const { engine, calls } = await runGuest(kind, bundle, { seed });
      await engine.idle();
      engine.stop();
      drawn.push(calls[0]?.slice(2) ?? []);
    }
    const fromOne = [0.3678755431286411, 0.08161311972961441, 0.8205357784500977];
    deepEqual(drawn[0], fromOne);
    deepEqual(drawn[1], fromOne);
    ok(drawn[2]?.[0] !== fromOne[0], "another seed, other numbers");
  });

  it("has the language's globals alone", async () => {
    const names = ["console", "setTimeout", "process", "Buffer", "URL", "TextEncoder", "performance", "require"];
    const source = `host.start = () => {
      for (const name of ${JSON.stringify(names)}) if (name in globalThis) host.call(0, 0, name);
      host.call(0, 1, typeof Promise, typeof Math.random());
    };`;
    const { engine, calls } = await runGuest(kind, await guestSource(source));
    await engine.idle();
    engine.stop();
    deepEqual(calls, [[0, 1, "function", "number"]]);
  });

  it("prints lines and knows its engine's name", async () => {
    const source = `host.start = () => host.print(host.engine + " grüße\\0😀");`;
    const { engine, lines } = await runGuest(kind, await guestSource(source));
    await engine.idle();
    engine.stop();
    deepEqual(lines, [`${engine.name} grüße\0😀`]);
    ok(engine.name.startsWith(`${kind} `));
  });

  it("handles nothing after it is stopped, and nobody waits for it in vain", async () => {
    const { engine, calls } = await runGuest(kind, await guestSource(`host.deliver = () => host.call(0, 0);`));
    engine.deliver(0, 0);
    engine.stop();
    const count = calls.length;
    engine.deliver(0, 0);
    deepEqual(await engine.ended, { code: 0, reason: "stopped" });
    await engine.idle();
    equal(await engine.memory(), undefined);
    equal(calls.length, count);
  });
});

/** A board's heap on the desktop: exactly the budget is free, and whoever wants more ends with 1 and hears of what. */
import { boardHeap, type EngineMemory } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeOnXS, guestSource, runGuest } from "./support/guest.js";

const slotBytes = 16; // on a board

describeOnXS("heap", () => {
  it("is 56 KB: chunks and slots of a board", () => {
    equal(boardHeap.chunkBytes + boardHeap.slots * slotBytes, 56 * 1024);
  });

  it("leaves exactly the budget free, whatever was loaded before", async () => {
    const large = `${Array.from({ length: 400 }, (_, n) => `export class C${n} { a = ${n}; b() { return "b${n}"; } }`).join("\n")}
      const tables = [${Array.from({ length: 100 }, (_, n) => `Object.freeze({ n: ${n}, s: "text ${n}" })`).join(", ")}];
      host.start = () => host.call(0, 0, tables.length);`;
    for (const source of ["", large]) {
      for (const heap of [boardHeap, { chunkBytes: 16384, slots: 1024, stackSlots: 256 }]) {
        const { engine } = await runGuest("xs", await guestSource(source), { heap });
        const memory = await engine.memory({ collect: true });
        engine.stop();
        const { chunksFree, chunksLimit, slotsFree, slotsLimit, stackLimit } = memory as EngineMemory;
        deepEqual([chunksFree, chunksLimit], [heap.chunkBytes, heap.chunkBytes]);
        deepEqual([slotsFree, slotsLimit], [heap.slots, heap.slots]);
        equal(stackLimit, heap.stackSlots);
      }
    }
  });

  it("counts what the guest keeps, and gives it back after it let go", async () => {
    const source = `let kept: unknown;
      host.deliver = (object, event) => { kept = event === 1 ? [{}, {}, {}, {}, new ArrayBuffer(4000)] : undefined; };`;
    const { engine } = await runGuest("xs", await guestSource(source));
    engine.deliver(0, 1);
    const held = (await engine.memory({ collect: true })) as EngineMemory;
    engine.deliver(0, 2);
    const free = (await engine.memory({ collect: true })) as EngineMemory;
    engine.stop();
    // 4,000 bytes and a header of 16; an array of 5 elements of 32 bytes with its header
    equal(held.chunksUsed, 4016 + 16 + 5 * 32);
    equal(held.chunksUsed + held.chunksFree, boardHeap.chunkBytes);
    equal(held.slotsUsed, 4 + 3 + 2); // objects, the buffer with its data and length, the array with its elements
    equal(held.slotsUsed + held.slotsFree, boardHeap.slots);
    deepEqual([free.chunksUsed, free.slotsUsed], [0, 0]);
    ok(free.chunksPeak >= held.chunksUsed && free.slotsPeak >= held.slotsUsed);
  });

  it("may be used up to its last byte and slot, for ever, as long as garbage is let go", async () => {
    const source = `host.deliver = () => {
      for (let i = 0; i < 20000; i++) { const a = { a: i, b: new Uint8Array(64) }; if (a.a !== i) throw new Error(); }
    };`;
    const { engine } = await runGuest("xs", await guestSource(source));
    engine.deliver(0, 0);
    const memory = (await engine.memory()) as EngineMemory;
    engine.stop();
    ok(memory.chunksPeak > boardHeap.chunkBytes * 0.95, `${memory.chunksPeak}`);
    ok(memory.chunksPeak <= boardHeap.chunkBytes && memory.slotsPeak <= boardHeap.slots);
  });

  it("ends with 1 and names chunks, used and limit, and the line", async () => {
    const source = `host.deliver = () => {
      const all: unknown[] = [];
      for (;;)
        all.push(new ArrayBuffer(1000));
    };`;
    const { engine } = await runGuest("xs", await guestSource(source));
    engine.deliver(0, 0);
    const { code, reason } = await engine.ended;
    equal(code, 1);
    ok(/^out of memory: chunks, 2\d{4} of 27648 bytes used/.test(reason), reason);
    ok(reason.includes("guest-fixture.ts:6)"), reason);
  });

  it("ends with 1 and names slots, used and limit", async () => {
    const source = `host.deliver = () => {
      let list = undefined;
      for (;;) list = { next: list };
    };`;
    const { engine } = await runGuest("xs", await guestSource(source));
    engine.deliver(0, 0);
    const { code, reason } = await engine.ended;
    equal(code, 1);
    ok(/^out of memory: slots, 1856 of 1856 used/.test(reason), reason);
  });

  it("lets the guest read its figures", async () => {
    const source = `host.start = () => host.call(0, 0, host.memory());`;
    const { engine, calls } = await runGuest("xs", await guestSource(source));
    await engine.idle();
    engine.stop();
    const memory: EngineMemory = JSON.parse(String(calls[0]?.[2]));
    equal(memory.slotsLimit, boardHeap.slots);
    ok(memory.stackPeak > 0 && memory.stackPeak < 100, `${memory.stackPeak}`);
  });

  it("tells the peak of the stack", async () => {
    const source = `function deep(n: number): number { return n === 0 ? 0 : 1 + deep(n - 1); }
      host.deliver = () => { deep(10); };`;
    const { engine } = await runGuest("xs", await guestSource(source));
    const before = (await engine.memory()) as EngineMemory;
    engine.deliver(0, 0);
    const after = (await engine.memory()) as EngineMemory;
    engine.stop();
    ok(after.stackPeak - before.stackPeak >= 11 * 8, `${before.stackPeak}, ${after.stackPeak}`);
    ok(after.stackPeak <= after.stackLimit);
  });

  it("has no limit when none is wanted", async () => {
    const source = `host.deliver = () => {
      const all: unknown[] = [];
      for (let i = 0; i < 1000; i++) all.push(new ArrayBuffer(10000), {});
      host.call(0, 0, all.length);
    };`;
    const { engine, calls } = await runGuest("xs", await guestSource(source), { heap: "unlimited" });
    engine.deliver(0, 0);
    const memory = (await engine.memory()) as EngineMemory;
    engine.stop();
    deepEqual(calls, [[0, 0, 2000]]);
    equal(memory.chunksLimit, 0);
    ok(memory.chunksPeak > 10_000_000);
  });

  it("has the strings and patterns of a board: UTF-8, counted by code point, no property escapes, no normalization", async () => {
    const source = `host.start = () => {
      host.call(0, 0, "😀".length, "😀".charCodeAt(0));
      try { new RegExp("\\\\p{L}", "u"); host.call(0, 1); } catch (error) { host.call(0, 2, error instanceof SyntaxError); }
      try { host.call(0, 3, "e\\u0301".normalize("NFC") === "\\u00e9"); } catch { host.call(0, 3, false); }
    };`;
    const { engine, calls } = await runGuest("xs", await guestSource(source));
    await engine.idle();
    engine.stop();
    deepEqual(calls[0], [0, 0, 1, 0x1f600]);
    deepEqual(calls[1], [0, 2, true]);
    deepEqual(calls[2], [0, 3, false]);
  });
});

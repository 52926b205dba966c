/** How a guest ends: with which code, and with which line of its TypeScript source. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { EngineEnd, EngineKind, Value } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeOnEngines, describeOnXS, guestSource, runGuest } from "./support/guest.js";

async function endOf(kind: EngineKind, text: string, ...event: Value[]): Promise<EngineEnd> {
  const { engine } = await runGuest(kind, await guestSource(text));
  engine.deliver(0, 0, ...event);
  return engine.ended;
}

function assertReason(end: EngineEnd, code: number, ...parts: string[]): void {
  equal(end.code, code, end.reason);
  for (const part of parts) ok(end.reason.includes(part), `${part} in ${end.reason}`);
}

describeOnEngines("end of a guest", (kind) => {
  it("is 5 for an exception, with message and lines", async () => {
    const source = `function inner(value: unknown): void {
      if (value === 1)
        throw new RangeError("oh");
    }
    host.deliver = (object, event, value) => {
      inner(value);
    };`;
    const end = await endOf(kind, source, 1);
    assertReason(end, 5, "unhandled exception: RangeError: oh\n", "inner (guest-fixture.ts:5)", "guest-fixture.ts:8)");
    const odd = await endOf(kind, `host.deliver = () => { throw "a string"; };`);
    deepEqual(odd, { code: 5, reason: "unhandled exception: a string" });
  });

  it("is 5 for an exception of start(), at load, and for a script that cannot be parsed", async () => {
    assertReason(await endOf(kind, `host.start = () => { throw new Error("so"); };`), 5, "so", "guest-fixture.ts:3");
    assertReason(await endOf(kind, `throw new Error("at once");`), 5, "at once", "guest-fixture.ts:3");
    const broken = await runGuest(kind, { code: "let let = 1;\n", mapTrace: (text) => text });
    assertReason(await broken.engine.ended, 5, "SyntaxError");
  });

  it("is 2 for the JavaScript stack, with lines", async () => {
    const source = `function deeper(): number {
      return 1 + deeper();
    }
    host.deliver = () => { deeper(); };`;
    assertReason(await endOf(kind, source), 2, "stack overflow\n", "deeper (guest-fixture.ts:4)");
  });

  it("is 8 for a rejection that nobody takes, and not for one that is taken before promise jobs are drained", async () => {
    const script = new URL("./support/reject.ts", import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, kind]);
    const end: EngineEnd = JSON.parse(stdout);
    assertReason(end, 8, "unhandled rejection: Error: nobody took it\n", "guest-fixture.ts:9");
  });

  it("is 7 when it is interrupted", async () => {
    const { engine } = await runGuest(kind, await guestSource(""));
    engine.interrupt();
    assertReason(await engine.ended, 7, "interrupted");
  });

  it("leaves other engines alone", async () => {
    const bundle = await guestSource(`host.deliver = (object, event) => {
      if (event === 1) throw new Error("one");
      host.call(0, 0);
    };`);
    const first = await runGuest(kind, bundle);
    const second = await runGuest(kind, bundle);
    first.engine.deliver(0, 1);
    equal((await first.engine.ended).code, 5);
    second.engine.deliver(0, 2);
    await second.engine.idle();
    second.engine.stop();
    equal(second.calls.length, 1);
  });
});

describeOnXS("end of the engine's process", () => {
  it("is told with the signal when it crashes or is killed", async () => {
    const { engine } = await runGuest("xs", await guestSource(""));
    const { pid } = engine as unknown as { pid: number };
    process.kill(pid, "SIGSEGV");
    deepEqual(await engine.ended, { code: 139, reason: "the engine crashed: SIGSEGV" });
    await engine.idle();
  });

  it("can be had from a loop without end, and says where that is", async () => {
    const source = `function forever(): void {
      for (let i = 0; ; i++)
        Math.sqrt(i);
    }
    host.deliver = () => { host.call(0, 0); forever(); };`;
    const answer = (): Value => void setTimeout(() => engine.interrupt(), 20);
    const { engine } = await runGuest("xs", await guestSource(source), { answer });
    engine.deliver(0, 0);
    assertReason(await engine.ended, 7, "interrupted\n at forever (guest-fixture.ts:");
  });
});

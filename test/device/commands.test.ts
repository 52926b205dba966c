/** The registry of commands: an application's own beside the firmware's, those that take time, those that fail. */
import type { Call, Command, Job } from "../../src/device/commands/command.js";
import { deviceLimits } from "../../src/device/limits.js";
import { errorCodes } from "../../src/protocol/faults.js";
import { deviceMethods, type Result, serverMethods } from "../../src/protocol/messages.js";
import type { RpcError } from "../../src/protocol/rpc.js";
import { freeze } from "../../src/protocol/schema.js";
import { validate } from "../../src/protocol/validate.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import type { Message } from "../support/scripted-cloud.js";
import { VirtualWorld } from "../support/virtual-world.js";

/** Counts seconds. */
class Counting implements Job {
  deadline: number;
  done = 0;
  readonly of: number;
  isClosed = false;

  constructor(seconds: number, now: number) {
    this.of = seconds;
    this.deadline = now + 1000;
  }

  advance(now: number): boolean {
    this.deadline = now + 1000;
    this.done++;
    if (this.of === 13) throw new Error("unlucky");
    return this.done === this.of;
  }

  conclude(result: { raw(text: string): unknown }): RpcError | undefined {
    if (this.of === 4) throw undefined;
    result.raw(`{"counted":${this.done}}`);
    return undefined;
  }

  close(): void {
    this.isClosed = true;
  }
}

const jobs: Counting[] = [];
let runs = 0;

const anything = freeze({ type: "object", properties: {} });
const commands: readonly Command[] = [
  {
    name: "home.count",
    title: "Count",
    params: freeze({
      type: "object",
      properties: { seconds: { type: "integer", minimum: 1, maximum: 60 } },
      required: ["seconds"],
    }),
    deadlineMs: 20_000,
    isLong: true,
    run(params: unknown, { now }: Call) {
      runs++;
      const job = new Counting((params as { seconds: number }).seconds, now);
      jobs.push(job);
      return job;
    },
  },
  {
    name: "home.fail",
    params: anything,
    run(params: unknown) {
      const { what } = params as { what?: string };
      if (what === "nothing") throw undefined;
      if (what === "text") throw "a text";
      throw new Error("cannot do that");
    },
  },
  {
    name: "home.add",
    params: anything,
    run(_params: unknown, { result }: Call) {
      result.raw(`{"runs":${++runs}}`);
      return undefined;
    },
  },
  {
    name: "home.flood",
    params: anything,
    run(_params: unknown, { result }: Call) {
      runs++;
      result.string("x".repeat(5000));
      return undefined;
    },
  },
  {
    name: "home.long",
    params: anything,
    run(_params: unknown, { result }: Call) {
      runs++;
      result.string("y".repeat(400));
      return undefined;
    },
  },
  { name: "ping", params: anything, run: () => undefined },
  { name: "home.add", params: anything, run: () => undefined },
  { name: "no name", params: anything, run: () => undefined },
];

function startWorld() {
  jobs.length = 0;
  runs = 0;
  const world = new VirtualWorld();
  const device = world.startOnline({ commands });
  const ask = (id: string | number, method: string, params: unknown = {}): Message | undefined => {
    world.cloud.request(id, method, params);
    world.clock.advance(100);
    return answerTo(world, id);
  };
  return { world, device, ask };
}

const answerTo = (world: VirtualWorld, id: string | number): Message | undefined =>
  world.cloud.responses.filter((response) => response.id === id).at(-1);

const progressOf = (world: VirtualWorld, id: string | number): unknown[] =>
  world.cloud.messages
    .filter(({ method, params }) => method === "progress" && params?.["id"] === id)
    .map(({ params }) => params);

describe("commands", () => {
  it("of an application are carried out, described, and leave out what has a name that is taken", () => {
    const { world, device, ask } = startWorld();
    deepEqual(ask("a", "home.add")?.result, { runs: 1 });
    const methods: Result<"describe">["methods"] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const answer = ask(`d${from}`, "describe", from === 0 ? {} : { from });
      const page = answer?.result as Result<"describe">;
      equal(validate(serverMethods.describe.result, page), undefined, JSON.stringify(answer));
      methods.push(...page.methods);
      from = page.next;
    }
    const names = methods.map(({ name }) => name);
    for (const name of Object.keys(serverMethods)) ok(names.includes(name), name);
    deepEqual(names.slice(-5), ["home.count", "home.fail", "home.add", "home.flood", "home.long"]);
    deepEqual(methods[names.indexOf("home.count")], {
      name: "home.count",
      title: "Count",
      params: commands[0]?.params,
      deadlineMs: 20_000,
      progress: true,
    });
    equal(methods[names.indexOf("ping")]?.repeatable, true);
    equal(world.virtual.printed.filter((line) => line.includes("command.name")).length, 3);
    device.close();
  });

  it("tell their progress, and are answered when they are over", () => {
    const { world, device, ask } = startWorld();
    equal(ask("count-0123456789", "home.count", { seconds: 3 }), undefined);
    world.clock.advance(3500);
    deepEqual(answerTo(world, "count-0123456789")?.result, { counted: 3 });
    deepEqual(progressOf(world, "count-0123456789"), [
      { id: "count-0123456789", done: 0, of: 3 },
      { id: "count-0123456789", done: 1, of: 3 },
      { id: "count-0123456789", done: 2, of: 3 },
    ]);
    for (const params of progressOf(world, "count-0123456789")) {
      equal(validate(deviceMethods.progress.params, params), undefined);
    }
    equal(jobs[0]?.isClosed, true);
    // A repeat gets the first answer.
    deepEqual(ask("count-0123456789", "home.count", { seconds: 3 })?.result, { counted: 3 });
    equal(runs, 1);
    device.close();
  });

  it("go on without their connection, and a repeat on the next one waits for the same answer", () => {
    const { world, device, ask } = startWorld();
    const id = "count-0123456789";
    ask(id, "home.count", { seconds: 15 });
    world.cloud.peer?.reset();
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 2, 40000));
    world.clock.advance(100);
    ask(id, "home.count", { seconds: 15 });
    ok(world.clock.advanceUntil(() => answerTo(world, id) !== undefined, 20000));
    deepEqual(answerTo(world, id)?.result, { counted: 15 });
    equal(world.cloud.responses.filter((response) => response.id === id).length, 1);
    equal(runs, 1);
    device.close();
  });

  it("are cancelled, each request answered once", () => {
    const { world, device, ask } = startWorld();
    ask("long", "home.count", { seconds: 10 });
    ask("long", "home.count", { seconds: 10 });
    deepEqual(ask("c", "command.cancel", { id: "long" })?.result, { cancelled: true });
    const answers = world.cloud.responses.filter((response) => response.id === "long");
    deepEqual(
      answers.map(({ error }) => error?.code),
      [errorCodes.cancelled, errorCodes.cancelled],
    );
    deepEqual(ask("d", "command.cancel", { id: "long" })?.result, { cancelled: false });
    deepEqual(ask("e", "command.cancel", { id: 5 })?.result, { cancelled: false });
    equal(jobs[0]?.isClosed, true);
    world.clock.advance(20_000);
    equal(answers.length, 2);
    device.close();
  });

  it("are refused as busy when too many are under way, and may be tried again", () => {
    const { world, device, ask } = startWorld();
    for (let i = 0; i < deviceLimits.jobs; i++) ask(`count-${i}`, "home.count", { seconds: 5 });
    equal(ask("one-more", "home.count", { seconds: 2 })?.error?.code, errorCodes.busy);
    deepEqual(ask("quick", "home.add")?.result, { runs: deviceLimits.jobs + 1 });
    world.clock.advance(6000);
    world.cloud.responses.length = 0;
    ask("one-more", "home.count", { seconds: 2 });
    world.clock.advance(3000);
    deepEqual(answerTo(world, "one-more")?.result, { counted: 2 });
    device.close();
  });

  it("are given up at their deadline", () => {
    const { world, device, ask } = startWorld();
    ask("slow", "home.count", { seconds: 60 });
    world.clock.advance(21_000);
    equal(answerTo(world, "slow")?.error?.code, errorCodes.timedOut);
    equal(jobs[0]?.isClosed, true);
    device.close();
  });

  it("that throw are answered, logged, and stop nothing else", () => {
    const { world, device, ask } = startWorld();
    const answer = ask(1, "home.fail");
    deepEqual([answer?.error?.code, answer?.error?.data], [errorCodes.internal, { reason: "cannot do that" }]);
    ask(2, "home.count", { seconds: 13 });
    world.clock.advance(2000);
    deepEqual(answerTo(world, 2)?.error?.data, { reason: "unlucky" });
    equal(world.virtual.printed.filter((line) => line.includes("command.exception")).length, 2);
    equal(device.exceptions, 0);
    equal(device.session.state, "online");
    device.close();
  });

  it("may throw what is no error, and are closed whatever they throw at their end", () => {
    const { world, device, ask } = startWorld();
    deepEqual(ask(1, "home.fail", { what: "nothing" })?.error?.data, { reason: "undefined" });
    deepEqual(ask(2, "home.fail", { what: "text" })?.error?.data, { reason: "a text" });
    ask(3, "home.count", { seconds: 4 });
    world.clock.advance(5000);
    deepEqual(answerTo(world, 3)?.error?.data, { reason: "undefined" });
    equal(jobs[0]?.isClosed, true);
    equal(device.exceptions, 0);
    equal(device.session.state, "online");
    device.close();
  });

  it("that change something are not carried out after `expires`, whoever made them", () => {
    const { world, device, ask } = startWorld();
    equal(ask(1, "home.add", { expires: 1_700_000_000 })?.error?.code, errorCodes.expired);
    deepEqual(ask(2, "home.add", { expires: 5 })?.error?.data, {
      at: "/expires",
      reason: "must be at least 268435456",
    });
    equal(runs, 0);
    deepEqual(ask(3, "home.add", { expires: world.cloud.timeS + 5 })?.result, { runs: 1 });
    device.close();
  });

  it("are carried out once even if their answer was too large", () => {
    const { device, ask } = startWorld();
    const id = "flood-0123456789";
    equal(ask(id, "home.flood")?.error?.code, errorCodes.tooLarge);
    equal(ask(id, "home.flood")?.error?.code, errorCodes.tooLarge);
    equal(runs, 1);
    const long = "long-answer-0123456789";
    equal((ask(long, "home.long")?.result as string).length, 400);
    equal(ask(long, "home.long")?.error?.code, errorCodes.tooLarge);
    equal(runs, 2);
    device.close();
  });
});

import { Flash, FlashModel } from "../../hosts/models/flash.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { JsonWriter } from "../../src/protocol/json-writer.js";
import { sessionLimits } from "../../src/session/limits.js";
import { Outbox } from "../../src/session/outbox.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { toText } from "../support/text.js";

const wallMs = 1_800_000_000_000;
const dayMs = 86_400_000;

interface Pack {
  id: number;
  method: string;
  params: { stream: string; priority?: string; n: number; records?: { v?: number }[]; events?: { data?: number }[] };
}

/** One life of an outbox over a flash that outlives it; `now` is its own. */
function boot(
  flash: FlashModel | undefined,
  options: { seed?: number; wall?: (now: number) => number | undefined } = {},
) {
  const random = new SeededRandom(options.seed ?? 5);
  const wall = options.wall ?? ((now: number) => wallMs + now);
  const life = { now: 1000 };
  const lines: string[] = [];
  const open = (): Flash => {
    if (flash === undefined) throw new Error("no partition log");
    return new Flash(flash);
  };
  const board = {
    random: (into: Uint8Array) => random.fill(into),
    clock: { now: () => life.now, wall: () => wall(life.now), setWall: () => undefined },
    storage: { keyValue: { open: () => undefined as never }, log: { open } },
  };
  const log = { write: (level: string, code: string, text?: string) => void lines.push(`${level} ${code} ${text}`) };
  const box = new Outbox({ board, log, scratch: new JsonWriter(sessionLimits.recordBytes) });
  const writer = new JsonWriter(4096);
  let id = 0;
  const take = (): Pack | undefined => {
    if (!box.canSend(life.now) || !box.writePack(writer.reset(), ++id, 1024, life.now)) return undefined;
    ok(writer.length <= 1024 && !writer.isFull);
    return JSON.parse(toText(writer.view())) as Pack;
  };
  /** Time passes, and the device turns when it has to. */
  const pass = (ms: number): void => {
    const end = life.now + ms;
    box.advance(life.now);
    while (box.spillDeadline <= end) {
      life.now = Math.max(life.now, box.spillDeadline);
      box.advance(life.now);
    }
    life.now = end;
  };
  return { box, take, pass, life, lines };
}

type Life = ReturnType<typeof boot>;

/** The server's part of the contract. */
class Store {
  readonly marks = new Map<string, number>();
  readonly values: number[] = [];

  receive({ params }: Pack): number {
    const { stream, n, records, events } = params;
    const key = `${stream} ${params.priority ?? "event"}`;
    let mark = this.marks.get(key) ?? 0;
    for (const [i, record] of (records ?? events ?? []).entries()) {
      if (n + i <= mark) continue;
      mark = n + i;
      this.values.push((record as { v?: number }).v ?? (record as { data?: number }).data ?? Number.NaN);
    }
    this.marks.set(key, mark);
    return mark;
  }

  /** Says hello to the outbox and takes all that it has, or so many packs. */
  serve({ box, take, life }: Life, packs = 1e6): void {
    const stored: Record<string, number> = {};
    for (const priority of ["event", "state", "periodic"]) {
      const mark = this.marks.get(`${box.stream} ${priority}`);
      if (mark !== undefined) stored[priority] = mark;
    }
    ok(box.resume(stored), "what the server holds was sent");
    for (let i = 0; i < packs; i++) {
      const pack = take();
      if (pack === undefined) return;
      box.acknowledge(pack.id, this.receive(pack), life.now);
    }
  }
}

const newFlash = (blocks = 16): FlashModel => new FlashModel({ blocks });
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const erasures = (flash: FlashModel): number => flash.wear.reduce((sum, each) => sum + each);

/** One reading every `stepMs`, whose values count on from `from`. */
function sample(life: Life, from: number, count: number, stepMs: number): void {
  for (let i = 0; i < count; i++) {
    life.pass(stepMs);
    life.box.addMeasurement("periodic", "light", "lx", from + i, life.life.now);
  }
}

describe("outbox and its log partition", () => {
  it("brings back after a power cut what an outage has left there, under its stream and numbers", () => {
    const flash = newFlash();
    const store = new Store();
    const first = boot(flash);
    sample(first, 1, 10, 1000);
    store.serve(first);
    first.box.interrupt();
    sample(first, 11, 600, 1000);
    first.pass(sessionLimits.spillEveryMs);
    const second = boot(flash, { seed: 6 });
    equal(second.box.stream, first.box.stream);
    ok(second.lines.join().includes("outbox.recovered 600 records"), second.lines.join());
    sample(second, 611, 5, 1000);
    store.serve(second);
    deepEqual(store.values, numbers(1, 615));
    ok(second.box.isEmpty && second.box.dropped === 0);
    equal(flash.bytesNotRaised, 0);
  });

  it("loses in an outage what came in the last half minute before the power went, and no more", () => {
    const flash = newFlash();
    const first = boot(flash);
    sample(first, 1, 629, 1000);
    const store = new Store();
    store.serve(boot(flash));
    const last = store.values.at(-1) ?? 0;
    ok(last >= 629 - sessionLimits.spillEveryMs / 1000 && last < 629, `up to ${last}`);
    deepEqual(store.values, numbers(1, last));
  });

  it("writes no record while there is a session, nor in an outage of less than half a minute", () => {
    const flash = newFlash();
    const life = boot(flash);
    const store = new Store();
    store.serve(life);
    sample(life, 1, 20, 1000);
    store.serve(life);
    const before = flash.bytesWritten;
    for (let i = 0; i < 20; i++) {
      life.box.interrupt();
      sample(life, i * 20, 20, 1000);
      store.serve(life);
    }
    equal(flash.bytesWritten, before);
  });

  it("moves the oldest on as soon as half of a ring is taken, so that a fast device loses nothing", () => {
    const life = boot(newFlash(64));
    sample(life, 1, 1500, 10);
    equal(life.box.dropped, 0);
    const store = new Store();
    store.serve(life);
    deepEqual(store.values, numbers(1, 1500));
  });

  it("keeps events and state of a long outage at once, and sends events first, then state, then readings", () => {
    const flash = newFlash();
    const life = boot(flash);
    sample(life, 1, 60, 1000);
    life.box.addMeasurement("state", "relay", undefined, true, life.life.now);
    life.box.addEvent("door", 7, life.life.now);
    const again = boot(flash);
    again.box.resume(undefined);
    deepEqual(
      [again.take()?.method, again.take()?.params.priority, again.take()?.params.priority],
      ["event", "state", "periodic"],
    );
  });

  it("never gives a number twice that the server was told of, over restarts without a record in flash", () => {
    const flash = newFlash();
    const store = new Store();
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const life = boot(flash, { seed: i });
      for (let k = 0; k < 40; k++) {
        sample(life, ++value, 1, 10);
        store.serve(life, 1);
      }
    }
    deepEqual(store.values, numbers(1, 200));
    equal(store.marks.size, 1);
  });

  it("sends nothing again that the server holds, though its answer was lost with the power", () => {
    const flash = newFlash();
    const store = new Store();
    const first = boot(flash);
    sample(first, 1, 100, 1000);
    first.pass(sessionLimits.spillEveryMs);
    first.box.resume(undefined);
    const pack = first.take();
    ok(pack !== undefined);
    store.receive(pack);
    const second = boot(flash);
    store.serve(second);
    deepEqual(store.values, numbers(1, 100));
    equal(second.box.lanes[2].acknowledged, 100);
  });

  it("does not believe that a record of this life is stored whose number is reserved and was not sent", () => {
    const life = boot(newFlash());
    sample(life, 1, 100, 10);
    ok(life.box.resume(undefined));
    const sent = life.take()?.params.records?.length ?? 0;
    ok(sent > 0 && sent < 100);
    life.box.interrupt();
    equal(life.box.resume({ periodic: sent + 1 }), false);
    equal(life.box.lanes[2].count, 100);
  });

  it("begins a new stream when the flash was erased or replaced", () => {
    const store = new Store();
    const first = boot(newFlash(), { seed: 1 });
    sample(first, 1, 5, 10);
    store.serve(first);
    const second = boot(newFlash(), { seed: 2 });
    ok(second.box.stream !== first.box.stream);
    sample(second, 6, 5, 10);
    store.serve(second);
    deepEqual(store.values, numbers(1, 10));
  });

  it("keeps what waits when it stops in order, and starts with it", () => {
    const flash = newFlash();
    const first = boot(flash);
    sample(first, 1, 7, 10);
    first.box.close(first.life.now);
    first.box.close(first.life.now);
    const store = new Store();
    store.serve(boot(flash));
    deepEqual(store.values, numbers(1, 7));
  });

  it("gives the latest possible times, at their distances, when the time never was known before a restart", () => {
    const flash = newFlash();
    const first = boot(flash, { wall: () => undefined });
    sample(first, 1, 3, 20_000);
    first.box.close(first.life.now);
    const second = boot(flash);
    second.pass(500_000);
    second.box.resume(undefined);
    const records = second.take()?.params.records as unknown;
    // The second start was at 1 s of its clock; the first reading 40 s before the third.
    deepEqual(records, [
      { bt: 1_799_999_961, n: "light", u: "lx", v: 1 },
      { t: 20, n: "light", u: "lx", v: 2 },
      { t: 40, n: "light", u: "lx", v: 3 },
    ] as never);
  });

  it("corrects times in flash that were taken before the time was known, when it comes to be known", () => {
    let offset: number | undefined;
    const life = boot(newFlash(), { wall: (now) => (offset === undefined ? undefined : offset + now) });
    sample(life, 1, 2, 20_000);
    life.pass(60_000);
    equal(life.box.lanes[2].ring.count, 0);
    offset = wallMs;
    life.box.resume(undefined);
    const records = life.take()?.params.records as unknown;
    deepEqual(records, [
      { bt: 1_800_000_021, n: "light", u: "lx", v: 1 },
      { t: 20, n: "light", u: "lx", v: 2 },
    ] as never);
  });

  it("goes on in RAM without a partition, or with one that is too small, and says so once", () => {
    for (const flash of [undefined, newFlash(5)]) {
      const life = boot(flash);
      sample(life, 1, 100, 1000);
      equal(life.lines.length, 1);
      ok(life.lines[0]?.startsWith("warn outbox.no-storage "));
      const store = new Store();
      store.serve(life);
      deepEqual(store.values, numbers(1, 100));
    }
  });

  it("goes on in RAM when the flash fails, says so once, counts what is lost, and repeats no number", () => {
    const flash = newFlash();
    const life = boot(flash);
    const store = new Store();
    sample(life, 1, 100, 1000);
    const { stream } = life.box;
    flash.cutAfter(0);
    sample(life, 101, 100, 1000);
    equal(life.lines.filter((line) => line.startsWith("error outbox.storage-failed")).length, 1);
    store.serve(life);
    store.serve(life);
    equal(store.values.length + life.box.dropped, 200);
    equal(store.values.at(-1), 200);
    ok(life.box.stream !== stream, "numbers that could not be reserved are told under another stream");
  });

  it("keeps to its budget over a day of outages, in erasures of each sector and in bytes", () => {
    const flash = newFlash();
    const life = boot(flash);
    const store = new Store();
    const random = new SeededRandom(4);
    const before = erasures(flash);
    for (let at = 0; at < dayMs; ) {
      const outageMs = 600_000 + (random.next() % 5_000_000);
      // A reading every 6 s and a change of state every minute: twice as much as the partition may take.
      for (let t = 0; t < outageMs; t += 60_000) {
        for (let i = 0; i < 10; i++) life.box.addMeasurement("periodic", "light", "lx", i + 0.5, life.life.now);
        life.box.addMeasurement("state", "relay", undefined, t % 120_000 === 0, life.life.now);
        life.pass(60_000);
      }
      store.serve(life);
      life.box.interrupt();
      at += outageMs;
    }
    const most = sessionLimits.logErasuresPerDay;
    ok(Math.max(...flash.wear) <= most + 1, `${Math.max(...flash.wear)} erasures of a sector`);
    ok(erasures(flash) - before <= most * flash.blocks);
    ok(flash.bytesWritten <= most * flash.size, `${flash.bytesWritten} bytes`);
    ok(flash.bytesWritten > 100_000, "something was written");
  });
});

/** Power cuts at any byte, lost answers, outages: what is lost was in RAM, or counted; nothing is stored twice. */
function survive(seed: number): number {
  const random = new SeededRandom(seed);
  const chance = (percent: number): boolean => random.next() % 100 < percent;
  const flash = newFlash(6);
  const store = new Store();
  let value = 0;
  let accounted = 0;
  for (let lives = 0; lives < 8; lives++) {
    const life = boot(flash, { seed: seed * 100 + lives });
    const isCut = chance(80);
    if (isCut) flash.cutAfter(random.next() % 5000, random.next() & 0xff);
    for (let step = 0; step < 20; step++) {
      const count = 1 + (random.next() % 12);
      sample(life, value + 1, count, random.next() % 4000);
      value += count;
      if (chance(15)) store.serve(life, random.next() % 6);
      const pack = chance(20) ? life.take() : undefined;
      if (pack !== undefined) store.receive(pack); // and its answer is lost
      if (pack !== undefined || chance(30)) life.box.interrupt();
    }
    // When the flash has lost power the device in front of it has as well: what it says from then on counts nowhere.
    flash.restorePower();
    accounted += life.box.dropped + life.box.lanes[2].ring.count;
  }
  const last = boot(flash, { seed: seed * 100 + 99 });
  store.serve(last);
  ok(last.box.isEmpty, `seed ${seed}`);
  equal(new Set(store.values).size, store.values.length, `seed ${seed}: something is stored twice`);
  const lost = value - store.values.length;
  ok(lost <= accounted, `seed ${seed}: ${lost} lost, ${accounted} accounted for`);
  return store.values.length;
}

describe("outbox, its log partition, and power", () => {
  it("stores nothing twice and loses nothing but what was in RAM or counted, for 30 seeds", () => {
    let stored = 0;
    for (let seed = 1; seed <= 30; seed++) stored += survive(seed);
    ok(stored > 10_000, `${stored} stored`);
  });
});

import { KeyValueModel } from "../../hosts/models/key-value.js";
import type { Board } from "../../src/board/board.js";
import type { NTP, NTPOptions } from "../../src/board/network.js";
import { sessionLimits } from "../../src/session/limits.js";
import { TimeQuery } from "../../src/session/time-query.js";
import { Timekeeper } from "../../src/session/timekeeper.js";
import { deepEqual, equal, ok } from "../support/assert.js";

const built = 1_790_000_000_000; // ms since 1970
const dayMs = 86_400_000;

/** A time server that a test answers for. */
class Client implements NTP {
  static readonly asked: Client[] = [];
  readonly options: NTPOptions;
  callback: ((error: Error | null, time?: number) => void) | undefined;
  isClosed = false;

  constructor(options: NTPOptions) {
    this.options = options;
    Client.asked.push(this);
  }
  getTime(callback: (error: Error | null, time?: number) => void): void {
    this.callback = callback;
  }
  close(): void {
    this.isClosed = true;
  }
}

interface World {
  wall: number | undefined;
  floor: number;
  now: number;
  lines: string[];
  stored: KeyValueModel;
  sets: number[];
  time: Timekeeper;
}

function world(options: { wall?: number; hasNTP?: boolean; stored?: KeyValueModel } = {}): World {
  const stored = options.stored ?? new KeyValueModel({ contents: {} });
  const it = { wall: options.wall, floor: 0, now: 1000, lines: [] as string[], stored, sets: [] as number[] };
  let offset = options.wall === undefined ? undefined : options.wall - it.now;
  const clock = {
    now: () => it.now,
    wall: () => (offset === undefined ? undefined : it.now + offset),
    setWall: (ms: number) => {
      offset = ms - it.now;
      it.sets.push(ms);
    },
    builtAt: built,
    setFloor: (ms: number) => {
      it.floor = ms;
    },
  };
  const storage = {
    keyValue: { open: (place: { path: string }) => stored.open(place) },
    log: { open: () => undefined },
  };
  const network = { ntp: options.hasNTP === false ? undefined : { io: Client } };
  const board = { clock, storage, network } as unknown as Pick<Board, "clock" | "storage" | "network">;
  const log = {
    write: (level: string, code: string, text?: string) => void it.lines.push(`${level} ${code}: ${text}`),
  };
  return Object.assign(it, { time: new Timekeeper({ board, log }) });
}

const seen = ({ stored }: World): string | undefined => stored.open({ path: "mooring" }).read("time.seen");
const true0 = 1_800_000_000_000; // ms since 1970 at now 0

describe("the time", () => {
  it("is not before the build, nor before what was seen last, and nobody knows it at first", () => {
    const it = world();
    deepEqual([it.time.source, it.time.isKnown, it.floor], ["none", false, built]);
    it.time.ntp(true0 + it.now, it.now);
    it.time.server(true0 + it.now, 10, it.now);
    equal(seen(it), String(true0 / 1000 + 1));
    const again = world({ stored: it.stored });
    equal(again.floor, true0 + 1000);
    equal(again.time.isKnown, false);
  });

  it("is not believed from NTP when it is over, and the server's is when NTP says nothing", () => {
    const it = world();
    equal(it.time.ntp(built - 1, it.now), false);
    equal(it.time.isKnown, false);
    ok(it.lines[0]?.startsWith("warn clock.refused"), it.lines[0]);
    it.time.server(built - 1, 10, it.now);
    equal(it.time.isKnown, false);
    it.time.server(true0, 10, it.now);
    deepEqual([it.time.source, it.sets], ["server", [true0]]);
  });

  it("is NTP's as long as that is fresh; a server that differs is told of and changes nothing", () => {
    const it = world();
    it.time.ntp(true0, it.now);
    it.time.server(true0 + 60_000, 10, it.now);
    deepEqual([it.time.source, it.sets], ["ntp", [true0]]);
    ok(
      it.lines.some((line) => line === "warn clock.differs: the server's is 60.000 s later"),
      it.lines.join("\n"),
    );
    equal(seen(it), undefined, "only what both say is kept");
    it.now += sessionLimits.ntpFreshMs;
    it.time.server(true0 + sessionLimits.ntpFreshMs + 60_000, 10, it.now);
    equal(it.time.source, "server");
    deepEqual(it.time.report(), { source: "server", steps: 1, stepMs: 60_000, driftPPM: undefined });
  });

  it("of a computer stays its own, and a difference is told", () => {
    const it = world({ wall: true0, hasNTP: false });
    it.time.server(true0 + 60_000, 10, it.now);
    deepEqual([it.time.source, it.sets.length], ["board", 0]);
    ok(it.lines[0]?.startsWith("warn clock.differs"), it.lines[0]);
  });

  it("of a chip that kept it through a restart is set right by the first who knows better", () => {
    const it = world({ wall: true0 - 90_000 });
    it.time.ntp(true0, it.now);
    deepEqual([it.time.source, it.sets], ["ntp", [true0]]);
    deepEqual(it.time.report(), { source: "ntp", steps: 1, stepMs: 90_000, driftPPM: undefined });
    ok(it.lines[0]?.startsWith("warn clock.step: 90.000 s, by ntp"), it.lines[0]);
  });

  it("says how fast the clock goes, sets it without a step, and leaves it alone where a message takes as long", () => {
    const it = world();
    it.time.ntp(true0, it.now);
    // 40 ppm too slow for six hours
    const passed = sessionLimits.ntpEveryMs;
    it.now += passed;
    it.time.ntp(true0 + passed + passed * 40e-6, it.now);
    deepEqual(it.time.report(), { source: "ntp", steps: 0, stepMs: undefined, driftPPM: 40 });
    equal(it.sets.length, 2);
    it.now += 1000;
    it.time.ntp((it.sets[1] ?? 0) + 1000 + sessionLimits.clockSlackMs - 1, it.now);
    equal(it.sets.length, 2);
    equal(it.time.report().driftPPM, 40);
  });

  it("last seen is written once a day at most, over any number of sessions and starts", () => {
    const stored = new KeyValueModel({ contents: {} });
    let writes = 0;
    let last: string | undefined;
    for (let hour = 0; hour < 24 * 10; hour++) {
      const it = world({ stored });
      for (let i = 0; i < 3; i++) {
        const epoch = true0 + hour * 3_600_000 + i * 60_000;
        it.time.ntp(epoch, it.now);
        it.time.server(epoch, 10, it.now);
        if (seen(it) !== last) writes++;
        last = seen(it);
      }
    }
    ok(writes >= 9 && writes <= 10, String(writes));
  });

  it("last seen goes back when both say so, for a server may have been ahead once", () => {
    const it = world({ hasNTP: false });
    it.time.server(true0 + 400 * dayMs, 10, it.now);
    equal(it.floor, true0 + 400 * dayMs);
    it.time.server(true0, 10, it.now);
    equal(it.floor, true0);
    equal(seen(it), String(true0 / 1000));
  });

  it("goes on without a store that takes it", () => {
    const it = world();
    it.stored.open = () => {
      throw new Error("no room");
    };
    it.time.ntp(true0, it.now);
    it.time.server(true0, 10, it.now);
    equal(it.time.source, "ntp");
    ok(it.lines.some((line) => line === "warn clock.not-kept: no room"));
  });
});

describe("a question for the time", () => {
  const ask = (it: World, servers?: readonly string[]) => {
    Client.asked.length = 0;
    let woken = 0;
    const place = { io: Client, servers: ["a", "b"] } as unknown as NonNullable<Board["network"]["ntp"]>;
    const log = {
      write: (level: string, code: string, text?: string) => void it.lines.push(`${level} ${code}: ${text}`),
    };
    const query = new TimeQuery(place, servers, it.time, log, () => woken++);
    return { query, woken: () => woken };
  };

  it("waits for the link, is asked of the board's servers or of those that are set, and is closed when it is answered", () => {
    const it = world();
    const { query, woken } = ask(it);
    query.advance(false, it.now);
    deepEqual([query.deadline, Client.asked.length], [Number.POSITIVE_INFINITY, 0]);
    query.advance(true, it.now);
    const [client] = Client.asked;
    deepEqual(client?.options.servers, ["a", "b"]);
    client?.callback?.(null, true0);
    equal(woken(), 1);
    query.advance(true, it.now);
    deepEqual([it.time.source, client?.isClosed, query.deadline], ["ntp", true, it.now + sessionLimits.ntpEveryMs]);
    const other = ask(it, ["c"]);
    other.query.advance(true, it.now);
    deepEqual(Client.asked[0]?.options.servers, ["c"]);
    other.query.close();
    equal(Client.asked[0]?.isClosed, true);
  });

  it("comes again after silence, more and more rarely, once a minute at most while nobody knows the time", () => {
    const it = world();
    const { query } = ask(it);
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      query.advance(true, it.now);
      it.now += sessionLimits.ntpMs;
      query.advance(true, it.now);
      pauses.push(query.deadline - it.now);
      it.now = query.deadline;
    }
    deepEqual(pauses, [5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000, 60_000]);
    ok(Client.asked.every(({ isClosed }) => isClosed));
    equal(it.lines.filter((line) => line.includes("clock.no-ntp")).length, 1);
    // What an older client still says changes nothing.
    Client.asked[0]?.callback?.(null, true0);
    query.advance(false, it.now);
    equal(it.time.isKnown, false);
  });

  it("ends with the link, and a time that is not believed counts as none", () => {
    const it = world();
    const { query } = ask(it);
    query.advance(true, it.now);
    query.advance(false, it.now);
    equal(Client.asked[0]?.isClosed, true);
    it.now += 5000;
    query.advance(true, it.now);
    Client.asked[1]?.callback?.(null, 1000);
    query.advance(true, it.now);
    equal(query.deadline, it.now + 10_000);
  });
});

/**
 * describe, it and hooks for the firmware's tests on XS: what Mocha does, as far as those tests need it.
 *
 * There is no skip and no only (what runs on Node runs on XS), and no timeout (XS has no timer here: a test that waits
 * for ever is found by the runner when the engine has nothing left to do). Results go to the runner in xs.ts.
 */
import type { GuestHost } from "../../hosts/desktop/engine/host.js";

declare const host: GuestHost;

/** Calls of the guest; the object is 0. */
export const report = Object.freeze({
  /** titles as JSON array: a test begins */
  begin: 1,
  /** titles as JSON array, text of the error or undefined */
  end: 2,
  /** all has run */
  finished: 3,
} as const);

type Work = (this: unknown) => unknown;
interface Suite {
  titles: readonly string[];
  entries: ({ suite: Suite } | { title: string; work: Work })[];
  before: Work[];
  after: Work[];
  beforeEach: Work[];
  afterEach: Work[];
}

/** What `this` offers to a test; Mocha's limits of time do not apply. */
const context = Object.freeze({ timeout: () => context, slow: () => context });

const root = newSuite([]);
const state = { suite: root };

function newSuite(titles: readonly string[]): Suite {
  return { titles, entries: [], before: [], after: [], beforeEach: [], afterEach: [] };
}

function describe(title: string, define: Work): void {
  const outer = state.suite;
  const suite = newSuite([...outer.titles, title]);
  outer.entries.push({ suite });
  state.suite = suite;
  define.call(context);
  state.suite = outer;
}

Object.assign(globalThis, {
  describe,
  context: describe,
  it: (title: string, work: Work) => void state.suite.entries.push({ title, work: takeWork(title, work) }),
  before: (work: Work) => void state.suite.before.push(work),
  after: (work: Work) => void state.suite.after.push(work),
  beforeEach: (work: Work) => void state.suite.beforeEach.push(work),
  afterEach: (work: Work) => void state.suite.afterEach.push(work),
});

function takeWork(title: string, work: unknown): Work {
  if (typeof work !== "function" || work.length > 0)
    throw new Error(`"${title}": a test is a function without parameters, or returns a promise`);
  return work as Work;
}

/** Set as host.start by the runner's entry. */
export function runAll(): void {
  runSuite(root, [], []).then(() => void host.call(0, report.finished));
}

async function runSuite(suite: Suite, beforeEach: readonly Work[], afterEach: readonly Work[]): Promise<void> {
  const failure = await runHooks(suite.before);
  if (failure !== undefined) {
    end([...suite.titles, '"before" hook'], failure);
    return;
  }
  const before = [...beforeEach, ...suite.beforeEach];
  const after = [...suite.afterEach, ...afterEach];
  for (const entry of suite.entries) {
    if ("suite" in entry) await runSuite(entry.suite, before, after);
    else await runTest([...suite.titles, entry.title], entry.work, before, after);
  }
  const last = await runHooks(suite.after);
  if (last !== undefined) end([...suite.titles, '"after" hook'], last);
}

async function runTest(titles: string[], work: Work, before: readonly Work[], after: readonly Work[]): Promise<void> {
  host.call(0, report.begin, JSON.stringify(titles));
  const first = (await runHooks(before)) ?? (await runHooks([work]));
  const last = await runHooks(after);
  end(titles, first ?? last);
}

/** The first error's text; undefined when there is none. */
async function runHooks(hooks: readonly Work[]): Promise<string | undefined> {
  for (const hook of hooks) {
    try {
      await hook.call(context);
    } catch (error) {
      return error instanceof Error ? String(error.stack) : `thrown: ${String(error)}`;
    }
  }
  return undefined;
}

function end(titles: readonly string[], error: string | undefined): void {
  host.call(0, report.end, JSON.stringify(titles), error);
}

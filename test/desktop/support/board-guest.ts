/** A whole board with a guest written in place of the firmware: its text has `board`, `post(value)` and `stopped`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BoardRun, type Output, type RunOptions, runBoard } from "../../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../../hosts/desktop/engine/bundle.js";
import type { EngineKind } from "../../../hosts/desktop/engine/engine.js";

const prelude = `import { runGuest } from "./hosts/desktop/guest/run.js";
runGuest((board, launch) => {
  const post = (...values: unknown[]) => launch.post(JSON.stringify(values));
  let stopped = (done: () => void) => done();
`;
const ending = `
  return { stop(done) { stopped(done); } };
});`;

export interface GuestBoard {
  run: BoardRun;
  /** What the guest posted. */
  posts: unknown[];
  lines: string[];
  outputs: Output[];
  /** Resolves when something posted, printed or shown makes the condition true. */
  until(condition: () => boolean): Promise<void>;
}

const open: { run: BoardRun; directory: string }[] = [];

export async function startGuestBoard(
  kind: EngineKind,
  text: string,
  options: Partial<RunOptions> = {},
): Promise<GuestBoard> {
  const bundle = await bundleGuest({ source: { text: prelude + text + ending, name: "guest-fixture.ts" } });
  const directory = mkdtempSync(join(tmpdir(), "mooring-board-"));
  const posts: unknown[] = [];
  const lines: string[] = [];
  const outputs: Output[] = [];
  const wake: (() => void)[] = [];
  const changed = () => {
    for (const resolve of wake.splice(0)) resolve();
  };
  const run = await runBoard({
    directory,
    id: "desk-1",
    kind,
    bundle,
    sensors: [],
    onPrint: (line) => {
      lines.push(line);
      changed();
    },
    onPost: (posted) => {
      posts.push(JSON.parse(posted));
      changed();
    },
    ...options,
  });
  open.push({ run, directory });
  run.onOutput((output) => {
    outputs.push(output);
    changed();
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => wake.push(resolve));
  };
  return { run, posts, lines, outputs, until };
}

/** For afterEach. */
export async function stopGuestBoards(): Promise<void> {
  for (const { run, directory } of open.splice(0)) {
    await run.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

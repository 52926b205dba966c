/**
 * A lock between processes: a directory that only one can make. A lock whose owner is dead is taken over.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 50; // ms, little beside a build of seconds
const unnamedMs = 2000; // ms, a lock whose owner has not written its name by then has none

/** Runs `work` while no other process holds the lock at `path`; waits as long as its owner lives. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await acquire(path);
  try {
    return await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function acquire(path: string): Promise<void> {
  const owner = join(path, "owner");
  let unnamedSince: number | undefined;
  for (;;) {
    try {
      await mkdir(path);
      await writeFile(owner, String(process.pid));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const id = Number(await readFile(owner, "utf8").catch(() => ""));
    if (id > 0) {
      unnamedSince = undefined;
      if (!isAlive(id)) await rm(path, { recursive: true, force: true });
    } else {
      unnamedSince ??= Date.now();
      if (Date.now() - unnamedSince > unnamedMs) await rm(path, { recursive: true, force: true });
    }
    await sleep(pollMs);
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

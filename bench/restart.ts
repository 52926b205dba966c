/**
 * 300 boards in one process with real sockets against the real cloud, which is killed (SIGKILL) and started again twice
 * within a minute. Target: every reading that was acknowledged is in the database once. Printed: the time from the
 * server's first line until each board's first acknowledgement. A server that is killed gives no hint, so the boards'
 * first attempts are spread over 30 s, as those of a herd of any size are (docs/session.md).
 */
import { runRestarts } from "./support/restart-run.js";

const boards = 300;
const killsAtMs = [5000, 50_000];
const withinMs = 90_000;

const { backMs, acknowledged, lost, twice, dropped } = await runRestarts({
  boards,
  intervalMs: 1000,
  killsAtMs,
  withinMs,
  tell: (line) => console.log(line),
});

/** Of sorted times, in seconds. */
const percentile = (times: readonly number[], share: number): string =>
  ((times[Math.ceil(times.length * share) - 1] ?? Number.NaN) / 1000).toFixed(1);

console.log("");
for (const [at, times] of backMs.entries()) {
  const figures = `50th percentile ${percentile(times, 0.5)} s, 95th ${percentile(times, 0.95)} s`;
  const last = `${percentile(times, 1)} s the last of ${times.length}`;
  console.log(`restart ${at + 1}: first acknowledgement after the server is back: ${figures}, ${last}`);
}
console.log(`${acknowledged} readings acknowledged: ${lost} not in the database, ${twice} there more than once`);
console.log(`${dropped} dropped by the devices`);
const isMet = lost === 0 && twice === 0 && backMs.length === 2 && (backMs[1]?.length ?? 0) === boards;
console.log(isMet ? "target met: every acknowledged reading is in the database once" : "target missed");
process.exit(isMet ? 0 : 1);

/** How long a dashboard waits before it tries the cloud again: full jitter, doubling, capped. */
const firstDelayMs = 1000; // ms; first retry is within it
const longestDelayMs = 30_000; // ms; cap of the doubling
const shortestDelayMs = 250; // ms; a server that refuses at once is not hammered

/** Full jitter; `random` is 0 to 1. Attempts count from 0. */
export function retryDelayMs(attempt: number, random: number): number {
  const cap = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 10));
  return shortestDelayMs + random * cap;
}

/**
 * Close codes (RFC 6455 7.4.1 and ours, 4000-4999) and what each makes a device do. Shared with the cloud, so that
 * the server knows what it asks for.
 *
 * again: after full jitter; spread: over 0-30 s first, for a whole herd was cut off at once; refused: 60 s doubling to
 * 15 min, shown to people. A delay in the reason ("retry=12", seconds) is a hint and comes before all of these.
 */
export type ClosePolicy = "again" | "spread" | "refused";

export const closeCodes = Object.freeze({
  1000: { name: "normal", policy: "spread" },
  1001: { name: "going away", policy: "spread" },
  1002: { name: "protocol error", policy: "again" },
  1003: { name: "unsupported data", policy: "again" },
  1006: { name: "no close frame", policy: "spread" },
  1007: { name: "invalid data", policy: "again" },
  1008: { name: "policy violation", policy: "refused" },
  1009: { name: "message too big", policy: "again" },
  1010: { name: "extension missing", policy: "refused" },
  1011: { name: "server error", policy: "spread" },
  1012: { name: "service restart", policy: "spread" },
  1013: { name: "try again later", policy: "spread" },
  4401: { name: "token refused", policy: "refused" },
  4403: { name: "device not allowed", policy: "refused" },
  4408: { name: "no hello in time", policy: "again" },
  4409: { name: "replaced by a newer session", policy: "again" },
} as const satisfies Record<number, { name: string; policy: ClosePolicy }>);

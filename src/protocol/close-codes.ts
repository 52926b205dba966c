/**
 * Close codes (RFC 6455 7.4.1 and ours, 4000-4999) and what each makes a device do. Shared with the cloud, so that
 * the server knows what it asks for.
 *
 * again: after full jitter; spread: over 0-30 s first, for a whole herd was cut off at once; refused: 60 s doubling to
 * 15 min, shown to people. A delay in the reason ("retry=12", seconds) is a hint and comes before all of these.
 */
export type ClosePolicy = "again" | "spread" | "refused";

export const closeCodes = Object.freeze({
  1000: Object.freeze({ name: "normal", policy: "spread" } as const),
  1001: Object.freeze({ name: "going away", policy: "spread" } as const),
  1002: Object.freeze({ name: "protocol error", policy: "again" } as const),
  1003: Object.freeze({ name: "unsupported data", policy: "again" } as const),
  1006: Object.freeze({ name: "no close frame", policy: "spread" } as const),
  1007: Object.freeze({ name: "invalid data", policy: "again" } as const),
  1008: Object.freeze({ name: "policy violation", policy: "refused" } as const),
  1009: Object.freeze({ name: "message too big", policy: "again" } as const),
  1010: Object.freeze({ name: "extension missing", policy: "refused" } as const),
  1011: Object.freeze({ name: "server error", policy: "spread" } as const),
  1012: Object.freeze({ name: "service restart", policy: "spread" } as const),
  1013: Object.freeze({ name: "try again later", policy: "spread" } as const),
  4401: Object.freeze({ name: "token refused", policy: "refused" } as const),
  4403: Object.freeze({ name: "device not allowed", policy: "refused" } as const),
  4408: Object.freeze({ name: "no hello in time", policy: "again" } as const),
  4409: Object.freeze({ name: "replaced by a newer session", policy: "again" } as const),
} as const satisfies Record<number, { name: string; policy: ClosePolicy }>);

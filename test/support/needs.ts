/**
 * A suite that needs something of the machine. Where that is absent the suite is skipped, and the skip names it:
 * `describeWith("Chromium", undefined, "dashboard", ...)` runs; with a reason as second argument it is skipped.
 */
export function describeWith(what: string, absent: string | undefined, title: string, suite: () => void): void {
  if (absent === undefined) describe(title, suite);
  else describe.skip(`${title} [needs ${what}: ${absent}]`, suite);
}

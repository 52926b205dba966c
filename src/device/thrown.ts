/** What was thrown, in words: a person's own code may throw anything, undefined as well, and what contains it must not throw. */
export function thrownText(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return "something that cannot be said";
  }
}

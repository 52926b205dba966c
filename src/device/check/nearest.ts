/** The name that somebody meant: the nearest by edits (Levenshtein), as a hint behind what is wrong. */

const editsMaximum = 3; // edits; beyond them it is another word

/** `; did you mean "x"?`, or `; known are a, b, c`, or nothing when there are none. */
export function hint(name: string, known: readonly string[]): string {
  let best: string | undefined;
  let least = Math.min(editsMaximum, Math.ceil(name.length / 2)) + 1;
  for (const each of known) {
    const edits = distance(name.toLowerCase(), each.toLowerCase(), least);
    if (edits >= least) continue;
    least = edits;
    best = each;
  }
  if (best !== undefined) return `; did you mean "${best}"?`;
  return known.length === 0 ? "" : `; known are ${known.slice(0, 24).join(", ")}`;
}

/** Edits that make one of the other; `limit` when there are as many or more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      next[j] = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return Math.min(row[b.length] ?? limit, limit);
}

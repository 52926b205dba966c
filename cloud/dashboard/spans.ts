/** When something was on, from its changes. No drawing. */
export interface Change {
  t: number;
  isOn: boolean;
}

/** When it was on: spans of from..to, cut to the window; `until` ends the last one. */
export function spansOn(changes: readonly Change[], from: number, until: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const [i, change] of changes.entries()) {
    const end = Math.min(changes[i + 1]?.t ?? until, until);
    if (change.isOn && end >= from && change.t <= until) spans.push([Math.max(change.t, from), end]);
  }
  return spans;
}

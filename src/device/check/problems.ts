/** What is wrong in a definition, as it is found: each with its place and why; the first ones of many. */
export interface Problem {
  /** `sensors[2].pin`; "": the whole */
  readonly at: string;
  readonly reason: string;
}

/** problems; more are counted alone */
const kept = 12;

export class Problems {
  readonly list: Problem[] = [];
  /** All that were found. */
  count = 0;

  add(at: string, reason: string): void {
    this.count++;
    if (this.list.length < kept) this.list.push({ at, reason });
  }
}

/** `sensors[2].pin: 6 is used by flash on this board` */
export function problemText({ at, reason }: Problem): string {
  return at === "" ? reason : `${at}: ${reason}`;
}

/** Place of a field; of an item `${at}[${i}]`. */
export function below(at: string, key: string): string {
  return at === "" ? key : `${at}.${key}`;
}

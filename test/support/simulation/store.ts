/**
 * What the simulated server keeps for good, as docs/protocol.md has it: a mark for each device, stream and priority, and
 * each record once. It outlives every restart of the server. It also holds what it sees against the rules.
 */
export interface StoredRecord {
  readonly device: string;
  readonly stream: string;
  readonly priority: string;
  readonly n: number;
  readonly record: Readonly<Record<string, unknown>>;
  /** seconds since 1970 */
  readonly timeS: number;
}

export interface Pack {
  readonly stream: string;
  readonly priority: string;
  readonly n: number;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export class Store {
  readonly records: StoredRecord[] = [];
  /** Records that came again. */
  repeats = 0;
  readonly #marks = new Map<string, number>();

  mark(device: string, stream: string, priority: string): number {
    return this.#marks.get(`${device} ${stream} ${priority}`) ?? 0;
  }

  /** Stores what is above the mark; returns the new one. */
  commit(device: string, pack: Pack): number {
    const { stream, priority, records } = pack;
    let mark = this.mark(device, stream, priority);
    let n = pack.n;
    let base = 0;
    for (const record of records) {
      if (typeof record["bt"] === "number") base = record["bt"];
      if (n <= mark) this.repeats++;
      else {
        const timeS = base + ((record["t"] as number | undefined) ?? 0);
        this.records.push({ device, stream, priority, n, record, timeS });
        mark = n;
      }
      n++;
    }
    this.#marks.set(`${device} ${stream} ${priority}`, mark);
    return mark;
  }
}

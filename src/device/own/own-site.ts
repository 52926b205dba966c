/**
 * The board as a person's own sensor or actuator sees it: as any other part does. What it follows is noted, so that the
 * firmware lets go of it with the part; the person's code need not.
 */
import type { Board } from "../../board/board.js";
import type { PinReference } from "../definition.js";
import type { Jitter } from "../jitter.js";
import type { Kinds } from "../kinds.js";
import type { Latest, Reporter } from "../reporter.js";
import type { Site } from "../source.js";

export class OwnSite implements Site {
  private readonly site: Site;
  /** Names; undefined: it follows none */
  private watched: string[] | undefined;

  constructor(site: Site) {
    this.site = site;
  }

  get board(): Board {
    return this.site.board;
  }

  get kinds(): Kinds {
    return this.site.kinds;
  }

  get reporter(): Reporter {
    return this.site.reporter;
  }

  get sampleScale(): number {
    return this.site.sampleScale ?? 1;
  }

  get jitter(): Jitter {
    return this.site.jitter;
  }

  get wake(): () => void {
    return this.site.wake;
  }

  pin(pin: PinReference): number {
    return this.site.pin(pin);
  }

  bus(name: string): Board["I2C"][string] {
    return this.site.bus(name);
  }

  watch(name: string): Latest {
    const latest = this.site.watch(name);
    this.watched ??= [];
    if (this.watched.includes(name)) this.reporter.unwatch(name);
    else this.watched.push(name);
    return latest;
  }

  /** The part is closed. */
  release(): void {
    for (const name of this.watched ?? none) this.reporter.unwatch(name);
    this.watched = undefined;
  }
}

const none: readonly string[] = Object.freeze([]);

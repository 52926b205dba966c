/**
 * The addresses of one cloud, tried in turn, and when which of them may be asked again. What a server asked for (a hint)
 * or said (a refusal) holds for that server alone: another one is tried meanwhile, after the delay that the cause's
 * policy gives. With one address it is that policy alone. Not a timer: it gives numbers.
 */
import type { Backoff } from "./backoff.js";
import type { Cause } from "./causes.js";
import { sessionLimits } from "./limits.js";
import { parseServerURL, type ServerURL } from "./url.js";

/** One address, and what its server has said. */
interface Place {
  readonly server: ServerURL;
  /** monotonic ms; it is not asked before; 0: it said nothing, or its time has come */
  heldUntil: number;
  /** It is held because it does not want this device. */
  isRefused: boolean;
  /** since its last stable minute */
  refusals: number;
}

export class Servers {
  private places: readonly Place[] = [];
  private place: Place | undefined;
  private readonly backoff: Backoff;

  constructor(backoff: Backoff) {
    this.backoff = backoff;
  }

  /** In the order in which they are to be tried. */
  set(list: readonly ServerURL[]): void {
    this.places = list.map((server) => ({ server, heldUntil: 0, isRefused: false, refusals: 0 }));
    this.place = this.places[0];
  }

  /** The one to ask next, or that has been asked; undefined: there is none. */
  get current(): ServerURL | undefined {
    return this.place?.server;
  }

  get count(): number {
    return this.places.length;
  }

  /** The one to ask next has refused this device: shown to people. */
  get isRefused(): boolean {
    return this.place?.isRefused === true;
  }

  /** A stable minute is over: the count of attempts falls back, and this server's refusals are forgotten. */
  reset(): void {
    this.backoff.reset();
    const { place } = this;
    if (place === undefined) return;
    place.refusals = place.heldUntil = 0;
    place.isRefused = false;
  }

  /** The attempt failed, or the connection ended: chooses whom to ask next. Returns ms until then. */
  next({ policy, hintMs }: Cause, now: number): number {
    const { backoff, place } = this;
    // Our own link says nothing of the server.
    if (place === undefined || policy === "start" || policy === "link") return backoff.next(policy, undefined);
    const own = backoff.next(policy, hintMs, place.refusals);
    place.isRefused = policy === "refused";
    if (place.isRefused) place.refusals++;
    const isHeld = place.isRefused || hintMs !== undefined;
    place.heldUntil = isHeld ? now + own : 0;
    if (this.places.length === 1) return own;
    return this.turn(place, isHeld ? backoff.elsewhere(policy) : own, now);
  }

  /** The next in turn that may be asked after `delay`; when all of them are held, the one whose time comes first. */
  private turn(from: Place, delay: number, now: number): number {
    const { places } = this;
    const at = places.indexOf(from);
    let soonest = from;
    for (let i = 1; i <= places.length; i++) {
      const place = places[(at + i) % places.length];
      if (place === undefined) continue;
      if (place.heldUntil <= now + delay) {
        this.place = place;
        place.isRefused = false;
        return delay;
      }
      if (place.heldUntil < soonest.heldUntil) soonest = place;
    }
    this.place = soonest;
    return soonest.heldUntil - now;
  }
}

/**
 * Takes a setting with one address or several, white space between them. Those that cannot be used are told of, by
 * their place and what is wrong, and left out.
 */
export function parseServers(text: string, tell: (fault: string) => void): ServerURL[] {
  const found: ServerURL[] = [];
  const parts = splitWords(text);
  if (parts.length === 0) tell("is empty");
  for (const [at, part] of parts.entries()) {
    const server = parseServerURL(part);
    if (found.length === sessionLimits.servers) {
      tell(`has more than ${sessionLimits.servers} addresses`);
      break;
    }
    if (typeof server !== "string") found.push(server);
    else tell(parts.length === 1 ? server : `(address ${at + 1}) ${server}`);
  }
  return found;
}

/** What stands between white space (as String.prototype.trim has it, ECMA-262). */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (i < text.length && text.charAt(i).trim() !== "") continue;
    if (i > start) words.push(text.slice(start, i));
    start = i + 1;
  }
  return words;
}

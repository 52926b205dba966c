/**
 * Claiming: a code that an operator asks for, and its exchange for a device's own token. What is guessed at is bounded
 * thrice: a code has 73 random bits, lives an hour unless it is said otherwise, and only so many wrong ones are looked at a
 * second; a right one is, so that nobody keeps others from claiming by guessing.
 */
import { randomBytes, randomInt } from "node:crypto";
import { limits } from "../../src/protocol/limits.js";
import { isName } from "../../src/protocol/validate.js";
import type { Bus } from "./bus.js";
import { createSecret, isSameHash, sha256 } from "./http/secrets.js";
import { Rate } from "./rate.js";
import type { Store } from "./store/store.js";

export interface ClaimServices {
  store: Store;
  bus: Bus;
  /** seconds since 1970 */
  now: () => number;
}

export interface Claimed {
  id: string;
  token: string;
  /** path of the device's link */
  link: string;
}

const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"; // without what looks alike: 0 and O, 1, I, L and U
const codeLetters = 15; // of 30 letters each: 73 bits
const groupLetters = 5;
const codesAtOnce = 1000; // codes that are not used up yet
const attemptsPerSecond = 5; // wrong codes of everybody together, after a burst
const attemptsBurst = 100;

export class Claims {
  readonly #services: ClaimServices;
  readonly #attempts = new Rate(attemptsPerSecond, attemptsBurst, performance.now());
  /** Devices that have used a code and have not come with their token. */
  readonly #coming = new Set<string>();

  constructor(services: ClaimServices) {
    this.#services = services;
    for (const id of services.store.claims.devices()) this.#coming.add(id);
    services.bus.subscribe((notice) => {
      if (notice.type === "online" || notice.type === "removed") this.#finish(notice.id);
    });
  }

  /** A new code, shown this once. Undefined: too many are open. */
  create(name: string | undefined, ttlSeconds: number): { code: string; expiresAt: number } | undefined {
    const { store, now } = this.#services;
    const code = createCode();
    const expiresAt = now() + ttlSeconds;
    const isAdded = store.database.transaction(() => {
      if (store.claims.count(now()) >= codesAtOnce) return false;
      store.claims.add(sha256(plain(code)), name ?? null, expiresAt);
      return true;
    });
    return isAdded ? { code, expiresAt } : undefined;
  }

  /** Milliseconds until a code may be tried again; 0: now. */
  get waitMs(): number {
    return this.#attempts.waitMs(performance.now());
  }

  /** Whether there is such a code; one that is wrong counts. */
  isKnown(code: string): boolean {
    const { store, now } = this.#services;
    if (store.claims.get(sha256(plain(code)), now()) !== undefined) return true;
    this.#attempts.take(performance.now());
    return false;
  }

  /** The token for a code, in one transaction with the device. Undefined: the code is another device's, or none. */
  exchange(code: string, key: string, device: { id: string; model: string }): Claimed | undefined {
    const { store, bus } = this.#services;
    const token = createSecret();
    const id = store.database.transaction(() => this.#take(sha256(plain(code)), sha256(key), device, sha256(token)));
    if (id === undefined) {
      this.#attempts.take(performance.now());
      return undefined;
    }
    this.#coming.add(id);
    bus.publish({ type: "changed", id });
    return { id, token, link: `/v1/devices/${encodeURIComponent(id)}/link` };
  }

  #take(
    hash: Uint8Array,
    keyHash: Uint8Array,
    device: { id: string; model: string },
    tokenHash: Uint8Array,
  ): string | undefined {
    const { store, now } = this.#services;
    const row = store.claims.get(hash, now());
    if (row === undefined) return undefined;
    if (row.keyHash === null || row.device === null) {
      const id = this.#add(row.name, device, tokenHash);
      store.claims.use(hash, keyHash, id);
      return id;
    }
    // The answer before this one was lost: the token in it will not be used.
    if (!isSameHash(keyHash, row.keyHash) || store.devices.tokenHash(row.device) === undefined) return undefined;
    store.devices.setTokenHash(row.device, tokenHash);
    return row.device;
  }

  /** By the id that the board has of itself where it is free: another device's is not taken over. */
  #add(name: string | null, { id, model }: { id: string; model: string }, tokenHash: Uint8Array): string {
    const { store, now } = this.#services;
    const wanted = isName(id) ? id.slice(0, limits.idCharacters - 9) : "device";
    for (let each = wanted; ; each = `${wanted}-${randomBytes(4).toString("hex")}`) {
      if (store.devices.add(each, name ?? `${model} ${wanted}`.slice(0, limits.textCharacters), tokenHash, now()))
        return each;
    }
  }

  #finish(id: string): void {
    if (!this.#coming.delete(id)) return;
    const { store } = this.#services;
    store.database.transaction(() => store.claims.finish(id));
  }
}

function createCode(): string {
  let code = "";
  for (let i = 0; i < codeLetters; i++) {
    if (i > 0 && i % groupLetters === 0) code += "-";
    code += alphabet.charAt(randomInt(alphabet.length));
  }
  return code;
}

/** As people type it: hyphens, spaces and small letters make no difference. */
function plain(code: string): string {
  return code.replace(/[\s-]/g, "").toUpperCase();
}

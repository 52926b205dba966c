/**
 * Who may use REST, the watch socket and the dashboard: the operator's token, or a browser's sign-in. A sign-in comes
 * from a one-time link or from the token, lasts until 30 days after its last use, outlives a restart, and is kept as
 * a hash alone.
 */
import type { IncomingMessage } from "node:http";
import { Rate } from "../rate.js";
import type { Store } from "../store/store.js";
import { addressOf } from "./address.js";
import { HttpError } from "./http-error.js";
import { bearerOf, createSecret, isSameHash, sha256 } from "./secrets.js";

export interface AuthOptions {
  store: Store;
  operatorToken: string | undefined;
  /** origin that people use; undefined: the address that is listened on */
  publicUrl: string | undefined;
  isLoopback: boolean;
  /** seconds since 1970 */
  now: () => number;
}
export type Way = "token" | "cookie";

const signInSeconds = 30 * 86_400; // after its last use
const renewSeconds = 86_400; // how often a use is written down
const cookieSeconds = 400 * 86_400; // the longest that browsers keep one; the server's own time decides
const codeSeconds = 86_400; // how long a one-time link may lie unused
const codesAtOnce = 100; // links that are not used yet
const attemptsPerSecond = 1; // wrong tokens of one address, after a burst
const attemptsBurst = 100;
const addressesAtOnce = 1000; // addresses whose wrong tokens are counted
const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

export class Auth {
  readonly #options: AuthOptions;
  readonly #operatorHash: Uint8Array | undefined;
  readonly #codes = new Map<string, number>();
  readonly #attempts = new Map<string, Rate>();
  /** Known once the server listens; part of the cookie's name, since cookies are shared by all ports of a host. */
  port = 0;

  constructor(options: AuthOptions) {
    this.#options = options;
    this.#operatorHash = options.operatorToken === undefined ? undefined : sha256(options.operatorToken);
  }

  /** Throws 401, 403 or 429. */
  require(request: IncomingMessage): Way {
    if (request.headers.authorization !== undefined) {
      this.#requireToken(request, bearerOf(request) ?? "");
      return "token";
    }
    if (this.signInExpiry(request) === undefined) throw unauthorized("sign in, or give the operator's token");
    if (request.method !== "GET" && request.method !== "HEAD") this.requireOrigin(request);
    return "cookie";
  }

  #requireToken(request: IncomingMessage, token: string): void {
    // First: wrong tokens of somebody else at the same address must not lock out who has the right one.
    if (this.#operatorHash !== undefined && isSameHash(sha256(token), this.#operatorHash)) return;
    const address = addressOf(request, this.#options.publicUrl !== undefined);
    const attempts = this.#attempts.get(address);
    if (attempts !== undefined && attempts.waitMs(performance.now()) > 0) {
      const seconds = String(Math.ceil(attempts.waitMs(performance.now()) / 1000));
      throw new HttpError(429, "rateLimited", "too many wrong tokens", { headers: { "Retry-After": seconds } });
    }
    this.#countAttempt(address);
    throw unauthorized("the operator's token is not this one");
  }

  #countAttempt(address: string): void {
    let attempts = this.#attempts.get(address);
    if (attempts === undefined) {
      if (this.#attempts.size >= addressesAtOnce) this.#attempts.clear();
      attempts = new Rate(attemptsPerSecond, attemptsBurst, performance.now());
      this.#attempts.set(address, attempts);
    }
    attempts.take(performance.now());
  }

  /** A browser says where a request comes from; another site must not use the cookie. */
  requireOrigin(request: IncomingMessage): void {
    const { origin, host } = request.headers;
    if (origin === undefined) return;
    const { publicUrl } = this.#options;
    if (origin === publicUrl || origin === `http://${host}` || origin === `https://${host}`) return;
    throw new HttpError(403, "forbidden", "the request comes from another site");
  }

  /** Against DNS rebinding: a name of somebody else that leads to this machine is not answered. */
  requireHost(request: IncomingMessage): void {
    const { isLoopback, publicUrl } = this.#options;
    if (!isLoopback || request.headers.authorization !== undefined) return;
    const host = request.headers.host ?? "";
    const name = host.replace(/:\d+$/, "").toLowerCase();
    if (loopbackNames.has(name) || (publicUrl !== undefined && new URL(publicUrl).host === host)) return;
    throw new HttpError(421, "misdirected", "this server has another name; see --public-url");
  }

  /** The token in a sign-in form; returns the secret of the cookie. */
  signIn(request: IncomingMessage, token: string): string {
    this.#requireToken(request, token);
    return this.#begin();
  }

  /** A code for one sign-in. */
  createCode(): string {
    const now = this.#options.now();
    for (const [code, expiresAt] of this.#codes) {
      if (expiresAt < now || this.#codes.size >= codesAtOnce) this.#codes.delete(code);
    }
    const code = createSecret();
    this.#codes.set(hex(code), now + codeSeconds);
    return code;
  }

  /** The secret of the cookie; undefined: the code is not good (any more). */
  redeem(code: string): string | undefined {
    const key = hex(code);
    const expiresAt = this.#codes.get(key);
    if (expiresAt === undefined || expiresAt < this.#options.now()) return undefined;
    const secret = this.#begin();
    this.#codes.delete(key);
    return secret;
  }

  #begin(): string {
    const secret = createSecret();
    const { store, now } = this.#options;
    store.database.transaction(() => store.devices.addSignIn(sha256(secret), now() + signInSeconds, now()));
    return secret;
  }

  /** Seconds since 1970; undefined: the browser is not signed in. A sign-in that is used goes on. */
  signInExpiry(request: IncomingMessage): number | undefined {
    const secret = this.#cookieOf(request);
    if (secret === undefined) return undefined;
    const { store, now } = this.#options;
    const hash = sha256(secret);
    const expiresAt = store.devices.signInExpiry(hash, now());
    const isDue = expiresAt !== undefined && expiresAt < now() + signInSeconds - renewSeconds;
    if (!isDue || !store.database.isWritable) return expiresAt;
    store.database.transaction(() => store.devices.addSignIn(hash, now() + signInSeconds, now()));
    return now() + signInSeconds;
  }

  signOut(request: IncomingMessage): void {
    const secret = this.#cookieOf(request);
    const { store } = this.#options;
    if (secret !== undefined) store.database.transaction(() => store.devices.removeSignIn(sha256(secret)));
  }

  get #cookieName(): string {
    return `mooring_${this.port}`;
  }

  #cookieOf(request: IncomingMessage): string | undefined {
    for (const part of (request.headers.cookie ?? "").split(";")) {
      const [name, value] = part.trim().split("=", 2);
      if (name === this.#cookieName && value !== undefined && value !== "") return value;
    }
    return undefined;
  }

  /** Set-Cookie; an empty secret takes it away. */
  cookie(secret: string): string {
    const age = secret === "" ? 0 : cookieSeconds;
    const secure = this.#options.publicUrl?.startsWith("https:") ? "; Secure" : "";
    return `${this.#cookieName}=${secret}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`;
  }
}

const hex = (code: string): string => Buffer.from(sha256(code)).toString("hex");

const unauthorized = (message: string): HttpError =>
  new HttpError(401, "unauthorized", message, { headers: { "WWW-Authenticate": "Bearer" } });

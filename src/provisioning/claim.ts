/**
 * A claim on its way: its code, and the secret of the device that goes with it. It is stored before the code is first shown to a server, so
 * that an answer which was lost (with the power, say) can be asked for again; and forgotten in the same step that stores
 * what the answer brought. Nothing here is logged.
 */
import type { Board, KeyValue } from "../board/board.js";
import { claimPath } from "../protocol/claim.js";
import { encodeBase64 } from "../websocket/base64.js";
import { checkSetup, type Setup } from "./setup.js";

const pendingKey = "setup.pending";
const secretKey = "setup.key";
/** What a build may store for the first start, beside server.url. */
const firstCodeKey = "server.code";
/** All keys that hold what a claim needs or brings. */
export const claimKeys = Object.freeze([
  pendingKey,
  secretKey,
  firstCodeKey,
  "server.url",
  "server.token",
  "server.page",
  "device.id",
]);
/** Changes that forget a setup under way; and, once its answer is stored, the secret. */
export const withoutClaim = Object.freeze({ [pendingKey]: null, [firstCodeKey]: null });
export const withoutKey = Object.freeze({ [secretKey]: null });

/** Keeps a setup with a code until it is done or given up. Returns the secret by which the device may ask again. */
export function keepClaim(board: Pick<Board, "random">, store: KeyValue, setup: Setup): string {
  let key = store.read(secretKey);
  if (key === undefined) {
    const bytes = new Uint8Array(18);
    board.random(bytes);
    key = encodeBase64(bytes);
    store.write(secretKey, key);
  }
  store.write(pendingKey, JSON.stringify(setup));
  return key;
}

export function forgetClaim(store: KeyValue): void {
  store.delete(pendingKey);
}

/** The setup that was under way when the device was last switched off; undefined: none was. */
export function pendingClaim(store: KeyValue): Setup | undefined {
  const text = store.read(pendingKey);
  if (text === undefined) return undefined;
  try {
    const setup = JSON.parse(text) as Setup;
    if (checkSetup(setup) === undefined) return setup;
  } catch {
    // keepClaim() did not write it: it goes
  }
  store.delete(pendingKey);
  return undefined;
}

/** The code that a build has stored for the first start; undefined: none. */
export function firstCode(store: KeyValue): string | undefined {
  return store.read(firstCodeKey);
}

/** Where a code is shown: the address as a person enters it, "wss://cloud.example", or the whole of it. */
export function claimURL(server: string): string {
  if (server.endsWith(claimPath)) return server;
  return `${baseOf(server)}${claimPath}`;
}

/** The device's own address beside the one where its code was shown. */
export function linkURL(server: string, link: string): string {
  const claim = claimURL(server);
  return `${claim.slice(0, claim.length - claimPath.length)}${link.startsWith("/") ? "" : "/"}${link}`;
}

/** Without path, for the link of a device leads elsewhere. */
function baseOf(server: string): string {
  const start = server.indexOf("://") + 3;
  const slash = server.indexOf("/", start);
  return slash < 0 ? server : server.slice(0, slash);
}

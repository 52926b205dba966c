/**
 * The access point's name and passphrase, the device's own. The passphrase has 60 random bits, is made once and kept in
 * a store of its own, which a reset does not clear: it stands on the device's label. It is for the board's console and
 * the label alone: never in the log, which goes to the cloud.
 */
import type { Board, KeyValue } from "../board/board.js";
import { encodeQr } from "./qr-code.js";
import { qrLines } from "./qr-text.js";

export interface AccessPointIdentity {
  readonly name: string;
  readonly passphrase: string;
}

const storePath = "label";
const passphraseKey = "passphrase";
/** 32 letters and digits, 5 bits each; without 0, 1, l and o, which look like others. */
const alphabet = "23456789abcdefghijkmnpqrstuvwxyz";
const letters = 12; // 60 bits
const groupLetters = 4; // as it is read out and typed: xxxx-xxxx-xxxx
const nameEndCharacters = 6; // of the board's id: half of a MAC

/** The identity; made and stored where there is none yet. One that cannot be stored is good until the next start. */
export function accessPointIdentity(board: Pick<Board, "identity" | "random" | "storage">): AccessPointIdentity {
  const name = `Mooring-${board.identity.id.slice(-nameEndCharacters)}`;
  const store = board.storage.keyValue.open({ path: storePath });
  try {
    return { name, passphrase: readPassphrase(store) ?? makePassphrase(board, store) };
  } finally {
    store.close();
  }
}

function readPassphrase(store: KeyValue): string | undefined {
  const stored = store.read(passphraseKey);
  return stored !== undefined && isPassphrase(stored) ? stored : undefined;
}

function makePassphrase(board: Pick<Board, "random">, store: KeyValue): string {
  const bytes = new Uint8Array(letters);
  board.random(bytes);
  let passphrase = "";
  for (let i = 0; i < letters; i++) {
    if (i > 0 && i % groupLetters === 0) passphrase += "-";
    passphrase += alphabet.charAt((bytes[i] ?? 0) & 31);
  }
  try {
    store.write(passphraseKey, passphrase);
  } catch {
    // Full or failing storage must not keep a person from setting the device up: the console says the one for today.
  }
  return passphrase;
}

/** What a WPA2 passphrase may be, so that a store that was written by something else opens no access point of its own. */
function isPassphrase(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20 || text.charCodeAt(i) > 0x7e) return false;
  return text.length >= 8 && text.length <= 63;
}

/** What phones read from a QR code to join a network; backslash, semicolon, comma, colon and quote are escaped. */
export function wifiText({ name, passphrase }: AccessPointIdentity): string {
  return `WIFI:T:WPA;S:${escaped(name)};P:${escaped(passphrase)};;`;
}

function escaped(text: string): string {
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    result += '\\;,:"'.includes(character) ? `\\${character}` : character;
  }
  return result;
}

/** For the board's console: how a phone gets to the portal. */
export function printWords(board: Pick<Board, "print">, identity: AccessPointIdentity, url: string): void {
  board.print(`setup: join the Wi-Fi "${identity.name}" with the passphrase ${identity.passphrase}, then open ${url}`);
  board.print(`setup: ${wifiText(identity)}`);
}

/** The same, and a code to point the phone's camera at. It takes some 2 KB of chunks for a moment. */
export function printIdentity(board: Pick<Board, "print">, identity: AccessPointIdentity, url: string): void {
  printWords(board, identity, url);
  const code = encodeQr(wifiText(identity));
  if (code !== undefined) qrLines(code, (line) => board.print(line));
}

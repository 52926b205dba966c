/**
 * What a person enters to set a device up, whichever way it comes (portal, Improv), and whether it is well-formed. That
 * a network takes the password, or a server the code, is not known here.
 */
import { isIPv4Address, parseServerURL } from "../session/url.js";
import { setupLimits } from "./setup-limits.js";

/** An address that the network does not give out by itself; all are IPv4, as text. */
export interface FixedAddress {
  readonly address: string;
  /** network mask, as 255.255.255.0 */
  readonly mask: string;
  readonly gateway: string;
  /** name server; undefined: the gateway */
  readonly nameServer?: string | undefined;
}

export interface Setup {
  readonly SSID: string;
  /** undefined: an open network, which the person has asked for by name */
  readonly password?: string | undefined;
  /** It does not tell its name: it has to be asked for. */
  readonly isHidden?: boolean | undefined;
  readonly fixed?: FixedAddress | undefined;
  /** ws:// or wss://; undefined: the one that it has */
  readonly server?: string | undefined;
  /** one-time; undefined: the device keeps its token */
  readonly code?: string | undefined;
}

export type SetupField = "SSID" | "password" | "server" | "code" | "address" | "mask" | "gateway" | "nameServer";

/** The first field that cannot be right; undefined: all are well-formed. */
export function checkSetup(setup: Setup): SetupField | undefined {
  const { SSID, password, fixed, server, code } = setup;
  const { SSIDBytes, codeCharacters } = setupLimits;
  if (SSID === "" || byteLength(SSID) > SSIDBytes) return "SSID";
  if (password !== undefined && !isPassword(password)) return "password";
  if (server !== undefined && typeof parseServerURL(server) === "string") return "server";
  if (code !== undefined && !isWord(code, codeCharacters)) return "code";
  return fixed === undefined ? undefined : checkFixed(fixed);
}

/** WPA's: 8-63 printable characters of ASCII, or 64 hexadecimal digits (IEEE 802.11, annex J.4). */
function isPassword(password: string): boolean {
  const { length } = password;
  if (length < setupLimits.passwordMinimum || length > setupLimits.passwordCharacters) return false;
  for (let i = 0; i < length; i++) {
    const c = password.charCodeAt(i);
    if (c < 0x20 || c > 0x7e || (length === setupLimits.passwordCharacters && !isHexadecimal(c))) return false;
  }
  return true;
}

function isHexadecimal(c: number): boolean {
  return (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 102);
}

/** Printable ASCII without spaces, 1 to `most` characters: what a header of HTTP takes for a token. */
export function isWord(text: string, most: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c <= 0x20 || c >= 0x7f) return false;
  }
  return text.length > 0 && text.length <= most;
}

function checkFixed({ address, mask, gateway, nameServer }: FixedAddress): SetupField | undefined {
  if (!isIPv4Address(address)) return "address";
  if (!isMask(mask)) return "mask";
  if (!isIPv4Address(gateway)) return "gateway";
  return nameServer === undefined || isIPv4Address(nameServer) ? undefined : "nameServer";
}

/** Ones, then zeros, at least one of each. */
function isMask(mask: string): boolean {
  if (!isIPv4Address(mask)) return false;
  const [a, b, c, d] = mask.split(".");
  const bits = ((Number(a) << 24) | (Number(b) << 16) | (Number(c) << 8) | Number(d)) >>> 0;
  const zeros = ~bits >>> 0;
  return bits !== 0 && zeros !== 0 && (zeros & (zeros + 1)) === 0;
}

/** As UTF-8. An index is a code point on a board and a UTF-16 unit elsewhere: a pair of surrogates counts 2 + 2. */
function byteLength(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    length += c < 0x80 ? 1 : c < 0x800 || (c >= 0xd800 && c <= 0xdfff) ? 2 : c < 0x10000 ? 3 : 4;
  }
  return length;
}

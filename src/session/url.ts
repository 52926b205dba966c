/**
 * Takes a server's address apart: ws or wss, host, port, path with query. Not a general URL parser (WHATWG): no user
 * names, no relative forms, no percent decoding; the path is used as it was given. RFC 6455 section 3, RFC 3986 3.2.2.
 */
export interface ServerURL {
  readonly isSecure: boolean;
  /** name or address; an IPv6 address without its brackets */
  readonly host: string;
  readonly isAddress: boolean;
  readonly port: number;
  /** for the Host header: with brackets, and with the port where it is not the scheme's own */
  readonly authority: string;
  /** begins with "/" */
  readonly path: string;
}

/** Returns what is wrong as a string, for a person. Tokens do not belong into an address: it is shown in logs. */
export function parseServerURL(url: string): ServerURL | string {
  const lower = url.slice(0, 6).toLowerCase();
  const isSecure = lower === "wss://";
  if (!isSecure && !lower.startsWith("ws://")) return "must begin with ws:// or wss://";
  if (url.length > 512) return "must have at most 512 characters";
  for (let i = 0; i < url.length; i++) {
    const c = url.charCodeAt(i);
    if (c <= 0x20 || c >= 0x7f) return "must be printable ASCII without spaces";
  }
  if (url.includes("#")) return "must not have a fragment (#)";
  const start = isSecure ? 6 : 5;
  let end = start;
  while (end < url.length && url[end] !== "/" && url[end] !== "?") end++;
  const authority = url.slice(start, end);
  if (authority.includes("@")) return "must not hold a user name";
  const rest = url.slice(end);
  return parseAuthority(authority, isSecure, rest.startsWith("/") ? rest : `/${rest}`);
}

function parseAuthority(authority: string, isSecure: boolean, path: string): ServerURL | string {
  const isIPv6 = authority.startsWith("[");
  const close = isIPv6 ? authority.indexOf("]") : -1;
  if (isIPv6 && close < 0) return "has a [ without ]";
  const colon = authority.indexOf(":", isIPv6 ? close : 0);
  const named = colon < 0 ? authority : authority.slice(0, colon);
  const host = isIPv6 ? authority.slice(1, close) : named;
  if (isIPv6 && named.length !== close + 1) return "has something behind ]";
  if (host === "") return "has no host";
  if (isIPv6 ? !isIPv6Address(host) : !isHost(host)) return "has a host of wrong form";
  const ownPort = isSecure ? 443 : 80;
  const port = colon < 0 ? ownPort : parsePort(authority.slice(colon + 1));
  if (port === undefined) return "has a port of wrong form (1 to 65535)";
  return {
    isSecure,
    host,
    isAddress: isIPv6 || isIPv4Address(host),
    port,
    authority: port === ownPort ? named : `${named}:${port}`,
    path,
  };
}

function parsePort(text: string): number | undefined {
  if (text.length === 0 || text.length > 5) return undefined;
  for (let i = 0; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65535 ? port : undefined;
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57;

function isHost(host: string): boolean {
  if (host.length > 253) return false;
  for (let i = 0; i < host.length; i++) {
    const c = host.charCodeAt(i);
    const isLetter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
    if (!isLetter && !isDigit(c) && c !== 45 && c !== 46 && c !== 95) return false;
  }
  return true;
}

/** Four decimal numbers below 256. */
export function isIPv4Address(host: string): boolean {
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => isByte(part));
}

function isByte(part: string): boolean {
  if (part.length === 0 || part.length > 3) return false;
  for (let i = 0; i < part.length; i++) if (!isDigit(part.charCodeAt(i))) return false;
  return Number(part) < 256;
}

/** The form alone: hexadecimal digits and at least two colons; the host's TCP knows the rest. */
function isIPv6Address(host: string): boolean {
  let colons = 0;
  for (let i = 0; i < host.length; i++) {
    const c = host.charCodeAt(i);
    if (c === 58) colons++;
    else if (!isDigit(c) && c !== 46 && !((c | 32) >= 97 && (c | 32) <= 102)) return false;
  }
  return colons >= 2 && host.length <= 45;
}

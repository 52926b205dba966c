/**
 * The options of a TLS socket: checked, each mistake with its name, before anything is allocated; and in the native
 * client's form.
 */
import type { TLSOptions } from "../../src/board/network.js";
import type { TLSEngineOptions } from "./tls-engine.js";

/** Who is trusted where the options name no authority: a list in a file, or the bundle in the firmware's flash. */
export type Trusted = Readonly<{ caFile?: string; usesBundle?: true }>;

const pinBytes = 32; // SHA-256
const mostPins = 4; // tls.h: tlsPins
const mostProtocols = 4; // tls.h: tlsProtocols
const protocolBytes = 63; // tls.h: tlsProtocolBytes, with the zero at the end
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const fragmentLengths: readonly number[] = Object.freeze([512, 1024, 2048, 4096]);
const versions: readonly string[] = Object.freeze(["1.2", "1.3"]);

/** Throws a TypeError or RangeError for what cannot be meant. Certificates are looked at by the TLS library later. */
export function checkTLSOptions(options: TLSOptions): void {
  if ((options.clientCertificate === undefined) !== (options.clientKey === undefined))
    throw new TypeError("TLS clientCertificate and clientKey go together");
  const { maximumFragmentLength: length, minimumVersion: version = "1.2" } = options;
  if (length !== undefined && !fragmentLengths.includes(length))
    throw new RangeError(`TLS maximumFragmentLength ${length} is none of ${fragmentLengths.join(", ")}`);
  if (!versions.includes(version)) throw new RangeError(`TLS minimumVersion "${version}" is neither 1.2 nor 1.3`);
  if (length !== undefined && version === "1.3")
    throw new TypeError("TLS maximumFragmentLength is of TLS 1.2, and minimumVersion asks for 1.3");
  joinProtocols(options.applicationLayerProtocol);
  joinPins(options.pins);
}

/** Names of ALPN, separated by commas; undefined: none are asked for. */
function joinProtocols(names: readonly string[] | undefined): string | undefined {
  if (names === undefined) return undefined;
  for (const name of names)
    if (name.length === 0 || name.includes(",")) throw new TypeError(`TLS applicationLayerProtocol "${name}"`);
  const joined = names.join(",");
  if (names.length === 0 || names.length > mostProtocols || joined.length > protocolBytes)
    throw new RangeError(`TLS applicationLayerProtocol: 1 to ${mostProtocols} names, ${protocolBytes} bytes in all`);
  return joined;
}

/** The digests one behind another; undefined: no pins. */
function joinPins(pins: readonly string[] | undefined): Uint8Array | undefined {
  if (pins === undefined) return undefined;
  if (pins.length === 0) throw new TypeError("TLS pins: an empty list accepts nobody");
  if (pins.length > mostPins) throw new RangeError(`TLS pins: ${pins.length} are more than ${mostPins}`);
  const joined = new Uint8Array(pins.length * pinBytes);
  for (const [index, pin] of pins.entries())
    if (!decode(pin, joined, index * pinBytes)) throw new TypeError(`TLS pin "${pin}" is not a SHA-256 in Base64`);
  return joined;
}

/** 32 bytes are 43 characters of Base64 (RFC 4648 4) and one "="; false: it is something else. */
function decode(text: string, into: Uint8Array, at: number): boolean {
  if (text.length !== 44 || text[43] !== "=") return false;
  let bits = 0;
  let count = 0;
  let to = at;
  for (let i = 0; i < 43; i++) {
    const value = alphabet.indexOf(text.charAt(i));
    if (value < 0) return false;
    bits = ((bits & 0xff) << 6) | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    into[to++] = bits >> count;
  }
  return (bits & 3) === 0; // the last two bits belong to no byte
}

/** now: seconds since 1970 UTC. The options have been checked. */
export function engineOptions(options: TLSOptions, trusted: Trusted, now: number): Omit<TLSEngineOptions, "session"> {
  const { ca } = options;
  return {
    host: options.host ?? options.address,
    ca,
    caFile: ca === undefined ? trusted.caFile : undefined,
    usesBundle: ca === undefined && trusted.usesBundle === true ? 1 : 0,
    clientCertificate: options.clientCertificate,
    clientKey: options.clientKey,
    protocols: joinProtocols(options.applicationLayerProtocol),
    pins: joinPins(options.pins),
    minimumVersion: options.minimumVersion === "1.3" ? 13 : 12,
    maximumFragmentLength: options.maximumFragmentLength ?? 0,
    verify: options.verify === false ? 0 : 1,
    now,
  };
}

/**
 * TLS for the board, by Node's own: verification on unless it is turned off, server name checked, security level 2 of
 * OpenSSL (keys of 2,048 bits and more, no SHA-1), pins of public keys. A refusal comes before a byte of the application.
 */
import { createHash, X509Certificate } from "node:crypto";
import { isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect, DEFAULT_CIPHERS, type TLSSocket } from "node:tls";
import type { TLSOptions } from "../../../src/board/network.js";
import { distrust } from "../../../src/session/tls-reasons.js";
import { maySign } from "./key-usage.js";

type Options = Omit<TLSOptions, "onReadable" | "onWritable" | "onError">;

const mostPins = 4; // as on boards
const mostDepth = 10; // certificates; an authority may name itself as its issuer

/** Throws when an option is wrong; before any connection. */
export function checkTLSOptions(options: Options): void {
  if (options.pins !== undefined) {
    if (options.pins.length === 0) throw new TypeError("TLS pins: an empty list accepts nobody");
    if (options.pins.length > mostPins)
      throw new RangeError(`TLS pins: ${options.pins.length} are more than ${mostPins}`);
    for (const pin of options.pins)
      if (Buffer.from(pin, "base64").length !== 32) throw new TypeError(`TLS pin "${pin}" is not a SHA-256 in Base64`);
  }
  if ((options.clientCertificate === undefined) !== (options.clientKey === undefined))
    throw new TypeError("TLS clientCertificate and clientKey go together");
}

/**
 * Secures a connected socket; `secured` is called when the peer is who it should be, `failed` otherwise. May throw for
 * certificates that are no PEM. wallMs: the board's clock, ms since 1970; undefined: only the computer's judges validity.
 */
export function secure(
  raw: Socket,
  options: Options,
  wallMs: number | undefined,
  secured: (stream: TLSSocket) => void,
  failed: (error: Error) => void,
) {
  if (options.ca !== undefined) new X509Certificate(options.ca); // throws; Node itself would trust nobody and say so late
  if (options.verify === false)
    console.error(`TLS to ${options.host ?? options.address}: the server is NOT verified, as the settings ask`);
  const stream = connect({ socket: raw, ...connectionOptions(options) });
  stream.on("error", failed);
  stream.once("secureConnect", () => {
    if (options.maximumFragmentLength !== undefined) stream.setMaxSendFragment(options.maximumFragmentLength);
    const reason = judge(stream.getPeerX509Certificate(), options, wallMs);
    if (reason === undefined) secured(stream);
    else stream.destroy(new Error(reason));
  });
  return stream;
}

/** What Node leaves out: pins, the board's clock, and whether the key may sign, as it did; undefined: all is well. */
function judge(leaf: X509Certificate | undefined, options: Options, wallMs: number | undefined): string | undefined {
  if (options.verify !== false) {
    if (leaf === undefined || !maySign(leaf.raw)) return distrust.wrongPurpose;
    const untimely = wallMs === undefined ? undefined : judgeTime(leaf, wallMs);
    if (untimely !== undefined) return untimely;
  }
  if (options.pins !== undefined && !isPinned(leaf, options.pins)) return distrust.notPinned;
  return undefined;
}

/** Each certificate up to the authority; Node holds them against the computer's clock alone. */
function judgeTime(leaf: X509Certificate, wallMs: number): string | undefined {
  let certificate: X509Certificate | undefined = leaf;
  for (let depth = 0; certificate !== undefined && depth < mostDepth; depth++) {
    if (wallMs < Date.parse(certificate.validFrom)) return distrust.notYetValid;
    if (wallMs > Date.parse(certificate.validTo)) return distrust.expired;
    certificate = certificate.issuerCertificate;
  }
  return undefined;
}

function connectionOptions(options: Options): ConnectionOptions {
  const host = options.host ?? options.address;
  return {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    rejectUnauthorized: options.verify !== false,
    minVersion: options.minimumVersion === "1.3" ? "TLSv1.3" : "TLSv1.2",
    ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=2`,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.clientCertificate === undefined ? {} : { cert: options.clientCertificate }),
    ...(options.clientKey === undefined ? {} : { key: options.clientKey }),
    ...(options.applicationLayerProtocol === undefined ? {} : { ALPNProtocols: [...options.applicationLayerProtocol] }),
  };
}

/** Whether the server's own certificate has a pinned key; those that it sends beside it prove nothing by themselves. */
function isPinned(leaf: X509Certificate | undefined, pins: readonly string[]): boolean {
  const key = leaf?.publicKey.export({ type: "spki", format: "der" });
  return key !== undefined && pins.includes(createHash("sha256").update(key).digest("base64"));
}

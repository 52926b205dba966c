/**
 * The client's opening handshake (RFC 6455 4.1) as one value: the request to be sent, the answer, and what is wrong
 * with it. Redirects are reported and not followed; that is for who knows where the credentials may go.
 */
import type { Failure } from "./connection-options.js";
import type { DeflateOffer, DeflateParameters } from "./deflate.js";
import { acceptDeflate, offerDeflate } from "./extensions.js";
import { acceptFor, makeKey, makeRequest, type RequestOptions } from "./handshake-request.js";
import { HandshakeResponse, type ResponseFault } from "./handshake-response.js";
import type { RandomSource } from "./mask.js";

export type UpgradeFault =
  | ResponseFault
  | "upgrade.status"
  | "upgrade.redirect"
  | "upgrade.upgrade"
  | "upgrade.connection"
  | "upgrade.accept"
  | "upgrade.protocol"
  | "upgrade.extension";

export interface HandshakeOptions extends RequestOptions {
  readonly requireProtocol?: boolean;
  readonly deflate?: DeflateOffer;
  readonly source: RandomSource;
  sha1(bytes: Uint8Array): Uint8Array;
}

// characters; of an address that is reported: what a log line holds
const locationCharacters = 200;
const nothing = new Uint8Array(0);

export class Handshake {
  fault: UpgradeFault | undefined;
  protocol: string | undefined;
  deflate: DeflateParameters | undefined;
  /** The answer has come whole, or what came of it is wrong. */
  isComplete = false;
  /** What came with the answer's end: frames already, from rest[restAt] up to rest[restEnd]. */
  rest: Uint8Array = nothing;
  restAt = 0;
  restEnd = 0;
  private readonly request: Uint8Array;
  private sentBytes = 0;
  private readonly offered: string | undefined;
  private readonly requireProtocol: boolean;
  private readonly offer: DeflateOffer | undefined;
  private readonly accept: string;
  private response: HandshakeResponse | undefined; // made when something comes: until then there is a dialer

  /** Throws TypeError or RangeError for options that cannot stand in a request. */
  constructor(options: HandshakeOptions) {
    const key = makeKey(options.source);
    this.offered = options.protocol;
    this.requireProtocol = options.requireProtocol !== false;
    this.offer = options.deflate;
    this.request = makeRequest(options, key, options.deflate && offerDeflate(options.deflate));
    this.accept = acceptFor(key, options.sha1);
  }

  /** bytes of the request that wait to be sent */
  get unsentBytes(): number {
    return this.request.length - this.sentBytes;
  }

  /** The next bytes of the request, at most limitBytes. */
  take(limitBytes: number): Uint8Array {
    const start = this.sentBytes;
    this.sentBytes = Math.min(this.request.length, start + limitBytes);
    return this.request.subarray(start, this.sentBytes);
  }

  /** What is wrong, with all that the answer says about it; to be asked when there is a fault. */
  failure(): Failure {
    const { response } = this;
    const status = response?.status ?? 0;
    const location = response?.header("location")?.slice(0, locationCharacters);
    const retryAfterMs = delay(response?.header("retry-after"), response?.header("date"));
    return {
      code: this.fault ?? "upgrade.status",
      ...(location !== undefined && { detail: location }),
      ...(status > 0 && { status }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }

  /** Takes bytes[0] up to bytes[end] until the answer is complete or wrong; they are borrowed until then. */
  read(bytes: Uint8Array, end: number): void {
    this.response ??= new HandshakeResponse();
    const response = this.response;
    this.rest = bytes;
    this.restAt = response.read(bytes, 0, end);
    this.restEnd = end;
    if (response.fault === undefined && !response.isComplete) return;
    this.isComplete = true;
    this.fault = response.fault ?? this.check(response);
  }

  private check(response: HandshakeResponse): UpgradeFault | undefined {
    const { status } = response;
    if (status !== 101) return status >= 300 && status < 400 ? "upgrade.redirect" : "upgrade.status";
    if (response.header("upgrade")?.toLowerCase() !== "websocket") return "upgrade.upgrade";
    if (!hasToken(response.header("connection"), "upgrade")) return "upgrade.connection";
    if (response.header("sec-websocket-accept") !== this.accept) return "upgrade.accept";
    return this.checkProtocol(response.header("sec-websocket-protocol")) ?? this.checkExtensions(response);
  }

  private checkProtocol(chosen: string | undefined): UpgradeFault | undefined {
    const offered = this.offered;
    if (chosen === undefined) return offered !== undefined && this.requireProtocol ? "upgrade.protocol" : undefined;
    this.protocol = offered?.split(",").find((name) => name.trim() === chosen) && chosen;
    return this.protocol === undefined ? "upgrade.protocol" : undefined;
  }

  private checkExtensions(response: HandshakeResponse): UpgradeFault | undefined {
    const chosen = response.header("sec-websocket-extensions");
    if (chosen === undefined || chosen === "") return undefined;
    const offer = this.offer;
    this.deflate = offer && acceptDeflate(chosen, offer);
    return this.deflate === undefined ? "upgrade.extension" : undefined;
  }
}

function hasToken(list: string | undefined, token: string): boolean {
  return list?.split(",").some((item) => item.trim().toLowerCase() === token) ?? false;
}

/** ms; what the server asks to wait (RFC 9110 10.2.3): seconds, or a date held against the answer's own. */
function delay(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined || value === "") return undefined;
  let isNumber = true;
  for (let i = 0; i < value.length; i++) if (!"0123456789".includes(value.charAt(i))) isNumber = false;
  if (isNumber) return Math.min(Number(value), 1e9) * 1000;
  const ms = date === undefined ? Number.NaN : Date.parse(value) - Date.parse(date);
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}

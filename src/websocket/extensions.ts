/**
 * Sec-WebSocket-Extensions for permessage-deflate (RFC 7692 7.1): our offer, and the server's answer held against it.
 */
import type { DeflateOffer, DeflateParameters } from "./deflate.js";

/** The value of the header that offers it. Throws RangeError for window bits outside 8-15. */
export function offerDeflate(offer: DeflateOffer): string {
  const parts = ["permessage-deflate"];
  const client = bits(offer.clientMaxWindowBits);
  parts.push(client === 15 ? "client_max_window_bits" : `client_max_window_bits=${client}`);
  if (offer.serverMaxWindowBits !== undefined) parts.push(`server_max_window_bits=${bits(offer.serverMaxWindowBits)}`);
  if (offer.clientNoContextTakeover) parts.push("client_no_context_takeover");
  if (offer.serverNoContextTakeover) parts.push("server_no_context_takeover");
  return parts.join("; ");
}

/** What the server chose; undefined: it is malformed, or nothing that was offered. */
export function acceptDeflate(value: string, offer: DeflateOffer): DeflateParameters | undefined {
  const parts = value.split(";");
  if (parts[0]?.trim() !== "permessage-deflate") return undefined;
  const seen: string[] = [];
  let serverBits = 15;
  let clientBits = bits(offer.clientMaxWindowBits);
  for (let i = 1; i < parts.length; i++) {
    const [name = "", argument, more] = (parts[i] as string).split("=").map((part) => part.trim());
    if (more !== undefined || seen.includes(name)) return undefined;
    seen.push(name);
    const count = windowBits(argument);
    if (name === "server_max_window_bits" && count !== undefined) serverBits = count;
    else if (name === "client_max_window_bits" && count !== undefined) clientBits = Math.min(clientBits, count);
    else if ((name !== "server_no_context_takeover" && name !== "client_no_context_takeover") || argument !== undefined)
      return undefined;
  }
  // 7.1.2.1 and 7.1.1.1: what was asked of the server must stand in its answer.
  if (offer.serverMaxWindowBits !== undefined && serverBits > offer.serverMaxWindowBits) return undefined;
  if (offer.serverNoContextTakeover && !seen.includes("server_no_context_takeover")) return undefined;
  return {
    serverMaxWindowBits: serverBits,
    clientMaxWindowBits: clientBits,
    serverNoContextTakeover: seen.includes("server_no_context_takeover"),
    clientNoContextTakeover: seen.includes("client_no_context_takeover") || offer.clientNoContextTakeover === true,
  };
}

function bits(value: number | undefined): number {
  if (value === undefined) return 15;
  if (!Number.isInteger(value) || value < 8 || value > 15) throw new RangeError("window bits are 8-15");
  return value;
}

/** 7.1.2: a number of one or two digits without a leading zero, perhaps quoted. */
function windowBits(argument: string | undefined): number | undefined {
  if (argument === undefined) return undefined;
  const text =
    argument.length > 2 && argument.startsWith('"') && argument.endsWith('"') ? argument.slice(1, -1) : argument;
  for (let count = 8; count <= 15; count++) if (text === String(count)) return count;
  return undefined;
}

/** Tokens and sign-in codes: random, kept as SHA-256 alone, compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** 256 random bits as 43 characters that may stand in a URL. A hash without salt is enough for that. */
export const createSecret = (): string => randomBytes(32).toString("base64url");

export const sha256 = (text: string): Uint8Array => new Uint8Array(createHash("sha256").update(text).digest());

export const isSameHash = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** The token of `Authorization: Bearer ...`; undefined: there is none. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? "")?.[1];
}

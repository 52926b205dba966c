/** Codes for devices that are to be set up, by REST. */
import { claimPath, portalURL } from "../../../src/protocol/claim.js";
import type { Claims } from "../claims.js";
import { requireValid } from "./device-routes.js";
import { HttpError } from "./http-error.js";
import { type Context, json, type Route } from "./routes.js";
import { newClaimBody } from "./schemas.js";

const ttlSeconds = 3600;

export function claimRoutes(claims: Claims, publicUrl: string | undefined): Route[] {
  return [{ method: "POST", path: `${claimPath}s`, run: (context) => add(claims, publicUrl, context) }];
}

function add(claims: Claims, publicUrl: string | undefined, { body, request }: Context) {
  const { name, ttl } = requireValid(newClaimBody, body);
  const made = claims.create(name, ttl ?? ttlSeconds);
  if (made === undefined) {
    throw new HttpError(429, "rateLimited", "too many codes are open", { headers: { "Retry-After": "60" } });
  }
  // Where the operator reaches the server a device does as well, as far as the server can know.
  const origin = publicUrl ?? `http://${request.headers.host ?? ""}`;
  const server = origin.replace(/^http/, "ws");
  return json(201, { ...made, server, link: portalURL(server, made.code) });
}

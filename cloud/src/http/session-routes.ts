/** Signing in and out of a browser, and what tells that the server lives. */
import type { Metrics } from "../metrics.js";
import type { Auth } from "./auth.js";
import { requireValid } from "./device-routes.js";
import { type Answer, type Context, json, type Route } from "./routes.js";
import { signInBody } from "./schemas.js";

export interface SessionServices {
  auth: Auth;
  metrics: Metrics;
  isHealthy: () => boolean;
  /** Called after somebody has signed out. */
  onSignOut: () => void;
  /** The dashboard's page; undefined: there is none. */
  page: () => string | Uint8Array | undefined;
}

export function sessionRoutes(services: SessionServices): Route[] {
  const { auth, metrics, isHealthy, onSignOut } = services;
  return [
    {
      method: "GET",
      path: "/v1/session",
      run: ({ request, way }) => json(200, { way, expiresAt: auth.signInExpiry(request) ?? null }),
    },
    {
      method: "POST",
      path: "/v1/session",
      isOpen: true,
      run: ({ request, body }) => {
        auth.requireOrigin(request);
        const secret = auth.signIn(request, requireValid(signInBody, body).token);
        return { status: 204, headers: { "Set-Cookie": auth.cookie(secret) } };
      },
    },
    {
      method: "DELETE",
      path: "/v1/session",
      run: ({ request }) => {
        auth.signOut(request);
        onSignOut();
        return { status: 204, headers: { "Set-Cookie": auth.cookie("") } };
      },
    },
    { method: "GET", path: "/signin", isOpen: true, run: (context) => followLink(services, context) },
    {
      method: "GET",
      path: "/metrics",
      run: () => ({ status: 200, headers: { "Content-Type": "text/plain; version=0.0.4" }, body: metrics.text() }),
    },
    {
      method: "GET",
      path: "/healthz",
      isOpen: true,
      run: () => (isHealthy() ? json(200, { status: "ok" }) : json(503, { status: "not storing" })),
    },
  ];
}

/**
 * The one-time link. The page goes on by itself: after a redirect the browser would not send a SameSite=Strict cookie
 * when the link was pressed on another site's page. Of a link that is no good the dashboard's own page tells, which asks to
 * sign in: it knows by its path.
 */
function followLink({ auth, page: dashboard }: SessionServices, { request, query }: Context): Answer {
  const isHead = request.method === "HEAD";
  const secret = isHead ? undefined : auth.redeem(query.get("code") ?? "");
  if (secret === undefined && (isHead || auth.signInExpiry(request) === undefined)) {
    const body = dashboard();
    if (body !== undefined) return { status: 401, headers: pageHeaders, body };
    return page(401, "<p>This link was used before, or is too old. Start the server again for a new one.</p>", {});
  }
  const cookie: Record<string, string> = secret === undefined ? {} : { "Set-Cookie": auth.cookie(secret) };
  return page(200, '<meta http-equiv="refresh" content="0;url=/"><p>Signed in.</p>', cookie);
}

const pageHeaders = Object.freeze({ "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });

const page = (status: number, content: string, headers: Record<string, string>): Answer => ({
  status,
  headers: { ...pageHeaders, ...headers },
  body: `<!doctype html><html lang="en"><title>Mooring</title>${content}<p><a href="/">Dashboard</a></p></html>`,
});

/** The table of REST routes, and how a request finds its own. */
import type { IncomingMessage } from "node:http";
import type { Way } from "./auth.js";
import { badRequest, HttpError } from "./http-error.js";

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** undefined: none */
  body?: string | Uint8Array;
}

export interface Context {
  request: IncomingMessage;
  /** {id} of the path; "" where it has none */
  id: string;
  query: URLSearchParams;
  /** of POST, PATCH and PUT; {} when the body is empty */
  body: unknown;
  /** undefined where nobody has to sign in */
  way: Way | undefined;
}

export interface Route {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** as in the OpenAPI document: "/v1/devices/{id}" */
  path: string;
  isOpen?: boolean;
  run: (context: Context) => Answer | Promise<Answer>;
}

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(value),
});

/** The route and the {id} of its path; throws 404 or 405. */
export function findRoute(routes: readonly Route[], method: string, path: string): { route: Route; id: string } {
  const wanted = method === "HEAD" ? "GET" : method;
  const allowed: string[] = [];
  for (const route of routes) {
    const id = matchPath(route.path, path);
    if (id === undefined) continue;
    if (route.method === wanted) return { route, id };
    allowed.push(route.method === "GET" ? "GET, HEAD" : route.method);
  }
  if (allowed.length === 0) throw new HttpError(404, "notFound", "there is nothing at this path");
  const headers = { Allow: allowed.join(", ") };
  throw new HttpError(405, "methodNotAllowed", `${method} is not possible here: ${headers.Allow}`, { headers });
}

/** The {id}, "" for a path without one, or undefined when it does not match. */
export function matchPath(pattern: string, path: string): string | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  let id = "";
  for (let i = 0; i < wanted.length; i++) {
    const part = given[i] as string;
    if (wanted[i] === "{id}" && part !== "") id = part;
    else if (wanted[i] !== part) return undefined;
  }
  try {
    return decodeURIComponent(id);
  } catch {
    throw badRequest("id", "is not encoded as a part of a URL");
  }
}

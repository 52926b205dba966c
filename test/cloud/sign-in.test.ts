/** Who gets in: the one-time link, the operator's token, the cookie; and what is refused. */
import { request as rawRequest } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { Auth } from "../../cloud/src/http/auth.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { now, openStore } from "./store-support.js";
import { cleanUp, operatorToken, Peer, rest, startTestCloud } from "./support.js";

const bearer = { Authorization: `Bearer ${operatorToken}` };

/** With any header, which fetch does not allow. */
function raw(url: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = rawRequest(url, { headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end();
  });
}

describe("signing in", () => {
  afterEach(cleanUp);
  const cookieOf = (answer: { headers: Headers }) => answer.headers.get("set-cookie")?.split(";")[0] ?? "";

  it("nothing is shown and nothing done without a token or a sign-in", async () => {
    const cloud = await startTestCloud();
    for (const path of ["/v1/devices", "/v1/devices/a", "/v1/session", "/metrics", "/v1/nothing"]) {
      for (const headers of [{}, { Authorization: "Bearer wrong" }, { Cookie: "mooring_0=x" }] as const) {
        const answer = await rest(cloud, "GET", path, undefined, headers);
        equal(answer.status, 401, path);
        equal(answer.json.error.code, "unauthorized");
      }
    }
    equal((await rest(cloud, "POST", "/v1/devices", {}, {})).status, 401);
  });

  it("by the one-time link works once, sets a strict cookie, and goes on to the dashboard", async () => {
    const cloud = await startTestCloud();
    const path = cloud.signInUrl().slice(cloud.url.length);
    equal((await rest(cloud, "HEAD", path, undefined, {})).status, 401, "a preview does not use it up");
    const answer = await rest(cloud, "GET", path, undefined, {});
    equal(answer.status, 200);
    const cookie = answer.headers.get("set-cookie") ?? "";
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) ok(cookie.includes(part), cookie);
    ok(answer.text.includes("url=/"));
    const signedIn = await rest(cloud, "GET", "/v1/session", undefined, { Cookie: cookieOf(answer) });
    equal(signedIn.json.way, "cookie");
    ok(signedIn.json.expiresAt > Date.now() / 1000 + 86_400);
    const again = await rest(cloud, "GET", path, undefined, {});
    equal(again.status, 401);
    equal(again.headers.get("set-cookie"), null);
    equal((await rest(cloud, "GET", path, undefined, { Cookie: cookieOf(answer) })).status, 200, "who is in stays in");
    equal((await rest(cloud, "GET", "/signin?code=", undefined, {})).status, 401);
  });

  it("by a link that is a day old works no more", () => {
    let clock = now;
    const auth = new Auth({
      store: openStore(),
      operatorToken: undefined,
      publicUrl: undefined,
      isLoopback: true,
      now: () => clock,
    });
    const [early, late] = [auth.createCode(), auth.createCode()];
    clock += 86_399;
    ok(auth.redeem(early) !== undefined);
    clock += 2;
    equal(auth.redeem(late), undefined);
  });

  it("by a link that is no good shows the dashboard's own page, which asks for the token", async () => {
    const cloud = await startTestCloud();
    const dashboard = await rest(cloud, "GET", "/", undefined, {});
    const answer = await rest(cloud, "GET", "/signin?code=x", undefined, {});
    deepEqual([answer.status, answer.text], [401, dashboard.text]);
    equal(answer.headers.get("cache-control"), "no-store");
  });

  it("ends at once for a dashboard that watches when its person signs out, and for no other", async () => {
    const cloud = await startTestCloud();
    const watchAs = async () => {
      const Cookie = cookieOf(await rest(cloud, "POST", "/v1/session", { token: operatorToken }, {}));
      const url = `${cloud.url.replace("http", "ws")}/v1/watch`;
      const peer = new Peer(new WebSocket(url, "mooring.watch.v1", { headers: { Cookie } }));
      await peer.next(({ type }) => type === "snapshot");
      return { peer, Cookie };
    };
    const [one, two] = [await watchAs(), await watchAs()];
    await rest(cloud, "DELETE", "/v1/session", undefined, { Cookie: one.Cookie });
    deepEqual(await one.peer.closed, { code: 1008, reason: "signed out" });
    equal(two.peer.socket.readyState, WebSocket.OPEN);
  });

  it("with the operator's token works, lasts over a restart, and ends with signing out", async () => {
    const cloud = await startTestCloud();
    equal((await rest(cloud, "POST", "/v1/session", { token: "wrong" }, {})).status, 401);
    equal((await rest(cloud, "POST", "/v1/session", {}, {})).json.error.data.at, "/token");
    const answer = await rest(cloud, "POST", "/v1/session", { token: operatorToken }, {});
    equal(answer.status, 204);
    const { port } = cloud;
    const data = cloud.store.database.sqlite.location()?.replace(/\/[^/]*$/, "") ?? "";
    await cloud.close();
    const again = await startTestCloud({ data, port });
    const headers = { Cookie: cookieOf(answer) };
    equal((await rest(again, "GET", "/v1/devices", undefined, headers)).status, 200);
    equal((await rest(again, "DELETE", "/v1/session", undefined, headers)).status, 204);
    equal((await rest(again, "GET", "/v1/devices", undefined, headers)).status, 401);
  });

  it("goes on while it is used, and ends when it is not", async () => {
    const cloud = await startTestCloud();
    const headers = { Cookie: cookieOf(await rest(cloud, "POST", "/v1/session", { token: operatorToken }, {})) };
    const { sqlite } = cloud.store.database;
    const day = 86_400;
    sqlite.exec(`UPDATE signins SET expires_at = ${Date.now() / 1000 + day}`);
    const used = await rest(cloud, "GET", "/v1/session", undefined, headers);
    ok(used.json.expiresAt > Date.now() / 1000 + 29 * day, used.text);
    sqlite.exec(`UPDATE signins SET expires_at = ${Date.now() / 1000 - 1}`);
    equal((await rest(cloud, "GET", "/v1/session", undefined, headers)).status, 401);
  });

  it("a request of another site with the cookie is refused, and so is one that is no JSON", async () => {
    const cloud = await startTestCloud();
    const cookie = cookieOf(await rest(cloud, "POST", "/v1/session", { token: operatorToken }, {}));
    const add = (headers: Record<string, string>) =>
      rest(cloud, "POST", "/v1/devices", {}, { Cookie: cookie, ...headers });
    equal((await add({ Origin: "https://evil.example" })).status, 403);
    equal((await add({ Origin: "null" })).status, 403);
    equal((await add({ Origin: cloud.url })).status, 201);
    equal((await add({ "Content-Type": "text/plain" })).status, 415);
    const signIn = { Origin: "https://evil.example" };
    equal((await rest(cloud, "POST", "/v1/session", { token: operatorToken }, signIn)).status, 403);
  });

  it("without an operator's token no token is right", async () => {
    const cloud = await startTestCloud({ operatorToken: undefined } as never);
    for (const token of ["undefined", "", "x"]) {
      equal((await rest(cloud, "GET", "/v1/devices", undefined, { Authorization: `Bearer ${token}` })).status, 401);
    }
  });

  it("many wrong tokens of one address are slowed down with 429, and the right one still gets in", async () => {
    const cloud = await startTestCloud();
    const statuses: number[] = [];
    for (let i = 0; i < 103; i++) {
      statuses.push((await rest(cloud, "GET", "/v1/devices", undefined, { Authorization: `Bearer ${i}` })).status);
    }
    deepEqual([statuses[0], statuses[99], statuses[102]], [401, 401, 429]);
    equal((await rest(cloud, "POST", "/v1/session", { token: "wrong" }, {})).status, 429);
    equal((await rest(cloud, "POST", "/v1/session", { token: operatorToken }, {})).status, 204);
    equal((await rest(cloud, "GET", "/v1/devices")).status, 200);
  });

  it("on loopback another host name is refused, but for programs with a token and the public address", async () => {
    const cloud = await startTestCloud({ publicUrl: "https://mooring.example.org" });
    const local = `http://127.0.0.1:${cloud.port}/v1/openapi.json`;
    equal(await raw(local, { Host: "evil.example" }), 421);
    equal(await raw(local, { Host: `127.0.0.1.evil.example:${cloud.port}` }), 421);
    for (const host of ["localhost", `localhost:${cloud.port}`, "[::1]:1", "mooring.example.org"]) {
      equal(await raw(local, { Host: host }), 200, host);
    }
    equal(await raw(local, { Host: "evil.example", ...bearer }), 200);
    ok(cloud.signInUrl().startsWith("https://mooring.example.org/signin?code="));
  });

  it("a request that is no HTTP, or has very long headers, gets an error in the same shape", async () => {
    const cloud = await startTestCloud();
    equal(await raw(`${cloud.url}/`, { Long: "x".repeat(20_000) }), 431);
    const socket = connect(cloud.port, "127.0.0.1");
    socket.end("HELO example.org\r\n\r\n");
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    ok(text.startsWith("HTTP/1.1 400 ") && text.includes('{"error":{"code":"badRequest"'), text);
  });

  it("every answer forbids framing, sniffing and foreign scripts", async () => {
    const cloud = await startTestCloud();
    for (const path of ["/", "/v1/devices", "/v1/nothing", "/signin?code=x"]) {
      const { headers } = await rest(cloud, "GET", path, undefined, {});
      ok(headers.get("content-security-policy")?.includes("script-src 'self';"), path);
      equal(headers.get("x-content-type-options"), "nosniff");
      equal(headers.get("x-frame-options"), "DENY");
    }
  });

  it("the dashboard's page is served with an ETag, and not again to who has it", async () => {
    const cloud = await startTestCloud();
    const page = await rest(cloud, "GET", "/", undefined, {});
    equal(page.status, 200);
    ok(page.headers.get("content-type")?.startsWith("text/html"));
    const etag = page.headers.get("etag") ?? "";
    const again = await rest(cloud, "GET", "/", undefined, { "If-None-Match": etag });
    deepEqual([again.status, again.text], [304, ""]);
    const [script] = /\/assets\/main[^"]*\.js/.exec(page.text) ?? [];
    const body = await rest(cloud, "GET", script ?? "", undefined, {});
    ok(body.headers.get("content-type")?.startsWith("text/javascript"));
    ok(body.text.length > 1000);
  });
});

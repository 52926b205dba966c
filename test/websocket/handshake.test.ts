import {
  type ConnectionOptions,
  connectionEvents as events,
  type Failure,
  WebSocketConnection,
} from "../../src/websocket/connection.js";
import { acceptFor } from "../../src/websocket/handshake-request.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ascii, cuts, drain, frame, join, options, response, run, sampleKey } from "./peer.js";
import { sha1 } from "./sha1.js";

function text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function request(changes: Partial<ConnectionOptions> = {}): string[] {
  return text(drain(new WebSocketConnection(options(changes)))).split("\r\n");
}

/** The right answer with one line put in place of the one that begins alike, or added, or (with "-") taken away. */
function answer(...changes: string[]): Uint8Array {
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  ];
  for (const change of changes) {
    const name = change.startsWith("-")
      ? change.slice(1)
      : ((change.split(/[: ]/)[0] as string).split("/")[0] as string);
    const index = name === "" ? -1 : lines.findIndex((line) => line.startsWith(name));
    if (change.startsWith("-")) lines.splice(index, 1);
    else if (index >= 0) lines[index] = change;
    else lines.push(change);
  }
  return ascii([...lines, "", ""].join("\r\n"));
}

function outcomeOf(
  bytes: Uint8Array,
  changes: Partial<ConnectionOptions> = {},
): { failure: Failure | undefined; connection: WebSocketConnection; opened: boolean } {
  let last: { failure: Failure | undefined; connection: WebSocketConnection; opened: boolean } | undefined;
  for (const pieces of cuts(bytes)) {
    const connection = new WebSocketConnection(options(changes));
    drain(connection);
    let opened = false;
    let closed = 0;
    for (const piece of pieces) {
      connection.receive(piece, 1);
      for (let event = connection.next(1); event !== events.none; event = connection.next(1)) {
        if (event === events.open) opened = true;
        if (event === events.closed) closed++;
      }
    }
    if (last !== undefined)
      deepEqual([opened, connection.failure], [last.opened, last.failure], `in ${pieces.length} pieces`);
    equal(closed, connection.failure === undefined ? 0 : 1);
    equal(connection.transmittable, 0);
    last = { failure: connection.failure, connection, opened };
  }
  return last as { failure: Failure | undefined; connection: WebSocketConnection; opened: boolean };
}

describe("websocket handshake: the request", () => {
  it("is that of RFC 6455 4.1, the path and query as given", () => {
    deepEqual(request({ path: "/runCase?case=1&agent=a%20b/../c" }), [
      "GET /runCase?case=1&agent=a%20b/../c HTTP/1.1",
      "Host: server.example",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${sampleKey}`,
      "Sec-WebSocket-Version: 13",
      "",
      "",
    ]);
  });

  it("carries subprotocols, headers and the offer of compression", () => {
    const deflate = {
      serverMaxWindowBits: 10,
      clientNoContextTakeover: true,
      open: () => {
        throw new Error("not agreed");
      },
    };
    const lines = request({ protocol: "mooring.v1, other", headers: [["Authorization", "Bearer t0ken"]], deflate });
    ok(lines.includes("Sec-WebSocket-Protocol: mooring.v1, other"));
    ok(lines.includes("Authorization: Bearer t0ken"));
    ok(
      lines.includes(
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits; server_max_window_bits=10; client_no_context_takeover",
      ),
    );
  });

  it("knows the accept value of RFC 6455 1.3", () => {
    equal(acceptFor(sampleKey, sha1), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });

  it("goes out in pieces when TCP takes less than it is long", () => {
    const connection = new WebSocketConnection(options());
    const whole = request().join("\r\n");
    const pieces: string[] = [];
    const small = new Uint8Array(7);
    for (let count = connection.transmit(small); count > 0; count = connection.transmit(small))
      pieces.push(text(small.subarray(0, count)));
    equal(pieces.join(""), whole);
  });

  const faults: readonly (readonly [name: string, changes: Partial<ConnectionOptions>, message: string])[] = [
    ["a header value with a line end", { headers: [["X-A", "a\r\nX-B: c"]] }, "X-A"],
    ["a header name that is no token", { headers: [["X A", "a"]] }, "headers"],
    ["a header of the handshake", { headers: [["Sec-WebSocket-Key", "a"]] }, "Sec-WebSocket-Key"],
    ["another Host", { headers: [["host", "a"]] }, "host"],
    ["a path without a slash", { path: "chat" }, "path"],
    ["a path with a space", { path: "/a b" }, "path"],
    ["a path with a fragment", { path: "/a#b" }, "path"],
    ["an empty host", { host: "" }, "host"],
    ["a host with a line end", { host: "a\r\nb" }, "host"],
    ["a protocol that is no token", { protocol: "a b" }, "protocol"],
    ["an empty protocol", { protocol: "" }, "protocol"],
    ["a queue of nothing", { queueBytes: 0 }, "queueBytes"],
  ];
  for (const [name, changes, message] of faults)
    it(`is refused at once with ${name}, and no secret is told`, () => {
      const error = throws(() => new WebSocketConnection(options(changes)), message);
      ok(!error.message.includes("a\r\nX-B"));
    });
});

describe("websocket handshake: the answer, whole, byte by byte and cut at every place", () => {
  const good: readonly (readonly [name: string, bytes: Uint8Array])[] = [
    ["as in the RFC", answer()],
    ["with another reason phrase", answer("HTTP/1.1 101 Web Socket Protocol Handshake")],
    ["without a reason phrase", answer("HTTP/1.1 101")],
    [
      "with names and values in other cases",
      answer("-Upgrade", "UPGRADE: WebSocket", "-Connection", "connection: uPGRADE"),
    ],
    ["with Connection as a list of tokens", answer("Connection: keep-alive, Upgrade")],
    ["with Connection on two lines", answer("-Connection", "Connection: keep-alive", "connection: upgrade")],
    ["with spaces and tabs around values", answer("Upgrade: \t websocket \t")],
    ["with headers that mean nothing to us", answer("Server: x", "Set-Cookie: a=b", "X-Empty:", "Date: now")],
    ["with a byte above ASCII in another header", answer("Server: \u00e9")],
    ["with an empty extensions header", answer("Sec-WebSocket-Extensions:")],
  ];
  for (const [name, bytes] of good)
    it(`opens: ${name}`, () => {
      const { opened, failure } = outcomeOf(bytes);
      equal(failure, undefined);
      equal(opened, true);
    });

  const bad: readonly (readonly [
    name: string,
    bytes: Uint8Array,
    code: string,
    changes?: Partial<ConnectionOptions>,
  ])[] = [
    ["no Upgrade", answer("-Upgrade"), "upgrade.upgrade"],
    ["another Upgrade", answer("Upgrade: websockets"), "upgrade.upgrade"],
    ["a list in Upgrade", answer("Upgrade: h2c, websocket"), "upgrade.upgrade"],
    ["no Connection", answer("-Connection"), "upgrade.connection"],
    ["another Connection", answer("Connection: close"), "upgrade.connection"],
    ["Connection that only contains the word", answer("Connection: upgrades"), "upgrade.connection"],
    ["no accept value", answer("-Sec-WebSocket-Accept"), "upgrade.accept"],
    ["a wrong accept value", answer("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO="), "upgrade.accept"],
    ["an accept value in another case", answer("Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "upgrade.accept"],
    ["the accept value twice", answer("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "upgrade.repeated-header"],
    ["a subprotocol that was not offered", answer("Sec-WebSocket-Protocol: chat"), "upgrade.protocol"],
    [
      "another subprotocol than offered",
      answer("Sec-WebSocket-Protocol: chat"),
      "upgrade.protocol",
      { protocol: "mooring.v1" },
    ],
    [
      "a subprotocol in another case",
      answer("Sec-WebSocket-Protocol: Mooring.v1"),
      "upgrade.protocol",
      { protocol: "mooring.v1" },
    ],
    ["no subprotocol where one is needed", answer(), "upgrade.protocol", { protocol: "mooring.v1" }],
    ["an extension that was not offered", answer("Sec-WebSocket-Extensions: permessage-deflate"), "upgrade.extension"],
    ["HTTP/1.0", answer("HTTP/1.0 101 Switching Protocols"), "upgrade.status-line"],
    ["HTTP/2", ascii("HTTP/2 101\r\n\r\n"), "upgrade.status-line"],
    ["a status of two digits", ascii("HTTP/1.1 10\r\n\r\n"), "upgrade.status-line"],
    ["a status of four digits", ascii("HTTP/1.1 1010 x\r\n\r\n"), "upgrade.status-line"],
    ["something that is not HTTP", ascii("SSH-2.0-OpenSSH_9.2\r\n"), "upgrade.status-line"],
    ["a frame instead", frame(0x81, "Hello"), "upgrade.status-line"],
    ["a line that ends in LF alone", ascii("HTTP/1.1 101 x\nUpgrade: websocket\r\n"), "upgrade.line-end"],
    ["a CR inside a line", answer("X: a\rb"), "upgrade.line-end"],
    ["a space before the colon", answer("X : a"), "upgrade.header"],
    ["a folded line", answer("X: a", " b"), "upgrade.header"],
    ["a line without a colon", answer("Nothing"), "upgrade.header"],
    ["a NUL in a value", answer("X: a\0b"), "upgrade.header"],
    ["a line above 4096 bytes", answer(`X: ${"a".repeat(4096)}`), "upgrade.line-too-long"],
    ["more than 100 headers", answer(...Array.from({ length: 101 }, (_, i) => `X${i}: a`)), "upgrade.too-many-headers"],
    [
      "more than 16384 bytes",
      answer(...Array.from({ length: 20 }, (_, i) => `X${i}: ${"a".repeat(1000)}`)),
      "upgrade.too-long",
    ],
  ];
  for (const [name, bytes, code, changes] of bad)
    it(`is refused: ${name}`, () => {
      const { opened, failure, connection } = outcomeOf(bytes, changes);
      equal(opened, false);
      equal(failure?.code, code);
      equal(connection.wantsDisconnect, true);
      equal(connection.closeCode, 1006);
    });

  for (const status of [200, 301, 302, 307, 400, 401, 403, 404, 426, 429, 500, 503])
    it(`tells a status of ${status}`, () => {
      const { failure } = outcomeOf(
        ascii(`HTTP/1.1 ${status} Reason\r\nLocation: /there\r\nRetry-After: 17\r\n\r\nbody`),
      );
      const code = status > 300 && status < 400 ? "upgrade.redirect" : "upgrade.status";
      deepEqual({ ...failure }, { code, detail: "/there", status, retryAfterMs: 17000 });
    });

  it("takes Retry-After as a date, held against the server's own clock", () => {
    const dates = "Date: Wed, 21 Oct 2026 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2026 07:30:00 GMT\r\n\r\n";
    equal(outcomeOf(ascii(`HTTP/1.1 503 Busy\r\n${dates}`)).failure?.retryAfterMs, 120000);
    equal(outcomeOf(ascii("HTTP/1.1 503 Busy\r\nRetry-After: soon\r\n\r\n")).failure?.retryAfterMs, undefined);
  });

  it("selects an offered subprotocol, or none when that is allowed", () => {
    const chosen = outcomeOf(answer("Sec-WebSocket-Protocol: b"), { protocol: "a, b" });
    equal(chosen.opened, true);
    equal(chosen.connection.protocol, "b");
    const none = outcomeOf(answer(), { protocol: "a", requireProtocol: false });
    equal(none.opened, true);
    equal(none.connection.protocol, undefined);
  });

  it("may have frames right behind it", () => {
    for (const pieces of cuts(join(response(), frame(0x81, "Hi"), frame(0x89)))) {
      const connection = new WebSocketConnection(options());
      drain(connection);
      deepEqual(run(connection, pieces).events, ["text 4869", "ping", "closed"]);
    }
  });
});

describe("websocket handshake: its end", () => {
  it("comes at the deadline, once", () => {
    const connection = new WebSocketConnection(options({ upgradeMs: 500, now: 100 }));
    equal(connection.deadline, 600);
    connection.receive(ascii("HTTP/1.1 101 "), 599);
    equal(connection.next(599), events.none);
    equal(connection.next(600), events.closed);
    equal(connection.failure?.code, "upgrade.timeout");
    equal(connection.next(601), events.none);
  });

  it("comes when TCP ends, with its reason", () => {
    const connection = new WebSocketConnection(options());
    connection.end(1, "ECONNRESET");
    equal(connection.next(1), events.closed);
    deepEqual({ ...connection.failure }, { code: "upgrade.ended", detail: "ECONNRESET" });
    equal(connection.wantsDisconnect, false);
  });

  it("comes when we give up, at any moment, and nothing is sent any more", () => {
    const connection = new WebSocketConnection(options());
    connection.close();
    equal(connection.transmittable, 0);
    connection.receive(response(), 1);
    equal(connection.next(1), events.closed);
    equal(connection.failure?.code, "upgrade.cancelled");
    equal(connection.next(1), events.none);
  });
});

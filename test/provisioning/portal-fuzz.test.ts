import { answerDns, dnsAnswerBytes } from "../../src/provisioning/dns-answer.js";
import { HttpRequest } from "../../src/provisioning/http-request.js";
import { portalLimits } from "../../src/provisioning/portal-limits.js";
import { equal, ok } from "../support/assert.js";
import { fuzzCount, mutate } from "../support/fuzz.js";
import { origin, PortalWorld, parseAnswer } from "../support/portal-world.js";
import { ascii, hex, seeded } from "../websocket/peer.js";

const requests = fuzzCount(200000, 4000);
const packets = fuzzCount(300000, 10000);
const connections = fuzzCount(20000, 400);
const batch = 20000;

const secrets = Object.freeze({ password: "pass-word-of-home", code: "CODE-7KMF-2QXA" });
const statuses = [200, 302, 400, 403, 404, 405, 409, 411, 413, 414, 415, 421, 422, 429, 431, 501];
const body = '{"SSID":"Home","password":"12345678","server":"wss://a.example","code":"x"}';

function post(path: string, text: string, token = "0123456789abcdef"): Uint8Array {
  return ascii(
    `POST ${path} HTTP/1.1\r\nHost: 192.168.4.1\r\nOrigin: ${origin}\r\nX-Setup-Token: ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  );
}

/** Phones that do all that a phone may do. */
const streams = [
  ascii("GET / HTTP/1.1\r\nHost: 192.168.4.1\r\nUser-Agent: x\r\nAccept-Language: en\r\n\r\n"),
  ascii("GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\nConnection: close\r\n\r\n"),
  ascii("GET /state HTTP/1.1\r\nHost: 192.168.4.1\r\nX-Setup-Token: 0123456789abcdef\r\n\r\n"),
  ascii("HEAD /networks?x HTTP/1.1\r\nHost: mooring.internal\r\n\r\n"),
  post("/session", '{"take":true}'),
  post("/session", '{"take":false}'),
  post("/setup", body),
  post("/scan", "{}"),
];

function batches(count: number, what: string, play: (seed: number) => void): void {
  for (let first = 0; first < count; first += batch) {
    const end = Math.min(first + batch, count);
    it(`${what} ${first + 1} to ${end}`, function () {
      (this as { timeout?(ms: number): unknown } | undefined)?.timeout?.(120000);
      for (let i = first; i < end; i++) {
        const seed = 0x5eed + i * 7919;
        try {
          play(seed);
        } catch (error) {
          throw new Error(`seed ${seed}: ${(error as Error).message}`);
        }
      }
    });
  }
}

describe("fuzz of the portal's requests: each is taken or refused, in any portions alike", () => {
  const outcomes = new Set<number>();
  batches(requests, "requests", (seed) => {
    const random = seeded(seed);
    const stream = mutate(streams[random(streams.length)] as Uint8Array, random, 40);
    const whole = new HttpRequest();
    whole.read(stream, stream.length);
    const parts = new HttpRequest();
    for (let at = 0; at < stream.length; ) {
      const piece = stream.subarray(at, at + 1 + random(random(2) > 0 ? 60 : 3));
      parts.read(piece, piece.length);
      at += piece.length;
    }
    equal(parts.refusal, whole.refusal);
    equal(parts.isComplete, whole.isComplete);
    equal(parts.path, whole.path);
    equal(parts.header("x-setup-token"), whole.header("x-setup-token"));
    ok((whole.body?.length ?? 0) <= portalLimits.bodyBytes, "a body above the limit");
    ok(whole.refusal === 0 || statuses.includes(whole.refusal), `a refusal with ${whole.refusal}`);
    outcomes.add(whole.isComplete ? whole.refusal : -1);
  });

  it("comes to every kind of end", () => {
    for (const status of [-1, 0, 400, 405, 411]) ok(outcomes.has(status), `no request came to ${status}`);
  });
});

describe("fuzz of the portal's name responder: no packet gets more than its question and 16 bytes", () => {
  const label = "07 63617074697665 05 6170706c65 03 636f6d 00".split(" ").join("");
  const questions = ["0001", "001c", "0041"].map((type) =>
    hex(`123401000001000000000001${label}${type}00010000291000000000000000`),
  );
  const address = "192.168.4.1";
  const into = new Uint8Array(dnsAnswerBytes);
  let answered = 0;
  batches(packets, "packets", (seed) => {
    const random = seeded(seed);
    const packet = mutate(questions[random(questions.length)] as Uint8Array, random);
    const length = answerDns(packet, address, into);
    ok(length <= packet.length + 16 && length <= dnsAnswerBytes, `an answer of ${length} bytes`);
    if (length === 0) return;
    answered++;
    ok(into[0] === packet[0] && into[1] === packet[1], "another id");
    ok(((into[2] ?? 0) & 0x80) !== 0, "a question for an answer");
  });

  it("answers many and drops many", () => {
    ok(answered > packets / 10 && answered < packets * 0.9, `${answered} of ${packets}`);
  });
});

describe("fuzz of the portal: whatever phones send, it goes on, within its bounds, and says no secret", () => {
  const world = new PortalWorld();
  world.target.onBegin = () => world.target.at("joining", "password");
  let token = world.session();
  world.ask("POST", "/setup", {
    token,
    body: { SSID: "Home", password: secrets.password, server: "wss://a.example", code: secrets.code },
  });
  const seen = new Set<number>();

  batches(connections, "connections", (seed) => {
    const random = seeded(seed);
    const known = random(8) === 0 ? post("/setup", body, token) : undefined;
    const stream = mutate(known ?? (streams[random(streams.length)] as Uint8Array), random, 40);
    const peer = world.servers.connect(`192.168.4.${2 + random(3)}`);
    world.servers.windowBytes = random(4) === 0 ? 1 + random(700) : 30000;
    for (let at = 0; at < stream.length; ) {
      const size = random(2) > 0 ? stream.length : 1 + random(100);
      peer.send(stream.subarray(at, at + size));
      at += size;
      if (random(3) === 0) world.clock.advance(random(300));
    }
    world.clock.advance(random(30));
    if (random(2) > 0) peer.end();
    else if (random(3) === 0) peer.reset();
    else if (random(20) === 0) world.clock.advance(portalLimits.requestMs);
    world.servers.packet(mutate(ascii("0123456789abcdef0123456789"), random));
    world.clock.advance(2);
    ok(world.servers.open <= 2 + portalLimits.connections, `${world.servers.open} sockets`);
    const { status } = parseAnswer(peer.received);
    if (status !== 0) ok(statuses.includes(status), `a status of ${status}`);
    seen.add(status);
    for (const secret of Object.values(secrets)) ok(!peer.received.includes(secret), "a secret in an answer");
  });

  it("serves a phone afterwards, and has let go of all the others", () => {
    world.servers.windowBytes = 30000;
    world.clock.advance(120000);
    equal(world.servers.open, 2);
    world.servers.sent.length = 0;
    token = world.session();
    equal(world.ask("GET", "/state", { token }).status, 200);
    for (const status of [200, 302, 400, 403]) ok(seen.has(status), `no answer with ${status}`);
    const lines = world.lines.join("\n");
    for (const secret of [...Object.values(secrets), token]) ok(!lines.includes(secret), "a secret in the log");
  });
});

import { HttpRequest } from "../../src/provisioning/http-request.js";
import { equal, ok } from "../support/assert.js";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const head = "GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n";
const post = "POST /setup HTTP/1.1\r\nHost: a\r\n";

function parse(text: string, size = text.length): HttpRequest {
  const request = new HttpRequest();
  const bytes = bytesOf(text);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    request.read(part, part.length);
  }
  return request;
}

const show = (request: HttpRequest): string =>
  JSON.stringify([
    request.refusal,
    request.isComplete,
    request.method,
    request.path,
    request.header("host"),
    request.header("origin"),
    request.header("x-setup-token"),
    request.header("content-type"),
    request.body === undefined ? null : Array.from(request.body),
  ]);

/** Each with the status that it is refused with; 0: it is taken; -1: more has to come. */
const cases: readonly (readonly [name: string, text: string, status: number])[] = [
  ["a GET", `${head}\r\n`, 0],
  ["a GET of HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 0],
  ["a HEAD", "HEAD /x?y=z HTTP/1.1\r\nHost: a\r\n\r\n", 0],
  ["a POST with its body", `${post}Content-Length: 2\r\n\r\n{}`, 0],
  ["a POST with an empty body", `${post}Content-Length: 0\r\n\r\n`, 0],
  ["a header with a tab and spaces around its value", `${head}Origin:\t http://x \t\r\n\r\n`, 0],
  ["a header that we do not keep, twice", `${head}Accept: a\r\nAccept: b\r\n\r\n`, 0],
  ["a long line that we do not keep", `${head}User-Agent: ${"x".repeat(1000)}\r\n\r\n`, 0],
  ["a name with letters beyond ASCII in a value", `${head}X: \xe9\r\n\r\n`, 0],
  ["a GET with a body of nothing", `${head}Content-Length: 0\r\n\r\n`, 0],
  ["a request that is not whole", head, -1],
  ["a body that is not whole", `${post}Content-Length: 3\r\n\r\n{}`, -1],
  ["an empty line first", `\r\n${head}\r\n`, 400],
  ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
  ["two hosts", `${head}Host: b\r\n\r\n`, 400],
  ["two origins", `${head}Origin: a\r\nOrigin: a\r\n\r\n`, 400],
  ["two lengths", `${post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, 400],
  ["a lone line feed", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400],
  ["a lone return", "GET / HTTP/1.1\rHost: a\r\n\r\n", 400],
  ["two returns", "GET / HTTP/1.1\r\r\n", 400],
  ["a return far out in a long line", `${head}X: ${"x".repeat(300)}\rY\r\n\r\n`, 400],
  ["a line feed far out in a long line", `${head}X: ${"x".repeat(300)}\nY: z\r\n\r\n`, 400],
  ["a zero byte", `${head}X: \0\r\n\r\n`, 400],
  ["a delete", `${head}X: \x7f\r\n\r\n`, 400],
  ["TLS", "\x16\x03\x01\x02\x00\x01", 400],
  ["a folded line", `${head}Origin: a\r\n b\r\n\r\n`, 400],
  ["a space before the colon", `${head}Origin : a\r\n\r\n`, 400],
  ["a header without a name", `${head}: a\r\n\r\n`, 400],
  ["a header without a colon", `${head}Origin\r\n\r\n`, 400],
  ["a name that is no token", `${head}Ori(gin: a\r\n\r\n`, 400],
  ["a long line without a colon", `${head}${"x".repeat(400)}\r\n\r\n`, 400],
  ["no version", "GET /\r\nHost: a\r\n\r\n", 400],
  ["another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400],
  ["two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a space at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400],
  ["absolute-form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["asterisk-form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["another method", "OPTIONS /setup HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a method in small letters", "get / HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a POST without a length", `${post}\r\n`, 411],
  ["a length with a sign", `${post}Content-Length: +2\r\n\r\n{}`, 400],
  ["a length in hexadecimal digits", `${post}Content-Length: 0x2\r\n\r\n{}`, 400],
  ["a list of lengths", `${post}Content-Length: 2, 2\r\n\r\n{}`, 400],
  ["an empty length", `${post}Content-Length:\r\n\r\n{}`, 400],
  ["a length of six digits", `${post}Content-Length: 000002\r\n\r\n{}`, 400],
  ["a body that is too large", `${post}Content-Length: 1025\r\n\r\n`, 413],
  ["a GET with a body", `${head}Content-Length: 2\r\n\r\n{}`, 400],
  ["a chunked body", `${post}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`, 501],
  ["a chunked body with a length", `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`, 501],
  ["a path that is too long", `GET /${"x".repeat(300)} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ["a host that is too long", `GET / HTTP/1.1\r\nHost: ${"x".repeat(300)}\r\n\r\n`, 431],
  ["a header that is too long", `${head}X: ${"x".repeat(1500)}\r\nY: ${"y".repeat(700)}\r\n\r\n`, 431],
  ["lines without end", `${head}${"X: y\r\n".repeat(500)}`, 431],
];

describe("a request of HTTP", () => {
  for (const [name, text, status] of cases)
    it(`${name}: ${status === 0 ? "is taken" : status < 0 ? "waits for the rest" : `is refused with ${status}`}`, () => {
      const request = parse(text);
      equal(request.refusal, Math.max(0, status));
      equal(request.isComplete, status >= 0);
    });

  it("says method, path without query, and the headers that are kept, whatever their letters", () => {
    const request = parse(
      "POST /setup?a=b HTTP/1.1\r\nHOST: A.b\r\noRiGiN: http://a.b\r\nX-Setup-Token: 12\r\n" +
        "Content-Type: application/json\r\nContent-Length: 4\r\n\r\nabcdefgh",
    );
    equal(request.method, "POST");
    equal(request.path, "/setup");
    equal(request.header("host"), "A.b");
    equal(request.header("origin"), "http://a.b");
    equal(request.header("x-setup-token"), "12");
    equal(request.body?.length, 4, "what comes behind the body is not looked at");
  });

  it("takes a header of 2,048 bytes and none of 2,049", () => {
    const lines = `${head}X: ${"x".repeat(1000)}\r\nY: `;
    const rest = 2048 - lines.length - 4;
    equal(parse(`${lines}${"y".repeat(rest)}\r\n\r\n`).refusal, 0);
    equal(parse(`${lines}${"y".repeat(rest + 1)}\r\n\r\n`).refusal, 431);
  });

  it("comes out the same byte by byte, and split at each place", () => {
    for (const [name, text] of cases) {
      const whole = show(parse(text));
      equal(show(parse(text, 1)), whole, name);
      const bytes = bytesOf(text);
      for (let at = 1; at < Math.min(text.length, 260); at++) {
        const request = new HttpRequest();
        request.read(bytes, at);
        request.read(bytes.subarray(at), bytes.length - at);
        ok(show(request) === whole, `${name} split at ${at}: ${show(request)} is not ${whole}`);
      }
    }
  });
});

import { parseServerURL } from "../../src/session/url.js";
import { deepEqual, equal } from "../support/assert.js";

describe("server address", () => {
  it("is taken apart and used as given", () => {
    deepEqual(parseServerURL("wss://cloud.example/v1/devices/a/link?x=1&y=%20"), {
      isSecure: true,
      host: "cloud.example",
      isAddress: false,
      port: 443,
      authority: "cloud.example",
      path: "/v1/devices/a/link?x=1&y=%20",
    });
    deepEqual(parseServerURL("ws://127.0.0.1:8080"), {
      isSecure: false,
      host: "127.0.0.1",
      isAddress: true,
      port: 8080,
      authority: "127.0.0.1:8080",
      path: "/",
    });
    deepEqual(parseServerURL("WS://[2001:db8::1]:81?q"), {
      isSecure: false,
      host: "2001:db8::1",
      isAddress: true,
      port: 81,
      authority: "[2001:db8::1]:81",
      path: "/?q",
    });
    deepEqual(parseServerURL("ws://[::1]/a"), {
      isSecure: false,
      host: "::1",
      isAddress: true,
      port: 80,
      authority: "[::1]",
      path: "/a",
    });
  });

  it("leaves out the port in the Host header only where it is the scheme's own", () => {
    const authority = (url: string) => {
      const server = parseServerURL(url);
      return typeof server === "string" ? server : server.authority;
    };
    equal(authority("ws://a:80/"), "a");
    equal(authority("ws://a:443/"), "a:443");
    equal(authority("wss://a:443/"), "a");
    equal(authority("wss://a:80/"), "a:80");
  });

  it("says what is wrong with a bad one", () => {
    const cases: [url: string, reason: string][] = [
      ["", "must begin with ws:// or wss://"],
      ["http://a/", "must begin with ws:// or wss://"],
      ["ws:/a/", "must begin with ws:// or wss://"],
      ["ws://", "has no host"],
      ["ws:///path", "has no host"],
      ["ws://:80/", "has no host"],
      ["ws://a b/", "must be printable ASCII without spaces"],
      ["ws://a/\r\nX: y", "must be printable ASCII without spaces"],
      ["ws://ä/", "must be printable ASCII without spaces"],
      ["ws://a/#top", "must not have a fragment (#)"],
      ["ws://user:pw@a/", "must not hold a user name"],
      ["ws://a:0/", "has a port of wrong form (1 to 65535)"],
      ["ws://a:65536/", "has a port of wrong form (1 to 65535)"],
      ["ws://a:/", "has a port of wrong form (1 to 65535)"],
      ["ws://a:8o/", "has a port of wrong form (1 to 65535)"],
      ["ws://[::1/", "has a [ without ]"],
      ["ws://[::1]x/", "has something behind ]"],
      ["ws://[a]/", "has a host of wrong form"],
      ["ws://a$b/", "has a host of wrong form"],
      [`ws://a/${"b".repeat(512)}`, "must have at most 512 characters"],
    ];
    for (const [url, reason] of cases) equal(parseServerURL(url), reason, url);
  });
});

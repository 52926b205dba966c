import { Backoff, backoffLimits } from "../../src/session/backoff.js";
import { cause, type Policy } from "../../src/session/causes.js";
import { sessionLimits } from "../../src/session/limits.js";
import { parseServers, Servers, splitWords } from "../../src/session/servers.js";
import type { ServerURL } from "../../src/session/url.js";
import { deepEqual, equal, ok } from "../support/assert.js";

const never = (fault: string): never => {
  throw new Error(fault);
};

/** Every random number is one half. */
function serversAt(text: string): Servers {
  const servers = new Servers(
    new Backoff({
      random: (into) => {
        into.fill(0);
        into[0] = 128;
      },
    }),
  );
  servers.set(parseServers(text, never));
  return servers;
}

const end = (policy: Policy, hintMs?: number) => cause("test", policy, undefined, hintMs);
const hostOf = (servers: Servers): string | undefined => servers.current?.host;

describe("several server addresses", () => {
  it("are tried in turn, by the delays of the cause", () => {
    const servers = serversAt("ws://a ws://b ws://c");
    equal(hostOf(servers), "a");
    const delays = [0, 0, 0, 0].map(() => servers.next(end("spread"), 1000));
    deepEqual(delays, [15000, 3000, 6000, 12000]);
    equal(hostOf(servers), "b");
  });

  it("stay with the one that was in use when our own link was lost", () => {
    const servers = serversAt("ws://a ws://b");
    servers.next(end("start"), 0);
    equal(hostOf(servers), "a");
    equal(servers.next(end("link"), 0), backoffLimits.linkMs / 2);
    equal(hostOf(servers), "a");
  });

  it("hold a refusal against the one that refused: slow for it, and not for the others", () => {
    const servers = serversAt("ws://a ws://b");
    let now = 1000;
    equal(servers.next(end("refused"), now), 1000);
    equal(hostOf(servers), "b");
    equal(servers.isRefused, false);
    const until = now + 63_000;
    // b fails in other ways, and is asked again and again; a is not, before its minute is over.
    for (;;) {
      now += servers.next(end("again"), now);
      if (hostOf(servers) === "a") break;
      ok(now < until, String(now));
    }
    ok(now >= until, String(now));
  });

  it("refused by all: the first to be asked again is the one whose time comes first, and that is a refusal", () => {
    const servers = serversAt("ws://a ws://b");
    servers.next(end("refused"), 0);
    equal(servers.next(end("refused"), 10_000), 53_000);
    equal(hostOf(servers), "a");
    equal(servers.isRefused, true);
    // Its second refusal counts twice, b's was its first.
    equal(servers.next(end("refused"), 63_000), 10_000);
    equal(hostOf(servers), "b");
    equal(servers.next(end("refused"), 73_000), 116_000);
    equal(hostOf(servers), "a");
  });

  it("keep a hint for the one that gave it, which is asked when all others are worse", () => {
    const servers = serversAt("ws://a ws://b");
    equal(servers.next(end("spread", 100_000), 0), 15_000);
    equal(hostOf(servers), "b");
    equal(servers.next(end("refused"), 20_000), 63_000);
    equal(hostOf(servers), "b");
    equal(servers.isRefused, true);
    const hinted = serversAt("ws://a ws://b");
    hinted.next(end("refused"), 0);
    equal(hinted.next(end("spread", 20_000), 1000), 25_000);
    equal(hostOf(hinted), "b");
    equal(hinted.isRefused, false);
  });

  it("forget refusals of the one that a stable minute was spent with", () => {
    const servers = serversAt("ws://a");
    equal(servers.next(end("refused"), 0), 63_000);
    equal(servers.next(end("refused"), 0), 126_000);
    servers.reset();
    equal(servers.next(end("refused"), 0), 63_000);
  });

  it("come from one setting, white space between them; a wrong one is named by its place and left out", () => {
    const faults: string[] = [];
    const found = parseServers(" ws://a \n http://b\twss://c ", (fault) => faults.push(fault));
    deepEqual(
      found.map(({ host }: ServerURL) => host),
      ["a", "c"],
    );
    deepEqual(faults, ["(address 2) must begin with ws:// or wss://"]);
    faults.length = 0;
    // As \s of a regular expression: blanks that are pasted from a page, and no other control character.
    deepEqual(splitWords("\ufeffa\u00a0b\u3000c\u2028d\ve "), ["a", "b", "c", "d", "e"]);
    deepEqual(splitWords("a\u0000b\u001fc"), ["a\u0000b\u001fc"]);
    equal(parseServers("http://b", (fault) => faults.push(fault)).length, 0);
    equal(parseServers("  ", (fault) => faults.push(fault)).length, 0);
    equal(parseServers("ws://a ".repeat(6), (fault) => faults.push(fault)).length, sessionLimits.servers);
    deepEqual(faults, [
      "must begin with ws:// or wss://",
      "is empty",
      `has more than ${sessionLimits.servers} addresses`,
    ]);
  });
});

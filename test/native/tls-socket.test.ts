/** The TLS socket of the Moddable hosts over a scripted TCP and a client that only plays TLS. */
import { TLSSessions } from "../../hosts/moddable/tls-sessions.js";
import { distrust, tlsFaults } from "../../src/session/tls-reasons.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { Bench, type Owner } from "./support/tls-bench.js";
import { readRecords, record, toyTypes } from "./support/toy-tls.js";

const { hello, done, data, close, bad, ticket } = toyTypes;
const handshake = [...record(hello, "server"), ...record(done)];
const pinOf = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

/** A socket whose handshake is done. */
function opened(bench: Bench, tcpBytes = 1000): Owner {
  const owner = bench.open();
  bench.tcp.allow(tcpBytes);
  bench.tcp.bring(handshake);
  return owner;
}

describe("TLS socket of the Moddable hosts", () => {
  it("is writable when the handshake is done, not before", () => {
    const bench = new Bench();
    const owner = bench.open();
    equal(bench.engines.length, 0, "no native memory while TCP does not stand");
    bench.tcp.allow(1000);
    deepEqual(readRecords(bench.tcp.sent), ["1:example.test"]);
    throws(() => owner.write("x"), "more than is writable");
    bench.tcp.bring(record(hello));
    deepEqual(owner.events, []);
    bench.tcp.bring(record(done));
    deepEqual(owner.events, ["writable 72"]);
    equal(owner.socket.remoteAddress, "10.0.0.1");
    equal(owner.socket.remotePort, 443);
  });

  it("gives the same bytes and the same end however the server's stream is split", () => {
    const stream = [...handshake, ...record(data, "one"), ...record(data, "a longer one, near the queue's size ....")];
    stream.push(...record(data, "x"), ...record(ticket), ...record(data, "last"), ...record(close));
    const run = (split: (at: number) => boolean): string => {
      const bench = new Bench();
      const owner = bench.open();
      bench.tcp.allow(1000);
      let part: number[] = [];
      for (let at = 0; at < stream.length; at++) {
        part.push(stream[at] ?? 0);
        if (!split(at) && at < stream.length - 1) continue;
        bench.tcp.bring(part);
        if (at % 3 === 0) bench.turn();
        part = [];
      }
      bench.turn();
      ok(bench.engine.most.in <= 48 && bench.engine.closed === 1 && bench.tcp.closed === 1);
      equal(owner.events.at(-1), "error undefined");
      return owner.text;
    };
    const whole = run(() => false);
    equal(whole, "onea longer one, near the queue's size ....xlast");
    equal(
      run(() => true),
      whole,
    );
    for (let position = 0; position < stream.length; position++)
      equal(
        run((at) => at === position),
        whole,
        `split at ${position}`,
      );
    for (let step = 2; step < 50; step++)
      equal(
        run((at) => at % step === 0),
        whole,
        `pieces of ${step}`,
      );
  });

  it("holds the peer back while its owner does not read, and loses nothing", () => {
    const bench = new Bench();
    const owner = opened(bench);
    owner.reads = false;
    const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    bench.tcp.bring(texts.flatMap((text) => record(data, text)));
    bench.turn();
    ok(bench.tcp.waiting.length > 150, "TCP keeps what there is no room for");
    equal(owner.text, "");
    for (let guard = 0; owner.text.length < texts.join("").length && guard < 1000; guard++) {
      owner.read(7);
      bench.turn();
    }
    equal(owner.text, texts.join(""));
    equal(bench.tcp.waiting.length, 0);
  });

  it("announces what can be read, and again what came after it was read outside of a callback", () => {
    const bench = new Bench();
    const owner = opened(bench);
    owner.reads = false;
    bench.tcp.bring([...record(data, "first"), ...record(data, "second")]);
    equal(owner.events.at(-1), "readable 5");
    equal(owner.read(5), 5);
    equal(owner.events.at(-1), "readable 5", "not from inside read()");
    bench.turn();
    equal(owner.events.at(-1), "readable 6");
    equal(owner.read(100), 6);
    equal(owner.read(100), 0);
  });

  it("takes what is writable, refuses more, and says when there is space again", () => {
    const bench = new Bench();
    const owner = opened(bench, 18); // the toy's hello takes 14
    equal(owner.events.at(-1), "writable 72");
    throws(() => owner.write("x".repeat(73)), "more than is writable");
    equal(owner.write("y".repeat(60)), 14);
    throws(() => owner.write("z".repeat(15)), "more than is writable");
    equal(owner.write("z".repeat(5)), 7);
    equal(owner.events.length, 1);
    bench.tcp.allow(1);
    equal(owner.events.length, 1, "not while cipher text waits");
    bench.tcp.allow(200);
    deepEqual(owner.events.slice(1), ["writable 72"]);
    equal(owner.write("!"), 72, "what went to TCP at once needs no callback");
    bench.turn();
    equal(owner.events.length, 2);
    deepEqual(readRecords(bench.tcp.sent).slice(1), [`3:${"y".repeat(60)}`, "3:zzzzz", "3:!"]);
  });

  it("may be closed in any callback and between any two events, again and again, and is silent then", () => {
    const stream = [handshake, record(data, "one"), record(data, "two"), record(close)];
    for (let when = 0; when < 12; when++) {
      const bench = new Bench();
      const owner = bench.open();
      let events = 0;
      owner.onEvent = () => {
        if (++events === when) owner.close();
      };
      const steps = [() => bench.tcp.allow(1000), ...stream.map((part) => () => bench.tcp.bring(part))];
      for (const [index, step] of steps.entries()) {
        if (when - 6 === index) owner.close();
        step();
        bench.turn();
      }
      owner.close();
      owner.close();
      bench.turn();
      equal(bench.tcp.closed, 1, `closed at ${when}`);
      for (const engine of bench.engines) equal(engine.closed, 1);
      equal(owner.read(10), 0);
      throws(() => owner.write("x"), "more than is writable");
    }
  });

  it("sends its end when it is closed while open, and not before the handshake is done", () => {
    const bench = new Bench();
    opened(bench).close();
    equal(readRecords(bench.tcp.sent).at(-1), "4:");
    const early = bench.open();
    bench.tcp.allow(1000);
    early.close();
    deepEqual(readRecords(bench.tcp.sent), ["1:example.test"]);
  });

  it("ends without a reason when the peer closed in order, after the last byte was read", () => {
    const bench = new Bench();
    const owner = opened(bench);
    owner.reads = false;
    bench.tcp.bring([...record(data, "last"), ...record(close)]);
    bench.tcp.end();
    bench.turn();
    equal(owner.events.at(-1), "readable 4");
    owner.read(4);
    bench.turn();
    equal(owner.events.at(-1), "error undefined");
  });

  it("tells an end that is none: in the handshake, in the open, and by a reset", () => {
    const ends = (bring: readonly number[], reason?: string): string | undefined => {
      const bench = new Bench();
      const owner = bench.open();
      bench.tcp.allow(1000);
      bench.tcp.bring(bring);
      bench.tcp.end(reason);
      bench.turn();
      equal(bench.tcp.closed, 1);
      return owner.events.at(-1);
    };
    equal(ends([]), `error ${tlsFaults.handshakeCut}`);
    equal(ends(record(hello, "server"), "connection reset"), `error ${tlsFaults.handshakeCut}`);
    equal(ends(handshake), `error ${tlsFaults.truncated}`);
    equal(ends([...handshake, ...record(data, "x"), 3, 9]), `error ${tlsFaults.truncated}`);
    equal(ends(handshake, "connection reset"), "error connection reset");
    equal(ends([...handshake, ...record(close)]), "error undefined");
  });

  it("passes on why TCP did not come to stand", () => {
    const bench = new Bench();
    const owner = bench.open();
    bench.tcp.end("connection refused");
    bench.turn();
    deepEqual(owner.events, ["error connection refused"]);
    equal(bench.engines.length, 0);
  });

  it("says in the firmware's words why it refused, with its alert sent first", () => {
    const bench = new Bench();
    const owner = bench.open();
    bench.tcp.allow(1000);
    bench.tcp.bring(record(bad, "tls.wrong-host"));
    deepEqual(owner.events, [`error ${distrust.wrongHost}`]);
    equal(readRecords(bench.tcp.sent).at(-1), "5:alert");
    equal(bench.tcp.closed, 1);
  });

  it("makes a failure to begin a reason, not an exception", () => {
    for (const [code, reason] of [
      ["tls.ca", distrust.unreadable],
      ["tls.memory", tlsFaults.memory],
      ["tls.minimum-version", tlsFaults.noVersion],
      ["tls.pins (in NativeTLS)", "TLS: tls.pins"],
    ] as const) {
      const bench = new Bench();
      const owner = bench.open();
      bench.failure = code;
      bench.tcp.allow(1000);
      deepEqual(owner.events, [`error ${reason}`]);
      equal(bench.tcp.closed, 1);
    }
  });

  it("survives a TCP that ends inside a read or a write", () => {
    const bench = new Bench();
    const owner = opened(bench);
    bench.tcp.endsInside = true;
    equal(typeof owner.write("hello"), "number");
    bench.turn();
    deepEqual(owner.events, ["writable 72", "error connection reset"]);
    const reader = opened(bench);
    bench.tcp.endsInside = true;
    bench.tcp.bring(record(data, "bye"));
    bench.turn();
    equal(reader.text, "bye");
    equal(reader.events.at(-1), "error connection reset");
    const closer = opened(bench);
    bench.tcp.endsInside = true;
    closer.close();
    bench.turn();
    equal(closer.events.length, 1);
  });

  it("catches what its owner throws, and ends", () => {
    const bench = new Bench();
    const reasons: (string | undefined)[] = [];
    bench.open({
      onWritable: () => {
        throw new Error("oops");
      },
      onError: (reason) => {
        reasons.push(reason);
        throw new Error("again");
      },
    });
    bench.tcp.allow(1000);
    bench.tcp.bring(handshake);
    deepEqual(reasons, ["exception in onWritable"]);
    deepEqual(bench.lines, ["exception in TLS onWritable: Error: oops", "exception in TLS onError: Error: again"]);
  });

  it("says at each connection that it does not verify", () => {
    const bench = new Bench();
    for (let count = 1; count <= 2; count++) {
      bench.open({ verify: false });
      bench.tcp.allow(1000);
      equal(bench.engine.options.verify, 0);
      equal(bench.lines.length, count);
      equal(bench.lines[0], "TLS to example.test: the server is NOT verified, as the settings ask");
    }
    bench.open();
    bench.tcp.allow(1000);
    equal(bench.engine.options.verify, 1);
    equal(bench.lines.length, 2);
  });

  it("judges by the wall time, never before the time of the build, and says when it knows no time", () => {
    const bench = new Bench();
    const now = (wall: number | undefined): number => {
      bench.wallSeconds = wall;
      bench.open();
      bench.tcp.allow(1000);
      return bench.engine.options.now;
    };
    equal(now(1_800_000_000), 1_800_000_000);
    equal(now(0), 1_790_000_000);
    equal(now(undefined), 1_790_000_000);
    bench.tcp.bring(record(bad, "tls.not-yet-valid"));
    ok(bench.lines[0]?.includes("the time is not known yet"), bench.lines[0] ?? "no line");
  });

  it("trusts the settings' authority in place of the host's own", () => {
    const bench = new Bench();
    const trust = (ca?: string): unknown[] => {
      bench.open(ca === undefined ? {} : { ca });
      bench.tcp.allow(1000);
      const { options } = bench.engine;
      return [options.ca, options.caFile, options.usesBundle];
    };
    deepEqual(trust(), [undefined, "/etc/certificates", 0]);
    deepEqual(trust("PEM"), ["PEM", undefined, 0]);
    bench.trusted = { usesBundle: true };
    deepEqual(trust(), [undefined, undefined, 1]);
    deepEqual(trust("PEM"), ["PEM", undefined, 0]);
    bench.trusted = {};
    deepEqual(trust(), [undefined, undefined, 0]);
  });

  it("hands on its options, pins as bytes", () => {
    const bench = new Bench();
    bench.open({
      pins: [pinOf(0xff), pinOf(7), Buffer.from(Array.from({ length: 32 }, (_, i) => i * 8)).toString("base64")],
      clientCertificate: "certificate",
      clientKey: "key",
      applicationLayerProtocol: ["a", "b"],
      maximumFragmentLength: 1024,
    });
    bench.tcp.allow(1000);
    const { pins, ...options } = bench.engine.options;
    const expected = [...Array(32).fill(0xff), ...Array(32).fill(7), ...Array.from({ length: 32 }, (_, i) => i * 8)];
    deepEqual(Array.from(pins ?? []), expected);
    deepEqual([options.clientCertificate, options.clientKey], ["certificate", "key"]);
    deepEqual([options.protocols, options.maximumFragmentLength, options.minimumVersion], ["a,b", 1024, 12]);
  });

  it("throws at once for options that cannot be meant, each by its name", () => {
    const bench = new Bench();
    const none = bench.tcp;
    const wrong = (options: object, text: string) => throws(() => bench.open(options), text);
    wrong({ pins: [] }, "an empty list accepts nobody");
    wrong({ pins: ["abc"] }, 'TLS pin "abc" is not a SHA-256 in Base64');
    wrong({ pins: [`${pinOf(1).slice(0, 42)}-=`] }, "is not a SHA-256");
    wrong({ pins: [`${pinOf(1).slice(0, 42)}F=`] }, "is not a SHA-256");
    wrong({ pins: [`${pinOf(1).slice(0, 43)}A`] }, "is not a SHA-256");
    wrong({ pins: Array(5).fill(pinOf(1)) }, "5 are more than 4");
    wrong({ clientKey: "x" }, "go together");
    wrong({ clientCertificate: "x" }, "go together");
    wrong({ maximumFragmentLength: 1000 }, "1000 is none of 512, 1024, 2048, 4096");
    wrong({ minimumVersion: "1.1" }, "neither 1.2 nor 1.3");
    wrong({ minimumVersion: "1.3", maximumFragmentLength: 512 }, "is of TLS 1.2");
    wrong({ applicationLayerProtocol: [] }, "1 to 4 names");
    wrong({ applicationLayerProtocol: ["a,b"] }, 'applicationLayerProtocol "a,b"');
    wrong({ applicationLayerProtocol: ["x".repeat(64)] }, "63 bytes in all");
    equal(bench.tcp, none, "no TCP was made");
  });

  it("keeps the session of a host and offers it the next time, unless it may be what failed", () => {
    const bench = new Bench();
    const offered = (stream: readonly number[], host = "example.test"): boolean => {
      const owner = bench.open({ host });
      bench.tcp.allow(1000);
      bench.tcp.bring(stream);
      owner.close();
      return bench.engine.options.session !== undefined;
    };
    equal(offered([...handshake, ...record(ticket)]), false);
    equal(offered(handshake), true);
    equal(offered(handshake, "other.test"), false);
    equal(offered(record(bad, "tls.handshake")), true);
    equal(offered(handshake), false);
  });
});

describe("TLS sessions", () => {
  it("are kept for the two latest hosts, and of a bounded size", () => {
    const sessions = new TLSSessions();
    sessions.keep("a", Uint8Array.of(1));
    sessions.keep("b", Uint8Array.of(2));
    sessions.keep("a", Uint8Array.of(3));
    sessions.keep("c", Uint8Array.of(4));
    equal(sessions.find("b"), undefined);
    deepEqual(Array.from(sessions.find("a") ?? []), [3]);
    sessions.keep("a", new Uint8Array(3073));
    equal(sessions.find("a"), undefined);
    sessions.keep("a", new Uint8Array(3072));
    equal(sessions.find("a")?.length, 3072);
    sessions.forget("nobody");
    sessions.forget("c");
    equal(sessions.find("c"), undefined);
  });
});

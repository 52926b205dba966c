import { connectionEvents as events, WebSocketConnection } from "../../src/websocket/connection.js";
import { encodeUtf8 } from "../../src/websocket/utf8.js";
import { deepEqual, equal, throws } from "../support/assert.js";
import { ascii, cuts, drain, frame, hex, join, openConnection, options, parseSent, run } from "./peer.js";

function closeFrame(code: number, reason: Uint8Array | string = ""): Uint8Array {
  return frame(0x88, join(Uint8Array.of(code >> 8, code & 255), typeof reason === "string" ? ascii(reason) : reason));
}

describe("websocket closing by the peer, cut at every place", () => {
  for (const code of [
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4401, 4999,
  ])
    it(`7.4 code ${code} is echoed, and nothing after it counts`, () => {
      for (const pieces of cuts(join(frame(0x81, "a"), closeFrame(code, "why"), frame(0x81, "late"), frame(0x89)))) {
        const outcome = run(openConnection(), pieces);
        deepEqual(outcome.events, ["text 61", "closed"]);
        deepEqual(outcome.sent, [`88 ${code.toString(16).padStart(4, "0")}`]);
        deepEqual([outcome.closeCode, outcome.closeReason, outcome.isClean], [code, "why", true]);
        equal(outcome.failure, undefined);
      }
    });

  for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
    it(`7.4 code ${code} may not stand in a frame: 1002`, () => {
      for (const pieces of cuts(closeFrame(code))) {
        const outcome = run(openConnection(), pieces);
        deepEqual(outcome.sent, ["88 03ea"]);
        equal(outcome.failure?.code, "close.code");
        deepEqual([outcome.closeCode, outcome.isClean], [1006, false]);
      }
    });

  it("5.5.1 without a payload: 1005, and the answer has none either", () => {
    const outcome = run(openConnection(), [frame(0x88)]);
    deepEqual(outcome.sent, ["88"]);
    deepEqual([outcome.closeCode, outcome.closeReason, outcome.isClean], [1005, "", true]);
  });

  it("5.5.1 a payload of one byte: 1002", () => {
    const outcome = run(openConnection(), [frame(0x88, "\x03")]);
    deepEqual(outcome.sent, ["88 03ea"]);
    equal(outcome.failure?.code, "close.length");
  });

  it("5.5.1 a reason of 123 bytes, and one that is no UTF-8: 1007", () => {
    const long = run(openConnection(), [closeFrame(1000, "x".repeat(123))]);
    equal(long.closeReason.length, 123);
    equal(run(openConnection(), [closeFrame(1000, encodeUtf8("gr\u00fc\u00df"))]).closeReason, "gr\u00fc\u00df");
    for (const reason of ["ceba f0 20", "eda080", "c3"]) {
      const outcome = run(openConnection(), [closeFrame(1000, hex(reason))]);
      deepEqual(outcome.sent, ["88 03ef"]);
      equal(outcome.failure?.code, "close.utf8");
    }
  });

  it("5.4 a close between fragments", () => {
    const outcome = run(openConnection(), [join(frame(0x01, "a"), closeFrame(1000), frame(0x80, "b"))]);
    deepEqual(outcome.events, ["closed"]);
    equal(outcome.isClean, true);
  });

  it("5.5.1 what is queued goes out before the answer, a fault's close frame included", () => {
    for (const [stream, close] of [
      [closeFrame(1001), "88 03e9"],
      [frame(0x83), "88 03ea"],
    ] as const) {
      const connection = openConnection();
      connection.write(ascii("a"), false);
      connection.write(ascii("b"), false);
      const first = new Uint8Array(3);
      equal(connection.transmit(first), 3);
      connection.receive(stream, 1);
      equal(connection.next(1), events.none);
      equal(connection.write(ascii("late"), false), false);
      deepEqual(parseSent(join(first, drain(connection))), ["81 61", "81 62", close]);
    }
  });

  it("7.1.1 gives what is queued until the closing deadline to go out", () => {
    const connection = openConnection({ closeMs: 5000 });
    connection.write(ascii("a"), false);
    connection.receive(closeFrame(1000), 10000);
    equal(connection.next(10000), events.none);
    equal(connection.deadline, 15000);
    drain(connection);
    equal(connection.next(12000), events.none);
    equal(connection.deadline, 13000);
  });

  it("7.1.1 leaves it to the server to end TCP, for a second at most", () => {
    const connection = openConnection();
    connection.receive(closeFrame(1000), 5000);
    equal(connection.next(5000), events.none);
    drain(connection);
    equal(connection.next(5000), events.none);
    equal(connection.deadline, 6000);
    equal(connection.wantsDisconnect, false);
    equal(connection.next(5999), events.none);
    equal(connection.next(6000), events.closed);
    equal(connection.wantsDisconnect, true);
    equal(connection.isClean, true);
  });
});

describe("websocket closing by us", () => {
  it("sends what is queued, then the close frame, and waits for theirs, still delivering what comes", () => {
    const connection = openConnection();
    connection.write(ascii("last"), false);
    connection.close(4000, "done");
    equal(connection.write(ascii("late"), false), false);
    equal(connection.ping(), false);
    deepEqual(parseSent(drain(connection)), ["81 6c617374", "88 0fa0646f6e65"]);
    const outcome = run(connection, [join(frame(0x81, "a"), frame(0x89, "p"), closeFrame(4000))]);
    deepEqual(outcome.events, ["text 61", "ping 70", "closed"]);
    deepEqual(outcome.sent, []);
    deepEqual([outcome.closeCode, outcome.isClean, outcome.failure], [4000, true, undefined]);
  });

  it("ends at the deadline when the peer does not answer", () => {
    const connection = openConnection({ closeMs: 2000 });
    connection.close(1000, "", 100);
    connection.close(1001, "", 200);
    equal(connection.deadline, 2100);
    equal(connection.next(2099), events.none);
    equal(connection.next(2100), events.closed);
    deepEqual([connection.closeCode, connection.isClean, connection.failure?.code], [1006, false, "close.timeout"]);
    equal(connection.wantsDisconnect, true);
  });

  it("ends when TCP does, unclean", () => {
    const connection = openConnection();
    connection.close();
    const outcome = run(connection, []);
    deepEqual([outcome.closeCode, outcome.isClean, outcome.failure?.code], [1006, false, "close.lost"]);
  });

  it("refuses codes and reasons that may not be sent", () => {
    for (const code of [0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 1000.5, Number.NaN])
      throws(() => openConnection().close(code), "close code");
    throws(() => openConnection().close(1000, "\u20ac".repeat(42)), "123 bytes");
    openConnection().close(1000, "\u20ac".repeat(41));
  });
});

describe("websocket ending", () => {
  it("tells a lost connection after what came before it, once", () => {
    const connection = openConnection();
    connection.receive(frame(0x81, "a"), 1);
    connection.end(1, "ECONNRESET");
    connection.end(2, "later");
    equal(connection.next(1), events.message);
    equal(connection.next(1), events.closed);
    deepEqual({ ...connection.failure }, { code: "connection.lost", detail: "ECONNRESET" });
    equal(connection.next(1), events.none);
    connection.receive(frame(0x81, "b"), 2);
    equal(connection.next(2), events.none);
    equal(connection.transmittable, 0);
  });

  it("refuses bytes while others wait to be taken", () => {
    const connection = openConnection();
    connection.receive(frame(0x81, "a"), 1);
    throws(() => connection.receive(frame(0x81, "b"), 1), "next()");
  });

  it("as a server disconnects once its close frame is out, and takes masked frames alone", () => {
    const { now, queueBytes, maximumMessageBytes, closeMs } = options();
    const make = () => new WebSocketConnection({ role: "server", now, queueBytes, maximumMessageBytes, closeMs });
    const key = hex("37fa213d");
    for (const pieces of cuts(
      join(frame(0x81, "Hello", key), frame(0x82, new Uint8Array(90), key), frame(0x89, "p", key)),
    )) {
      const server = make();
      const seen: string[] = [];
      for (const piece of pieces) {
        server.receive(piece, 1);
        for (let event = server.next(1); event !== events.none; event = server.next(1))
          seen.push(`${event} ${server.message.length} ${server.message[0]}`);
      }
      deepEqual(seen, [`${events.message} 5 72`, `${events.message} 90 0`, `${events.ping} 1 112`]);
      deepEqual(drain(server), frame(0x8a, "p"));
    }
    const server = make();
    server.write(ascii("Hello"), false);
    deepEqual(drain(server), frame(0x81, "Hello"));
    server.receive(frame(0x88, hex("03e8"), key), 1);
    equal(server.next(1), events.none);
    deepEqual(drain(server), frame(0x88, hex("03e8")));
    equal(server.next(1), events.closed);
    equal(server.wantsDisconnect, true);
    const strict = make();
    strict.receive(frame(0x81, "x"), 1);
    strict.next(1);
    equal(strict.failure?.code, "frame.unmasked");
  });
});

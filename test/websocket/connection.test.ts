import { connectionEvents as events, WebSocketConnection } from "../../src/websocket/connection.js";
import { deepEqual, equal } from "../support/assert.js";
import { ascii, drain, frame, hex, join, openConnection, options, parseSent, response, run } from "./peer.js";

describe("websocket connection", () => {
  it("sends the request of RFC 6455 1.3 and opens on its answer", () => {
    const connection = new WebSocketConnection(options());
    equal(String.fromCharCode(...drain(connection)).split("\r\n")[0], "GET /chat HTTP/1.1");
    connection.receive(response(), 1);
    equal(connection.next(1), events.open);
    equal(connection.next(1), events.none);
    equal(connection.deadline, Number.POSITIVE_INFINITY);
  });

  it("takes the examples of RFC 6455 5.7", () => {
    const outcome = run(openConnection(), [
      hex("81 05 48 65 6c 6c 6f  01 03 48 65 6c  80 02 6c 6f  89 05 48 65 6c 6c 6f"),
    ]);
    deepEqual(outcome.events, ["text 48656c6c6f", "text 48656c6c6f", "ping 48656c6c6f", "closed"]);
    deepEqual(outcome.sent, ["8a 48656c6c6f"]);
  });

  it("masks what it sends and answers the closing handshake", () => {
    const connection = openConnection();
    equal(connection.write(ascii("Hello"), false), true);
    const sent = drain(connection);
    equal(sent[1], 0x85);
    deepEqual(parseSent(sent), ["81 48656c6c6f"]);
    const outcome = run(connection, [join(frame(0x88, join(hex("03e8"), ascii("bye"))), frame(0x81, "late"))]);
    deepEqual(outcome.events, ["closed"]);
    deepEqual(outcome.sent, ["88 03e8"]);
    equal(outcome.isClean, true);
    equal(outcome.closeReason, "bye");
  });
});

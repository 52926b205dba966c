/**
 * Mooring's WebSocket client alone in a Moddable project: it says something to a server that sends everything back,
 * shows the answers, and ends the connection in order.
 *
 *   python3 ../python-server/echo.py  (or any echo server), then: mcconfig -d -m -p lin host=localhost port=8080
 *
 * A program for `embedded:network/websocket/client` looks the same but for the import. The reason in onClose and onError
 * is an addition.
 */

import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import config from "mc/config";
import WebSocketClient from "mooring/hosts/moddable/websocket/client";

let waiting = 0; // answers that are still to come

new WebSocketClient({
  host: config["host"] as string,
  port: Number(config["port"]),
  path: config["path"] as string,
  dns: { io: Resolver, servers: ["1.1.1.1"], socket: { io: UDP } },
  socket: { io: TCP },
  onWritable() {
    if (waiting > 0) return; // not the first call, which says that the connection is open
    waiting = 2;
    this.write(ArrayBuffer.fromString("Hello, is it me?"), { binary: false });
    this.write(Uint8Array.of(1, 2, 3));
  },
  onReadable(count, { more, binary }) {
    const data = this.read(count) as ArrayBuffer;
    trace(binary ? `binary: ${new Uint8Array(data).join(" ")}\n` : `text: ${String.fromArrayBuffer(data)}\n`);
    if (more || --waiting > 0) return;
    this.write(Uint8Array.of(1000 >> 8, 1000 & 255), { opcode: WebSocketClient.close });
  },
  onClose: (code, reason) => trace(`closed: ${code} ${reason}\n`),
  onError: (failure) => trace(`failed: ${failure.code} ${failure.detail ?? ""}\n`),
});

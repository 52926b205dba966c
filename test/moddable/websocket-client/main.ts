/**
 * What ../websocket-client.test.ts runs, on the SDK's own sockets, resolver and timer: a client that is closed while
 * the name is being resolved, another while TCP connects, and one that echoes and ends in order. It posts what happened.
 */

import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import config from "mc/config";
import WebSocketClient from "mooring/hosts/moddable/websocket/client";
import Timer from "timer";

declare const screen: { postMessage(line: string): void };

const quietMs = 300; // in which nothing may come of what was closed
const longMessage = 5000; // bytes, more than the socket holds

function post(line: object): void {
  screen.postMessage(JSON.stringify(line));
}

let late = 0; // callbacks of closed clients
let resolvers = 0; // that are open
class CountedResolver extends Resolver {
  constructor(options: object) {
    super(options);
    resolvers++;
  }
  override close(): void {
    resolvers--;
    super.close();
  }
}

const place = {
  host: "localhost",
  port: Number(config["port"]),
  dns: { io: CountedResolver, servers: ["127.0.0.1"], socket: { io: UDP } },
  socket: { io: TCP },
};
const noted = { onWritable: () => late++, onReadable: () => late++, onClose: () => late++, onError: () => late++ };

new WebSocketClient({ ...place, ...noted, path: "/resolving" }).close();
const connecting = new WebSocketClient({ ...place, ...noted, path: "/connecting" });
Timer.set(() => connecting.close(), 5); // the name was told in the first turn, TCP stands after 20 ms at the earliest
Timer.set(() => {
  post({ late, resolvers });
  converse();
}, quietMs);

function converse(): void {
  const received: string[] = [];
  let length = 0;
  let sent = 0;
  new WebSocketClient({
    ...place,
    path: "/echo",
    protocol: "echo",
    onWritable(count) {
      if (sent === 0) {
        this.write(ArrayBuffer.fromString("grüße"), { binary: false });
        this.write(Uint8Array.of(1, 2, 3));
        count = this.write(new ArrayBuffer(0));
        sent = 1;
      }
      // Then a long one, in parts as there is room.
      while (count > 0 && sent <= longMessage) {
        const size = Math.min(count, 700, longMessage + 1 - sent);
        sent += size;
        count = this.write(new Uint8Array(size).fill(7), { more: sent <= longMessage });
      }
    },
    onReadable(count, { more, binary }) {
      const data = count === 0 ? new ArrayBuffer(0) : (this.read(count) as ArrayBuffer);
      length += data.byteLength;
      if (more) return;
      received.push(binary ? `binary ${length}` : `text ${String.fromArrayBuffer(data)}`);
      length = 0;
      if (received.length === 4) this.write(Uint8Array.of(3, 232, 98, 121, 101), { opcode: WebSocketClient.close });
    },
    onClose(code, reason) {
      post({ received, code, reason, protocol: this.protocol });
    },
    onError(failure) {
      post({ received, failure });
    },
  });
}

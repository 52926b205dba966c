import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { NodeNetwork } from "../../hosts/desktop/board/node-network.js";
import type { SocketLimits } from "../../hosts/desktop/board/stream-socket.js";
import { RealTime } from "../../hosts/desktop/board/time.js";
import { VirtualTime } from "../../hosts/desktop/board/virtual-time.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { SocketLog } from "./support/socket-log.js";

const open: { server: Server; peers: Socket[] }[] = [];

/** A server on loopback; each connection is handed to `serve`. */
async function serve(handle: (peer: Socket) => void): Promise<{ port: number; peers: Socket[] }> {
  const peers: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (peer) => {
    peers.push(peer);
    peer.on("error", () => {});
    handle(peer);
  });
  open.push({ server, peers });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, peers };
}

function connect(port: number, limits: Partial<SocketLimits> = {}, time = new RealTime() as RealTime | VirtualTime) {
  const log = new SocketLog();
  const socket = new NodeNetwork(time, limits).connect({ address: "127.0.0.1", port }, log);
  log.socket = socket;
  return { socket, log };
}

/** Writes all, waiting for room. */
async function writeAll(socket: ReturnType<typeof connect>["socket"], log: SocketLog, bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; ) {
    await log.until(() => log.writable > 0);
    const part = bytes.subarray(at, at + log.writable);
    at += part.length;
    log.writable = socket.write(part);
  }
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
/** 251 different bytes over and over: a piece that is lost or doubled shows. */
const pattern = (length: number) =>
  Buffer.alloc(
    length,
    Uint8Array.from({ length: 251 }, (_, i) => i),
  );

describe("TCP of the desktop's board", () => {
  afterEach(() => {
    for (const { server, peers } of open.splice(0)) {
      for (const peer of peers) peer.destroy();
      server.close();
    }
  });

  it("says that it stands with what is writable, and where the peer is", async () => {
    const { port } = await serve(() => {});
    const { socket, log } = connect(port, { sendBytes: 1000 });
    throws(() => socket.write(Uint8Array.of(1)), "more than 0 writable");
    await log.until(() => log.writable > 0);
    deepEqual(log.events, ["writable"]);
    equal(log.writable, 1000);
    equal(socket.remoteAddress, "127.0.0.1");
    equal(socket.remotePort, port);
    socket.close();
  });

  it("carries 3 MB each way through small buffers, byte for byte", async () => {
    const { port } = await serve((peer) => peer.pipe(peer));
    const { socket, log } = connect(port, { receiveBytes: 20000 });
    const bytes = pattern(3e6);
    log.readBytes = 1500;
    const wrote = writeAll(socket, log, bytes);
    await log.until(() => log.pieces.reduce((sum, piece) => sum + piece.length, 0) === bytes.length);
    await wrote;
    equal(digest(log.received), digest(bytes));
    socket.close();
  }).timeout(20000);

  it("refuses a write beyond what is writable and takes nothing of it", async () => {
    const { port, peers } = await serve(() => {});
    const { socket, log } = connect(port, { sendBytes: 100 });
    await log.until(() => log.writable > 0);
    throws(() => socket.write(new Uint8Array(101)), "101 bytes are more than 100 writable");
    socket.write(Uint8Array.of(1, 2, 3));
    socket.close();
    await waitFor(() => peers[0] !== undefined);
    deepEqual(await everything(peers[0] as Socket), Uint8Array.of(1, 2, 3));
  });

  it("stops when the peer does not read, and says when there is room again", async () => {
    const { port, peers } = await serve((peer) => peer.pause());
    const { socket, log } = connect(port);
    await log.until(() => log.writable > 0);
    let sent = 0;
    while (log.writable > 0) {
      sent += log.writable;
      log.writable = socket.write(new Uint8Array(log.writable));
      await new Promise((resolve) => setImmediate(resolve));
    }
    ok(sent < 32e6, `${sent} bytes went to a peer that does not read`);
    throws(() => socket.write(Uint8Array.of(1)), "more than 0 writable");
    const events = log.events.length;
    peers[0]?.resume();
    await log.until(() => log.events.length > events);
    ok(log.writable >= 8192);
    socket.close();
  });

  it("stops the peer when the guest does not read, in a bounded buffer, and loses nothing", async () => {
    const bytes = pattern(20e6);
    let hasDrained = false;
    const { port } = await serve((peer) => {
      peer.write(bytes, () => {
        hasDrained = true;
      });
      peer.end();
    });
    const { socket, log } = connect(port);
    log.readBytes = 0;
    await log.until(() => log.readable > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    ok(!hasDrained, "20 MB went to a guest that does not read");
    deepEqual(log.events, ["writable", "readable"], "one announcement until the guest reads");
    log.readBytes = 65536;
    log.read();
    await log.until(() => log.hasEnded);
    equal(digest(log.received), digest(bytes));
    equal(log.reason, undefined);
    socket.close();
  }).timeout(20000);

  it("announces again what came after the last announcement when the guest reads only what it was told", async () => {
    const { port, peers } = await serve(() => {});
    const { socket, log } = connect(port);
    log.readBytes = 0;
    await log.until(() => log.writable > 0);
    peers[0]?.write("first");
    await log.until(() => log.readable === 5);
    peers[0]?.write(" second");
    await new Promise((resolve) => setTimeout(resolve, 20));
    equal(log.readable, 5);
    equal(socket.read(new Uint8Array(5)), 5);
    equal(log.readable, 5, "not from inside read()");
    await log.until(() => log.readable === 7);
    const rest = new Uint8Array(100);
    equal(socket.read(rest), 7);
    equal(Buffer.from(rest.subarray(0, 7)).toString(), " second");
    equal(socket.read(rest), 0);
    socket.close();
  });

  it("tells the peer's end in order only after the last byte is read, without a reason", async () => {
    const { port } = await serve((peer) => peer.end("bye"));
    const { socket, log } = connect(port);
    log.readBytes = 0;
    await log.until(() => log.readable === 3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    ok(!log.hasEnded);
    socket.read(new Uint8Array(3));
    ok(!log.hasEnded, "not from inside read()");
    await log.until(() => log.hasEnded);
    equal(log.events.at(-1), "error undefined");
    socket.close();
  });

  it("closes in order: what was written arrives, then the end", async () => {
    const { port, peers } = await serve((peer) => peer.pause());
    const { socket, log } = connect(port, { sendBytes: 1e6 });
    await log.until(() => log.writable > 0);
    const bytes = pattern(1e6);
    socket.write(bytes);
    socket.close();
    socket.close();
    await waitFor(() => peers[0] !== undefined);
    equal(digest(await everything(peers[0] as Socket)), digest(bytes));
    deepEqual(log.events, ["writable"]);
  });

  it("closes in order also when the peer is still sending", async () => {
    const { port, peers } = await serve((peer) => {
      peer.write(new Uint8Array(1e6));
    });
    const { socket, log } = connect(port);
    log.readBytes = 0;
    await log.until(() => log.readable > 0);
    socket.write(Buffer.from("last words"));
    socket.close();
    equal(Buffer.from(await everything(peers[0] as Socket)).toString(), "last words");
  });

  it("says connection refused, reset, and swallows what a guest writes before it knows", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port: deadPort } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    const refused = connect(deadPort);
    await refused.log.until(() => refused.log.hasEnded);
    deepEqual(refused.log.events, ["error connection refused"]);

    const { port, peers } = await serve(() => {});
    const { socket, log } = connect(port);
    await log.until(() => log.writable > 0);
    await waitFor(() => peers[0] !== undefined);
    peers[0]?.resetAndDestroy();
    await log.until(() => log.hasEnded);
    equal(log.reason, "connection reset");
    equal(socket.write(Uint8Array.of(1)), 0);
    socket.close();
  });

  it("hands over what came before a reset", async () => {
    const { port, peers } = await serve((peer) => {
      peer.write("goodbye");
    });
    const { log } = connect(port);
    await log.until(() => log.pieces.length > 0);
    peers[0]?.resetAndDestroy();
    await log.until(() => log.hasEnded);
    equal(log.received.toString(), "goodbye");
  });

  it("calls nothing back after close, whenever that is", async () => {
    const { port } = await serve((peer) => peer.end("hello"));
    const early = connect(port);
    early.socket.close();
    const { socket, log } = connect(port);
    await log.until(() => log.writable > 0);
    const events = log.events.length;
    socket.close();
    await new Promise((resolve) => setTimeout(resolve, 30));
    equal(log.events.length, events);
    equal(early.log.events.length, 0);
  });

  it("is reset by a cut of power", async () => {
    const { port, peers } = await serve(() => {});
    const { socket, log } = connect(port);
    await log.until(() => log.writable > 0);
    await waitFor(() => peers[0] !== undefined);
    const error = once(peers[0] as Socket, "error");
    peers[0]?.resume();
    socket.abort();
    equal(((await error)[0] as NodeJS.ErrnoException).code, "ECONNRESET");
    equal(log.hasEnded, false);
  });

  it("survives a short loss of the radio with everything that was under way", async () => {
    const time = new VirtualTime();
    const { port, peers } = await serve((peer) => {
      peer.write("before ");
    });
    const { socket, log } = connect(port, {}, time);
    await log.until(() => log.pieces.length > 0);
    socket.setLink(false);
    const events = log.events.length;
    peers[0]?.write("meanwhile");
    socket.write(Buffer.from("written in silence"));
    await time.pass(7999, () => new Promise((resolve) => setTimeout(resolve, 20)));
    equal(log.events.length, events);
    equal(peers[0]?.bytesRead, 0);
    socket.setLink(true);
    await log.until(() => log.received.toString() === "before meanwhile");
    socket.close();
    equal(Buffer.from(await everything(peers[0] as Socket)).toString(), "written in silence");
  });

  it("ends with link lost after a long one, and the peer hears nothing, not even of close", async () => {
    const time = new VirtualTime();
    const { port, peers } = await serve(() => {});
    const { socket, log } = connect(port, {}, time);
    await log.until(() => log.writable > 0);
    await waitFor(() => peers[0] !== undefined);
    let heard = 0;
    for (const event of ["data", "end", "close", "error"]) peers[0]?.on(event, () => heard++);
    socket.setLink(false);
    await time.pass(8000, () => Promise.resolve());
    equal(log.reason, "link lost");
    socket.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    equal(heard, 0);
  });

  it("refuses wrong addresses and ports at once", () => {
    const network = new NodeNetwork(new RealTime());
    const log = new SocketLog();
    throws(() => network.connect({ address: "localhost", port: 80 }, log), "is not an IP address");
    for (const port of [0, 65536, 1.5]) throws(() => network.connect({ address: "127.0.0.1", port }, log), "port");
  });
});

/** All that a peer receives until the end. */
async function everything(peer: Socket): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  peer.on("data", (piece: Buffer) => pieces.push(piece));
  peer.resume();
  await once(peer, "end");
  peer.end();
  return new Uint8Array(Buffer.concat(pieces));
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

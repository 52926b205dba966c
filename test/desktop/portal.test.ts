/** The setup portal over the desktop's own sockets, TCP and UDP, on both engines. */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { hex } from "../websocket/peer.js";
import { stopGuestBoards } from "./support/board-guest.js";
import { describeOnEngines } from "./support/guest.js";
import { Phone } from "./support/phone.js";
import { startGuestPortal } from "./support/portal-guest.js";

const question = hex("123401000001000000000000076361707469766505" + "6170706c6503636f6d0000010001");

/** Sends each packet, and resolves with the first answer. */
function ask(port: number, ...packets: Uint8Array[]): Promise<Uint8Array> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    socket.on("message", (answer) => {
      socket.close();
      resolve(new Uint8Array(answer));
    });
    for (const packet of packets) socket.send(packet, port, "127.0.0.1");
  });
}

/** Whether something listens there. */
function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** Tries again, as a browser does, while the host's queue of connections is full. */
async function entered(phone: Phone): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      await phone.enter();
      return;
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

describeOnEngines("the setup portal over real sockets", (kind) => {
  afterEach(stopGuestBoards);

  it("serves the page, whole and byte by byte, and leads every name to itself", async () => {
    const portal = await startGuestPortal(kind);
    await portal.open();
    const phone = new Phone(portal.httpPort);
    await phone.enter();
    equal((await phone.state()).step, "idle");
    const answer = await ask(portal.dnsPort, question);
    equal(answer.length, question.length + 16);
    deepEqual([...answer.subarray(-4)], [127, 0, 0, 1]);
    const text = "GET /generate_204 HTTP/1.1\r\nHost: connectivitycheck.gstatic.com\r\n\r\n";
    const redirect = await new Promise<string>((resolve) => {
      const socket = connect({ port: portal.httpPort, host: "127.0.0.1", noDelay: true }, async () => {
        for (const character of text) {
          socket.write(character);
          await new Promise((next) => setImmediate(next));
        }
      });
      socket.on("data", (data) => resolve(data.toString()));
    });
    ok(redirect.includes(`Location: http://127.0.0.1:${portal.httpPort}/\r\n`), redirect);
  });

  it("goes on after noise on both ports, and leaves them when it closes", async () => {
    const portal = await startGuestPortal(kind);
    await portal.open();
    const { dnsPort, httpPort } = portal;
    const phone = new Phone(httpPort);
    const random = new SeededRandom(7);
    for (let i = 0; i < 40; i++) {
      const noise = new Uint8Array(1 + (random.next() % 700));
      random.fill(noise);
      phone.begin(String.fromCharCode(...noise));
      const answer = await ask(dnsPort, noise, question);
      equal(answer[0], question[0]);
    }
    phone.leave();
    await entered(phone);
    equal(portal.run.starts, 1);
    await portal.close();
    equal(await isOpen(httpPort), false);
    await portal.open();
    await new Phone(portal.httpPort).enter();
  });
});

import { answerDns, dnsAnswerBytes } from "../../src/provisioning/dns-answer.js";
import { portalLimits } from "../../src/provisioning/portal-limits.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { PortalWorld } from "../support/portal-world.js";

const address = "192.168.4.1";

function hex(text: string): Uint8Array {
  const digits = text.replaceAll(" ", "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
const show = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

/** "" : no answer */
function answer(question: string): string {
  const into = new Uint8Array(dnsAnswerBytes);
  return show(into.subarray(0, answerDns(hex(question), address, into)));
}

const name = "07 63617074697665 05 6170706c65 03 636f6d 00"; // captive.apple.com
const compact = (text: string): string => text.replaceAll(" ", "");

describe("the answer of a name responder", () => {
  it("is the address for a question of A, with id, RD and question as they came", () => {
    equal(
      answer(`1234 0100 0001 0000 0000 0000 ${name} 0001 0001`),
      compact(`1234 8500 0001 0001 0000 0000 ${name} 0001 0001 c00c 0001 0001 00000000 0004 c0a80401`),
    );
    equal(
      answer(`ffff 0000 0001 0000 0000 0000 00 00ff 0001`),
      compact(`ffff 8400 0001 0001 0000 0000 00 00ff 0001 c00c 0001 0001 00000000 0004 c0a80401`),
      "of ANY, for the root, without RD",
    );
  });

  it("is no record for AAAA, HTTPS and every other type", () => {
    for (const type of ["001c", "0041", "0010", "0000", "ffff"])
      equal(
        answer(`1234 0100 0001 0000 0000 0000 ${name} ${type} 0001`),
        compact(`1234 8500 0001 0000 0000 0000 ${name} ${type} 0001`),
      );
  });

  it("leaves out what came with EDNS", () => {
    equal(
      answer(`1234 0120 0001 0000 0000 0001 ${name} 0001 0001 00 0029 1000 00000000 0000`),
      compact(`1234 8500 0001 0001 0000 0000 ${name} 0001 0001 c00c 0001 0001 00000000 0004 c0a80401`),
    );
  });

  it("is not given to what is no question", () => {
    for (const [what, packet] of [
      ["nothing", ""],
      ["half a header", "1234 0100 0001"],
      ["an answer", `1234 8100 0001 0000 0000 0000 ${name} 0001 0001`],
      ["another operation", `1234 2900 0001 0000 0000 0000 ${name} 0001 0001`],
      ["a part of one", `1234 0300 0001 0000 0000 0000 ${name} 0001 0001`],
      ["no question", `1234 0100 0000 0000 0000 0000`],
      ["two questions", `1234 0100 0002 0000 0000 0000 ${name} 0001 0001 ${name} 0001 0001`],
      ["a question with records", `1234 0100 0001 0001 0000 0000 ${name} 0001 0001`],
      ["a name that points elsewhere", "1234 0100 0001 0000 0000 0000 c00c 0001 0001"],
      ["a label of 64", `1234 0100 0001 0000 0000 0000 40 ${"61".repeat(64)} 00 0001 0001`],
      ["a name without end", `1234 0100 0001 0000 0000 0000 03 616263`],
      ["a label cut off", `1234 0100 0001 0000 0000 0000 09 616263`],
      ["no type", `1234 0100 0001 0000 0000 0000 ${name}`],
      ["half a class", `1234 0100 0001 0000 0000 0000 ${name} 0001 00`],
      ["another class", `1234 0100 0001 0000 0000 0000 ${name} 0001 0003`],
    ] as const)
      equal(answer(packet), "", what);
  });

  it("takes a name of 255 bytes and none of 256", () => {
    const label = `3f ${"61".repeat(63)}`;
    const long = (last: number) => `${label.repeat(3)} ${last.toString(16).padStart(2, "0")} ${"62".repeat(last)} 00`;
    ok(answer(`1234 0100 0001 0000 0000 0000 ${long(61)} 0001 0001`) !== "");
    equal(answer(`1234 0100 0001 0000 0000 0000 ${long(62)} 0001 0001`), "");
  });

  it("is at most 16 bytes longer than its question, whatever comes", () => {
    for (let seed = 1; seed <= 3000; seed++) {
      let state = seed;
      const random = (below: number): number => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return (state >>> 8) % below;
      };
      const packet = hex(compact(`1234 0100 0001 0000 0000 0001 ${name} 0001 0001 0000 2910 0000`)).slice(
        0,
        20 + random(40),
      );
      for (let changes = random(4); changes > 0; changes--) packet[random(packet.length)] = random(256);
      const into = new Uint8Array(dnsAnswerBytes);
      const length = answerDns(packet, address, into);
      ok(length <= packet.length + 16, `seed ${seed}`);
    }
  });
});

describe("the portal's name responder", () => {
  const question = hex(compact(`1234 0100 0001 0000 0000 0000 ${name} 0001 0001`));

  it("answers who asked", () => {
    const world = new PortalWorld();
    world.servers.packet(question, "192.168.4.7", 5353);
    world.clock.advance(5);
    const [sent] = world.servers.sent;
    deepEqual([sent?.address, sent?.port, sent?.bytes.length], ["192.168.4.7", 5353, question.length + 16]);
    equal(show(sent?.bytes.subarray(-4) ?? new Uint8Array(0)), "c0a80401");
  });

  it("does not answer another network, nor what is too long", () => {
    const world = new PortalWorld();
    world.servers.packet(question, "192.168.1.7");
    const long = new Uint8Array(portalLimits.questionBytes + 1);
    long.set(question);
    world.servers.packet(long);
    world.clock.advance(5);
    equal(world.servers.sent.length, 0);
    world.servers.packet(long.subarray(0, portalLimits.questionBytes));
    world.clock.advance(5);
    equal(world.servers.sent.length, 1, "bytes behind the question are nobody's");
  });

  it("answers a heap of questions, a few at a time", () => {
    const world = new PortalWorld();
    for (let i = 0; i < 100; i++) world.servers.packet(question);
    world.clock.advance(5);
    equal(world.servers.sent.length, 100);
  });
});

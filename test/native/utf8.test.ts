/** hosts/native/utf8 against the check in TypeScript: the same states, with the address and undefined-behaviour sanitizers on. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Utf8Validator } from "../../src/websocket/utf8.js";

import { equal } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { seeded } from "../websocket/peer.js";

const texts = 20000;
// Beginnings, middles and ends of characters, right and wrong, and letters.
const edges = [
  0x00, 0x2a, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
  0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
];
const characters = ["a", "é", "ह", "€", "한", "😀"].map((text) => Buffer.from(text));

interface Piece {
  bytes: Uint8Array;
  state: number;
}

function absent(): string | undefined {
  return spawnSync("cc", ["--version"]).status === 0 ? undefined : "a C compiler (gcc)";
}

/** A text of good characters, in places a wrong byte. */
function makeText(random: (below: number) => number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let count = random(12); count > 0; count--) {
    if (random(3) === 0) parts.push(new Uint8Array(random(40)).fill(0x61));
    else if (random(8) === 0) parts.push(Uint8Array.of(edges[random(edges.length)] as number));
    else parts.push(characters[random(characters.length)] as Uint8Array);
  }
  return Buffer.concat(parts);
}

/** The text in pieces, each with the state before it, until it is wrong; and the states behind them. */
function cut(text: Uint8Array, random: (below: number) => number, pieces: Piece[], states: number[]): void {
  const validator = new Utf8Validator();
  let state = 0;
  for (let at = 0; at <= text.length && state >= 0; ) {
    const bytes = text.slice(at, at + random(text.length + 1));
    pieces.push({ bytes, state });
    state = validator.check(bytes, 0, bytes.length, state);
    states.push(state);
    at += Math.max(bytes.length, 1);
  }
}

describeWith("a C compiler", absent(), "UTF-8 in C", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-utf8-"));
  const program = join(directory, "utf8");
  before(function () {
    this.timeout(60000);
    const checks = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    const flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-O1", ...checks];
    execFileSync("cc", [...flags, "test/native/utf8-harness.c", "hosts/native/utf8/utf8.c", "-o", program]);
  });
  after(() => rmSync(directory, { recursive: true }));

  it(`has the states of the check in TypeScript, on ${texts} texts in pieces, from seed 1`, function () {
    this.timeout(60000);
    const random = seeded(1);
    const pieces: Piece[] = [];
    const states: number[] = [];
    for (let i = 0; i < texts; i++) cut(makeText(random), random, pieces, states);
    const input = pieces.flatMap(({ bytes, state }) => [
      Buffer.from(Uint32Array.of(bytes.length, state).buffer),
      bytes,
    ]);
    const { status, stdout, stderr } = spawnSync(program, { input: Buffer.concat(input), maxBuffer: 1 << 26 });
    equal(status, 0, stderr.toString());
    const theirs = stdout.toString().trim().split("\n").map(Number);
    equal(theirs.length, states.length);
    for (const [index, state] of states.entries())
      equal(theirs[index], state, `${Buffer.from((pieces[index] as Piece).bytes).toString("hex")}`);
    equal(states.some((state) => state < 0) && states.some((state) => state > 0), true);
  });
});

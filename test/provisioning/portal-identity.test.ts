import { KeyValueModel } from "../../hosts/models/key-value.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { Board } from "../../src/board/board.js";
import { accessPointIdentity, printIdentity, wifiText } from "../../src/provisioning/portal-identity.js";
import { equal, ok } from "../support/assert.js";

type Part = Pick<Board, "identity" | "random" | "storage" | "print">;

function makeBoard(keyValue: KeyValueModel, seed = 1, id = "aabbccddeeff"): Part & { printed: string[] } {
  const random = new SeededRandom(seed);
  const printed: string[] = [];
  return {
    identity: { id, model: "virtual", engine: "test" },
    random: (into) => random.fill(into),
    storage: { keyValue: { open: (place) => keyValue.open(place) }, log: { open: () => undefined as never } },
    print: (line) => void printed.push(line),
    printed,
  };
}

describe("the access point's identity", () => {
  it("is a name that ends as the board's id, and a passphrase in groups, without look-alikes", () => {
    const { name, passphrase } = accessPointIdentity(makeBoard(new KeyValueModel()));
    equal(name, "Mooring-ddeeff");
    equal(passphrase.length, 14);
    for (const group of passphrase.split("-")) {
      equal(group.length, 4);
      for (const letter of group) ok("23456789abcdefghijkmnpqrstuvwxyz".includes(letter), letter);
    }
    equal(accessPointIdentity(makeBoard(new KeyValueModel(), 1, "desk-1")).name, "Mooring-desk-1");
  });

  it("is made once: the next start finds it, another board has another", () => {
    const keyValue = new KeyValueModel();
    const { passphrase } = accessPointIdentity(makeBoard(keyValue, 1));
    equal(accessPointIdentity(makeBoard(keyValue, 2)).passphrase, passphrase);
    ok(accessPointIdentity(makeBoard(new KeyValueModel(), 2)).passphrase !== passphrase);
  });

  it("uses all of its 60 bits", () => {
    const seen = Array.from({ length: 14 }, () => new Set<string>());
    for (let seed = 1; seed < 400; seed++) {
      const { passphrase } = accessPointIdentity(makeBoard(new KeyValueModel(), seed * 7919));
      for (const [i, letters] of seen.entries()) letters.add(passphrase.charAt(i));
    }
    for (const [i, letters] of seen.entries()) equal(letters.size, i % 5 === 4 ? 1 : 32, `place ${i}`);
  });

  it("outlives a reset, which clears the settings and not the label", () => {
    const keyValue = new KeyValueModel();
    const { passphrase } = accessPointIdentity(makeBoard(keyValue));
    equal(keyValue.contents["label"]?.["passphrase"], passphrase);
    equal(keyValue.contents["mooring"], undefined);
  });

  it("is good for this start where it cannot be stored, and replaced where it is no passphrase", () => {
    const failing = new KeyValueModel({
      store: () => {
        throw new Error("flash");
      },
    });
    equal(accessPointIdentity(makeBoard(failing)).passphrase.length, 14);
    for (const passphrase of ["", "short", "x".repeat(64), "with\nlines"]) {
      const keyValue = new KeyValueModel({ contents: { label: { passphrase } } });
      const made = accessPointIdentity(makeBoard(keyValue)).passphrase;
      equal(made.length, 14);
      equal(keyValue.contents["label"]?.["passphrase"], made);
    }
    const own = new KeyValueModel({ contents: { label: { passphrase: "a label of my own" } } });
    equal(accessPointIdentity(makeBoard(own)).passphrase, "a label of my own");
  });

  it("is what a phone's camera reads, with its own characters escaped", () => {
    equal(
      wifiText({ name: "Mooring-ddeeff", passphrase: "2345-6789-abcd" }),
      "WIFI:T:WPA;S:Mooring-ddeeff;P:2345-6789-abcd;;",
    );
    equal(wifiText({ name: 'a;b,c:d"e', passphrase: "f\\ghijkl" }), 'WIFI:T:WPA;S:a\\;b\\,c\\:d\\"e;P:f\\\\ghijkl;;');
  });

  it("is printed for a person: words, the text of the code, the code", () => {
    const board = makeBoard(new KeyValueModel());
    const identity = accessPointIdentity(board);
    printIdentity(board, identity, "http://192.168.4.1/");
    const [words = "", text, ...code] = board.printed;
    ok(words.includes(identity.name) && words.includes(identity.passphrase) && words.includes("http://192.168.4.1/"));
    equal(text, `setup: ${wifiText(identity)}`);
    equal(code.length, Math.ceil((33 + 4) / 2));
  });
});

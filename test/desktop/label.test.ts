import { labelSvg, qrPath, readWifiText } from "../../hosts/desktop/label-svg.js";
import { wifiText } from "../../src/provisioning/portal-identity.js";
import { encodeQr } from "../../src/provisioning/qr-code.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { endPrograms, Program } from "./support/program.js";

const identity = { name: "Mooring-ddeeff", passphrase: "k7mf-2qxa-9dpt" };

describe("a board's label", () => {
  afterEach(endPrograms);

  it("takes name and passphrase from a line of the console, escaped or not", () => {
    deepEqual(readWifiText(`12:00:01 setup: ${wifiText(identity)}`), identity);
    const odd = { name: 'a;b:c"d\\e', passphrase: "f,g;h:i\\j" };
    deepEqual(readWifiText(wifiText(odd)), odd);
    for (const line of ["", "WIFI:", "WIFI:T:WPA;S:;P:x;;", "WIFI:T:nopass;S:x;;", "WIFI:T:WPA;S:a;P:b"])
      equal(readWifiText(line), undefined, line);
  });

  it("has the code's dark modules, and the same in words", () => {
    const svg = labelSvg({ ...identity, name: "A<&>" });
    const code = encodeQr(wifiText({ ...identity, name: "A<&>" }));
    ok(code !== undefined && svg.includes(`d="${qrPath(code)}"`));
    equal(qrPath(code).split("M").length - 1, code.modules.filter((module) => module === 1).length);
    ok(svg.includes("A&#60;&#38;&#62;") && svg.includes(identity.passphrase));
    throws(() => labelSvg({ ...identity, name: "x".repeat(90) }), "too long");
  });

  it("is written by a program that reads a console's lines", async () => {
    const program = new Program("hosts/desktop/label.ts", []);
    program.say("info portal.open: setup");
    program.say(`setup: ${wifiText(identity)}`);
    await program.find(/<\/svg>/);
    equal(program.out, labelSvg(identity));
    equal(await program.ended, 0);
  });

  it("refuses an argument, for it would stay in the shell's history", async () => {
    const program = new Program("hosts/desktop/label.ts", [wifiText(identity)]);
    equal(await program.ended, 2);
  });
}).timeout(30_000);

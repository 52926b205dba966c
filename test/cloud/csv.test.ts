/** Readings as CSV, also where a spreadsheet would run what it reads. */
import { toCsv } from "../../cloud/src/http/csv.js";
import type { Reading } from "../../cloud/src/watch-messages.js";
import { equal } from "../support/assert.js";

const line = (reading: Omit<Reading, "n" | "t">) => toCsv([{ n: "x", t: 1, ...reading }]).split("\r\n")[1];

describe("a reading as CSV", () => {
  it("has a text or a unit that looks like a formula behind an apostrophe", () => {
    for (const formula of ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1"]) {
      equal(line({ vs: formula }), `1,x,,'${formula},`);
      equal(line({ u: formula.trim(), v: 5 }), `1,x,'${formula.trim()},5,`);
    }
    equal(line({ vs: '=HYPERLINK("a","b")' }), '1,x,,"\'=HYPERLINK(""a"",""b"")",');
  });

  it("has its quality behind it, empty for good", () => {
    equal(line({ v: 5, quality: "limited" }), "1,x,,5,limited");
  });

  it("has numbers as they are, negative ones too", () => {
    equal(line({ u: "Cel", v: -4.5 }), "1,x,Cel,-4.5,");
    equal(line({ vs: "a-b" }), "1,x,,a-b,");
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildPage, buildPageModule } from "../../hosts/phone/tools/build.js";
import { languages, words } from "../../hosts/phone/words.js";
import { portalPage } from "../../src/provisioning/portal-page.js";
import { equal, ok } from "../support/assert.js";
import { root } from "../support/files.js";

describe("the setup page", () => {
  it("lies in the firmware as its sources make it; else: npm run build:portal", async () => {
    const kept = readFileSync(join(root, "src/provisioning/portal-page.ts"), "utf8");
    ok(kept === (await buildPageModule()));
    const bytes = Buffer.from(portalPage.pieces.join(""), "latin1");
    equal(bytes.toString("utf8"), (await buildPage()).html);
    equal(bytes.length, portalPage.length);
  });

  it("has less than 20,000 bytes in all, and pieces that are quickly gone through", () => {
    ok(portalPage.length < 20000, `${portalPage.length}`);
    for (const piece of portalPage.pieces) ok(piece.length > 0 && piece.length <= 512);
  });

  it("asks nobody but the device, and needs no secure context", async () => {
    const { html, policy } = await buildPage();
    const addresses = html.match(/https?:\/\/[a-z0-9.-]+/gi) ?? [];
    equal(addresses.join(" "), "");
    for (const needsSecure of ["crypto", "serviceWorker", "clipboard", "eval("])
      ok(!html.includes(needsSecure), needsSecure);
    ok(policy.startsWith("default-src 'none'") && !policy.includes("unsafe"));
  });

  it("has each word in each language, with its place for what is put in", () => {
    for (const [word, texts] of Object.entries(words)) {
      equal(texts.length, languages.length, word);
      for (const text of texts) {
        ok(text.trim() !== "" && !text.includes("|"), word);
        equal(text.includes("{}"), texts[0].includes("{}"), word);
      }
    }
  });
});

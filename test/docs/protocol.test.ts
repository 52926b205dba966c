import { readFileSync } from "node:fs";
import { equal, ok } from "../support/assert.js";
import { renderProtocol } from "../support/protocol-docs.js";
import { exampleSession } from "../support/protocol-examples.js";

const text = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

describe("docs/protocol.md", () => {
  it("is what `npm run docs:protocol` writes", () => {
    const isSame = text === renderProtocol();
    ok(isSame, "run `npm run docs:protocol`");
  });

  it("has JSON in every block that says so, which are the examples that are held against the schemas", () => {
    const blocks = text
      .split("```json\n")
      .slice(1)
      .map((rest) => rest.split("\n```")[0] ?? "");
    equal(blocks.length, exampleSession.length);
    for (const [i, block] of blocks.entries()) {
      JSON.parse(block);
      equal(block, exampleSession[i]?.text);
    }
  });

  it("has a word for every error code and limit", () => {
    ok(!text.includes("undefined"));
  });
});

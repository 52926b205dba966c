/** The layout's arrows hold, and one that is wrong would be noticed. */
import { deepEqual, equal, ok } from "./support/assert.js";
import { layerProblems, readSources } from "./support/layers.js";

const problemsOf = (path: string, text: string): string[] => layerProblems(new Map([[path, text]]));

describe("layers", () => {
  it("import along the arrows alone", () => {
    const sources = readSources();
    ok(sources.has("src/board/board.ts") && sources.has("cloud/src/watch-messages.ts"), "sources are read");
    deepEqual(layerProblems(sources), []);
  });

  it("may not import upwards, and the line is named", () => {
    const text = '/* a\n   comment */\nimport type { Session } from "../session/session.js";\n';
    equal(problemsOf("src/protocol/x.ts", text).length, 1);
    ok(problemsOf("src/protocol/x.ts", text)[0]?.startsWith("src/protocol/x.ts:3: imports src/session/session.ts"));
    equal(problemsOf("src/websocket/x.ts", 'export { a } from "../session/a.js";').length, 1);
    equal(problemsOf("src/drivers/x.ts", 'import "../protocol/limits.js";').length, 1);
    equal(problemsOf("src/device/x.ts", 'const a = await import("../../hosts/models/world.js");').length, 1);
    equal(problemsOf("src/device/x.ts", 'import start from "../main.js";').length, 1);
    equal(problemsOf("src/version.ts", 'import { Board } from "./board.js";').length, 1);
    equal(problemsOf("cloud/src/x.ts", 'import { Board } from "../../src/board.js";').length, 1);
    equal(problemsOf("cloud/dashboard/x.ts", 'import { a } from "../src/store.js";').length, 1);
    equal(problemsOf("app/x.ts", 'import { a } from "../hosts/desktop/a.js";').length, 1);
  });

  it("may import downwards", () => {
    equal(problemsOf("src/protocol/x.ts", 'import { a } from "./a.js";').length, 0);
    equal(problemsOf("src/session/x.ts", 'import { a } from "../websocket/a.js";').length, 0);
    equal(problemsOf("src/device/x.ts", 'import { a } from "../drivers/a.js";').length, 0);
    equal(problemsOf("src/main.ts", 'import { a } from "./device/a.js";').length, 0);
    equal(problemsOf("hosts/desktop/x.ts", 'import a from "../../src/main.js"; import "node:fs";').length, 0);
    equal(problemsOf("cloud/dashboard/x.ts", 'import type { A } from "../src/watch-messages.js";').length, 0);
  });

  it("are free of hosts, clocks and chance in the firmware", () => {
    for (const specifier of ["node:fs", "embedded:io/digital", "timer", "trace", "ws"])
      equal(problemsOf("src/session/x.ts", `import a from "${specifier}";`).length, 1, specifier);
    equal(problemsOf("src/session/x.ts", "const a = Date.now();").length, 1);
    equal(problemsOf("hosts/models/x.ts", "const a = () => Math.random();").length, 1);
    equal(problemsOf("src/session/x.ts", 'const a = "Date.now"; // Math.random()').length, 0);
  });

  it("are free of regular expressions in the firmware", () => {
    equal(problemsOf("src/session/x.ts", "const pattern = /^([ab]|-)(\\d+)$/;").length, 1);
    equal(problemsOf("src/session/x.ts", "  return text.split(/[/ ]+/u);").length, 1);
    equal(problemsOf("src/session/x.ts", "const a = b / c / d; // a /b/ c\nconst e = (f + g) / 2 / h;").length, 0);
  });
});

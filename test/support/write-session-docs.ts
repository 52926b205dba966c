/** `npm run docs:session` draws the parts of docs/session.md that come from the code. */
import { readFileSync, writeFileSync } from "node:fs";
import { fillSessionDocs } from "./session-docs.js";
import { loadScenarios } from "./simulation/scenarios.js";

const path = new URL("../../docs/session.md", import.meta.url);
writeFileSync(path, fillSessionDocs(readFileSync(path, "utf8"), await loadScenarios()));

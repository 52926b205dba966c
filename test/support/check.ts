/** `npm run check`: types, lint and format, layers; side by side, each told when it is done. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { findSdk } from "../../hosts/moddable/tools/sdk.js";
import { root } from "./files.js";
import { layerProblems, readSources } from "./layers.js";

interface Finding {
  name: string;
  /** empty: all is well */
  text: string;
}

function runTool(name: string, tool: string, ...args: string[]): Promise<Finding> {
  return new Promise((resolve) => {
    const child = spawn(join(root, "node_modules/.bin", tool), args, { cwd: root });
    let text = "";
    const collect = (piece: Buffer): void => {
      text += piece.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => resolve({ name, text: error.message }));
    child.on("close", (code) => resolve({ name, text: code === 0 ? "" : text.trim() || `ended with ${code}` }));
  });
}

const projects = [
  "tsconfig.json",
  "tsconfig.node.json",
  "tsconfig.moddable.json",
  "cloud/dashboard/tsconfig.json",
  "hosts/phone/tsconfig.json",
];
const sdk = findSdk();
const hasSdk = !("missing" in sdk);
if (!hasSdk) console.log(`- skipped: our declarations against the SDK's: ${sdk.missing}`);
const checks: Promise<Finding>[] = [
  ...projects
    .filter((project) => existsSync(join(root, project)))
    .map((project) => runTool(`types (${project})`, "tsc", "-p", project)),
  runTool("lint and format", "biome", "ci", "--colors=off", "."),
  ...(hasSdk ? [runTool("our declarations against the Moddable SDK's", "mocha", "test/esp32/typings.test.ts")] : []),
  Promise.resolve({ name: "layers", text: layerProblems(readSources()).join("\n") }),
];
for (const check of checks) {
  check.then(({ name, text }) => console.log(text === "" ? `✔ ${name}` : `✖ ${name}\n${text}\n`));
}
const findings = await Promise.all(checks);
process.exitCode = findings.some((finding) => finding.text !== "") ? 1 : 0;

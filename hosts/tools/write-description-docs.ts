/**
 * `npm run docs:description` writes docs/device.schema.json and docs/description.md. With a folder behind it, the schema
 * of the application there, which knows the kinds of its own code: DIR/device.schema.json.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kinds } from "../../src/device/kinds.js";
import { runProgram } from "../desktop/program.js";
import { findApplication, loadCode } from "./application.js";
import { descriptionReference } from "./description-reference.js";
import { schemaText } from "./description-schema.js";

const docs = new URL("../../docs/", import.meta.url);

async function main([folder]: readonly string[]): Promise<void> {
  const application = findApplication(folder);
  const own = new Kinds(await loadCode(application));
  if (folder !== undefined) {
    writeFileSync(join(application.folder, "device.schema.json"), schemaText(own));
    return;
  }
  writeFileSync(new URL("device.schema.json", docs), schemaText(own));
  writeFileSync(new URL("description.md", docs), descriptionReference(new Kinds({})));
}

await runProgram(main);

/** `npm run docs:protocol` writes docs/protocol.md. */
import { writeFileSync } from "node:fs";
import { renderProtocol } from "./protocol-docs.js";

const path = new URL("../../docs/protocol.md", import.meta.url);
writeFileSync(path, renderProtocol());

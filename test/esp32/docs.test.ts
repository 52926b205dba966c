/** docs/hosts.md says of the boards what their files say. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { boardNames, type NamedBoard, readBoard, root } from "../../hosts/esp32/tools/boards.js";
import { chips } from "../../hosts/esp32/tools/chips.js";
import { ok } from "../support/assert.js";

function row({ name, file }: NamedBoard): string {
  const { pin, bus, flash, link, uart } = file;
  const flashSize = flash.replace("MB", " MB");
  const cells = [
    `\`${name}\``,
    file.model,
    `${chips[file.chip]?.name}, ${flashSize}`,
    link === "wifi" ? "Wi-Fi" : "Ethernet",
    ...[pin["button"], pin["relay"], pin["lamp"], pin["light"]],
    `${bus["default"]?.data}, ${bus["default"]?.clock}`,
    uart === undefined ? "no, USB only" : "yes",
  ];
  return `| ${cells.join(" | ")} |`;
}

describe("docs/hosts.md", () => {
  it("lists every board with its chip, flash, link, pins and UART", () => {
    const text = readFileSync(join(root, "docs", "hosts.md"), "utf8");
    for (const name of boardNames()) {
      const line = row(readBoard(name));
      ok(text.includes(`${line}\n`), `the row should be: ${line}`);
    }
  });
});

/** docs/size.md: what the program of each board takes, as linked. */

import type { NamedBoard } from "./boards.js";
import { chips } from "./chips.js";
import { type Linked, slotBytes } from "./linked.js";

interface Creation {
  /** bytes of the JavaScript heap, one block */
  readonly static: number;
  /** slots */
  readonly stack: number;
  readonly keys: { readonly initial: number; readonly incremental: number };
}

// bytes of a pointer on a 32-bit chip
const pointerBytes = 4;

export function sizeReport(results: readonly [NamedBoard, Linked][], creation: Creation, sdk: string): string {
  const rows = results.map(([board, linked]) => row(board, linked, creation));
  return `${[
    "# Size of the firmware on each board",
    "",
    `Written by \`npm run check:esp32\` with the Moddable SDK ${sdk}; a release build, XS-linked. The C of XS, of the SDK and of`,
    "ESP-IDF is not in these figures: no board was built or measured with ESP-IDF here.",
    "",
    "| Board | Chip | Modules | Code | of it src and app | Preloaded slots | Preloaded instances | In flash | Instance RAM at the start |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
    "",
    "- Code: XS bytecode, in flash. Preloaded slots: objects made when the program was linked, 16 bytes each, in flash.",
    "- In flash: code and preloaded slots; texts and host functions come on top.",
    `- Instance RAM at the start: XS's stack (${creation.stack} slots), its table of ${creation.keys.initial} new keys and one pointer for`,
    "  each preloaded object that could be written. What the firmware then makes is on top.",
    `- The JavaScript heap is one block of ${kib(creation.static)} on every board (slots and chunks share it); the firmware's budget in`,
    "  it is 56 KB, measured by `npm run bench -- memory`.",
    "",
  ].join("\n")}`;
}

function row({ name, file }: NamedBoard, linked: Linked, creation: Creation): string {
  const inFlash = linked.codeBytes + linked.slots * slotBytes;
  const ram = creation.stack * slotBytes + (creation.keys.initial + linked.aliases) * pointerBytes;
  const cells = [
    name,
    chips[file.chip]?.name,
    linked.modules.length,
    kib(linked.codeBytes),
    kib(linked.firmwareBytes),
    linked.slots,
    linked.instances,
    kib(inFlash),
    kib(ram),
  ];
  return `| ${cells.join(" | ")} |`;
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

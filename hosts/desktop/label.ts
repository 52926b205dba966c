/**
 * `npm run --silent label < what-the-console-said > label.svg`: a board's label, to be printed and stuck on: the QR code
 * that a phone's camera joins its access point with, and the same in words. It takes the line with "WIFI:" that a board
 * prints on its console when its portal opens; as text on standard input, for in arguments it would stay in a history.
 */
import { createInterface } from "node:readline";
import { UsageError } from "../../cloud/src/errors.js";
import { parseFlags } from "../../cloud/src/options.js";
import { labelSvg, readWifiText } from "./label-svg.js";
import { runProgram } from "./program.js";

const help = `npm run --silent label < lines > label.svg
Reads lines until one has WIFI:T:WPA;S:...;P:...;; as a board prints it on its console, and writes an SVG of 62 x 29 mm.
`;

async function main(args: readonly string[]): Promise<void> {
  const values = parseFlags(args, { help: { type: "boolean" } });
  if (values["help"] === true) {
    process.stdout.write(help);
    return;
  }
  if (process.stdin.isTTY) process.stderr.write("Paste the line with WIFI: that the board has printed.\n");
  const identity = await readIdentity();
  if (identity === undefined) throw new UsageError("no line with WIFI:T:WPA;S:...;P:...;; came; see --help");
  process.stdout.write(labelSvg(identity));
}

/** From the first line that has one; undefined: none has. */
async function readIdentity(): Promise<ReturnType<typeof readWifiText>> {
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      const identity = readWifiText(line);
      if (identity !== undefined) return identity;
    }
    return undefined;
  } finally {
    process.stdin.destroy(); // who writes into it may go on for ever
  }
}

await runProgram(main);

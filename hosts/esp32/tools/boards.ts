/** The boards: one folder each in hosts/esp32/boards with a board.json, read and checked. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BoardFile, boardFaults } from "./check-board.js";
import { Failure } from "./failure.js";

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const usualFolder = join(root, "hosts", "esp32", "boards");

export interface NamedBoard {
  readonly name: string;
  readonly file: BoardFile;
}

export function boardNames(folder: string = usualFolder): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "board.json")))
    .sort();
}

/** Reads and checks one board; throws a Failure that lists every fault, or the boards that there are. */
export function readBoard(name: string | undefined, folder: string = usualFolder): NamedBoard {
  const list = boardNames(folder);
  if (name === undefined || !list.includes(name)) {
    const problem = name === undefined ? "which board?" : `there is no board ${name}.`;
    throw new Failure(`${problem} These are there:\n${list.map((known) => `  ${known}`).join("\n")}`, 2);
  }
  if (!/^[a-z0-9-]+$/.test(name))
    throw new Failure(`${name}: a board's folder has small letters, digits and "-" alone`);
  const path = join(folder, name, "board.json");
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Failure(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const faults = boardFaults(file);
  if (faults.length > 0) throw new Failure(faults.map((fault) => `${name}/board.json: ${fault}`).join("\n"));
  return { name, file: file as BoardFile };
}

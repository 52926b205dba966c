/** What the programs of the desktop share: one line and an exit code for what goes wrong. */
import { StartError, UsageError } from "../../cloud/src/errors.js";
import { StoredDataError } from "./board/files.js";
import { EngineAbsent } from "./engine/engine.js";

/** Runs a program: exit code 2 for wrong usage, 1 for what failed to start, each with one line on stderr. */
export async function runProgram(main: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (error instanceof UsageError) return end(2, error.message);
    const isKnown = error instanceof StartError || error instanceof EngineAbsent || error instanceof StoredDataError;
    if (isKnown) return end(1, error.message);
    end(1, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

function end(code: number, line: string): void {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}

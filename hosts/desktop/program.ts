/** What the programs of the desktop share: one line and an exit code for what goes wrong, and an end in order. */
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

/** SIGINT or SIGTERM: ends in order and exits with 0; a second signal ends at once. */
export function endOnSignal(stop: () => Promise<void>): void {
  let isEnding = false;
  const onSignal = () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => end(1, `did not end in order: ${String(error)}`),
    );
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
}

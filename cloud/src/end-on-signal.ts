/** The end of a program by SIGINT or SIGTERM. */
const impatientMs = 1000; // npm and its shell pass Ctrl-C on, so that one press may come two or three times

/** Ends in order and exits with 0 on the first signal; at once, with 1, on one that comes a second later. */
export function endOnSignal(stop: () => Promise<void>): void {
  let endingSince: number | undefined;
  const end = () => {
    if (endingSince !== undefined) {
      if (performance.now() - endingSince > impatientMs) process.exit(1);
      return;
    }
    endingSince = performance.now();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`did not end in order: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

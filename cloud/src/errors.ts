/** The ways in which the program itself fails to start; each becomes one line on stderr and an exit code. */

/** Wrong options: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The world does not allow it (port in use, data directory of another version): exit code 1. */
export class StartError extends Error {
  override readonly name = "StartError";
}

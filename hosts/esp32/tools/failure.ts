import { StartError } from "../../../cloud/src/errors.js";

/** An error that a person can act on: its text is all that is printed. */
export class Failure extends Error {
  /** 1 failed, 2 wrong usage */
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's main function: a Failure (or StartError) is printed and sets the exit code, anything else is a fault of ours. */
export async function runCommand(main: () => Promise<void> | void): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof StartError)) throw error;
    console.error(error.message);
    process.exitCode = error instanceof Failure ? error.exitCode : 1;
  }
}

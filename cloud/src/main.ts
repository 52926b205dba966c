/** `npm run cloud`: the server alone. First line on stdout: where the dashboard is, with a one-time sign-in. */
import { endOnSignal } from "./end-on-signal.js";
import { StartError, UsageError } from "./errors.js";
import { boardFlags, cloudFlags, cloudHelp, parseFlags, readCloudOptions } from "./options.js";
import { startCloud } from "./server.js";

const fail = (code: number, line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(code);
};

export default async function main(args: readonly string[]): Promise<void> {
  try {
    const values = parseFlags(args, { ...cloudFlags, ...boardFlags });
    if (values["help"] === true) {
      process.stdout.write(`npm run cloud -- [options]\n${cloudHelp}\n`);
      return;
    }
    const cloud = await startCloud(readCloudOptions(values));
    endOnSignal(() => cloud.close());
    process.stdout.write(`Dashboard: ${cloud.signInUrl()}\n`);
    const idle = Object.keys(boardFlags).filter((name) => values[name] !== undefined);
    for (const name of idle) process.stderr.write(`--${name}: is for boards, and this is the server alone\n`);
  } catch (error) {
    if (error instanceof UsageError) fail(2, error.message);
    if (error instanceof StartError) fail(1, error.message);
    throw error;
  }
}

await main(process.argv.slice(2));

/** `npm run cloud`: the server alone. First line on stdout: where the dashboard is, with a one-time sign-in. */
import { StartError, UsageError } from "./errors.js";
import { cloudFlags, cloudHelp, parseFlags, readCloudOptions } from "./options.js";
import { type Cloud, startCloud } from "./server.js";

const fail = (code: number, line: string): never => {
  process.stderr.write(`${line}\n`);
  process.exit(code);
};

export default async function main(args: readonly string[]): Promise<void> {
  try {
    const values = parseFlags(args, cloudFlags);
    if (values["help"] === true) {
      process.stdout.write(`npm run cloud -- [options]\n${cloudHelp}\n`);
      return;
    }
    const cloud = await startCloud(readCloudOptions(values));
    process.stdout.write(`Dashboard: ${cloud.signInUrl()}\n`);
    endOnSignal(cloud);
  } catch (error) {
    if (error instanceof UsageError) fail(2, error.message);
    if (error instanceof StartError) fail(1, error.message);
    throw error;
  }
}

const impatientMs = 1000; // npm passes Ctrl-C on, so that one press may come twice

/** In order on the first signal, at once on one that comes later. */
function endOnSignal(cloud: Cloud): void {
  let endingSince: number | undefined;
  const end = () => {
    if (endingSince !== undefined) {
      if (performance.now() - endingSince > impatientMs) process.exit(1);
      return;
    }
    endingSince = performance.now();
    cloud.close().then(
      () => process.exit(0),
      (error: unknown) => fail(1, `did not end in order: ${String(error)}`),
    );
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

await main(process.argv.slice(2));

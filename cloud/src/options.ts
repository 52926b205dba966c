/**
 * The server's command line, for `npm run cloud` and for every program that has a server in it. Flags of such a
 * program are added to `cloudFlags`; what it does not know is wrong usage.
 */
import { parseArgs } from "node:util";
import { UsageError } from "./errors.js";
import type { CloudOptions } from "./server.js";

/** For node:util's parseArgs. */
export const cloudFlags = Object.freeze({
  port: { type: "string" },
  host: { type: "string" },
  data: { type: "string" },
  "operator-token": { type: "string" },
  "public-url": { type: "string" },
  "keep-days": { type: "string" },
  "keep-megabytes": { type: "string" },
  quiet: { type: "boolean" },
  help: { type: "boolean" },
} as const);

/** Of boards: `npm run cloud` takes the same command line as `npm start`, and says that these change nothing there. */
export const boardFlags = Object.freeze({
  app: { type: "string" },
  devices: { type: "string" },
  engine: { type: "string" },
  replay: { type: "string" },
  speed: { type: "string" },
  fresh: { type: "boolean" },
  serial: { type: "string" },
} as const);

export const cloudHelp = `  --port N             port to listen on, 0 picks one (8080)
  --host ADDRESS       address to listen on (127.0.0.1)
  --data DIR           directory of the database (./data)
  --operator-token T   token of the REST interface; also MOORING_OPERATOR_TOKEN.
                       Without it people sign in by the one-time link alone.
  --public-url URL     address that people use, where a reverse proxy stands in front
  --keep-days N        days that readings are kept (365)
  --keep-megabytes N   size of the database at which the oldest rows go (1024)
  --quiet              errors alone on stderr
  --help               this text`;

type Flags = Record<string, { readonly type: "string" | "boolean"; readonly multiple?: boolean }>;
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Reads a command line; throws a UsageError that names the option. */
export function parseFlags(args: readonly string[], flags: Flags): Values {
  const { tokens } = parseArgs({ args: [...args], options: flags, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "positional") throw new UsageError(`${token.value}: not an option; see --help`);
    if (token.kind !== "option") continue;
    const flag = flags[token.name];
    if (flag === undefined) throw new UsageError(`${token.rawName}: no such option here; see --help`);
    // "--port --host x": parseArgs takes "--host" as the value
    const isMissing = token.value === undefined || (token.inlineValue === false && token.value.startsWith("--"));
    if (flag.type === "string" && isMissing) throw new UsageError(`${token.rawName}: a value is missing`);
    if (flag.type === "boolean" && token.value !== undefined) throw new UsageError(`${token.rawName}: takes no value`);
  }
  return parseArgs({ args: [...args], options: flags, strict: false }).values;
}

/** What startCloud takes, from the values of `cloudFlags`; throws a UsageError that names the option. */
export function readCloudOptions(values: Values, environment: NodeJS.ProcessEnv = process.env): CloudOptions {
  const options: CloudOptions = {
    port: readNumber(values, "port", 8080, 0, 65535, true),
    host: readText(values, "host") ?? "127.0.0.1",
    data: readText(values, "data") ?? "./data",
    keepDays: readNumber(values, "keep-days", 365, 0.01, 36500),
    keepBytes: readNumber(values, "keep-megabytes", 1024, 1, 1e6) * 1048576,
    isQuiet: values["quiet"] === true,
  };
  const operatorToken = readText(values, "operator-token") ?? (environment["MOORING_OPERATOR_TOKEN"] || undefined);
  if (operatorToken !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(operatorToken)) {
      throw new UsageError("--operator-token: must consist of visible ASCII characters without spaces");
    }
    options.operatorToken = operatorToken;
  }
  const publicUrl = readText(values, "public-url");
  if (publicUrl !== undefined) options.publicUrl = readOrigin(publicUrl);
  return options;
}

function readText(values: Values, name: string): string | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value === "") throw new UsageError(`--${name}: a value is missing`);
  return value;
}

/** A number of an option; also for options of other programs. */
export function readNumber(
  values: Values,
  name: string,
  otherwise: number,
  minimum: number,
  maximum: number,
  isWhole = false,
): number {
  const text = readText(values, name);
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!(number >= minimum && number <= maximum) || (isWhole && !/^\d+$/.test(text))) {
    const kind = isWhole ? "a whole number" : "a number";
    throw new UsageError(`--${name}: must be ${kind} from ${minimum} to ${maximum}, not ${text}`);
  }
  return number;
}

function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if ((url?.protocol !== "http:" && url?.protocol !== "https:") || url.pathname !== "/") {
    throw new UsageError("--public-url: must be like https://mooring.example.org");
  }
  return url.origin;
}

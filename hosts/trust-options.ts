/**
 * The options of the command line that say how a wss:// server is verified, and who the device is to it, as the
 * firmware's own settings: for `npm run device` and `npm run simulator`.
 */
import { readFileSync } from "node:fs";
import { StartError, UsageError } from "../cloud/src/errors.js";
import type { Values } from "../cloud/src/options.js";

export const trustFlags = Object.freeze({
  ca: { type: "string" },
  pins: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  "no-verify": { type: "boolean" },
} as const);

export const trustHelp = `  --ca FILE            PEM, authorities to trust in place of this computer's
  --pins LIST          Base64 SHA-256 of the server's public key, up to four with commas: no other key will do
  --cert FILE          PEM, the device's certificate for a server that asks for one
  --key FILE           PEM, the private key of --cert
  --no-verify          does not verify the server: for trials alone, and each connection says so`;

/** Settings of src/device/settings.ts, by key. undefined: forget what was stored under it. */
export type TrustSettings = Readonly<Record<string, string | undefined>>;

/** Throws a UsageError that names the option, or a StartError that names the file. */
export function readTrust(values: Values): TrustSettings {
  const [cert, key] = [text(values, "cert"), text(values, "key")];
  if ((cert === undefined) !== (key === undefined)) throw new UsageError("--cert, --key: go together");
  return {
    "server.ca": readPEM("ca", text(values, "ca"), "CERTIFICATE"),
    "server.pins": text(values, "pins"),
    "server.cert": readPEM("cert", cert, "CERTIFICATE"),
    "server.key": readPEM("key", key, "KEY"),
    "server.verify": values["no-verify"] === true ? "off" : undefined,
  };
}

function text(values: Values, name: string): string | undefined {
  const value = values[name];
  if (value !== undefined && (typeof value !== "string" || value === "")) throw new UsageError(`--${name}: is empty`);
  return value;
}

function readPEM(name: string, path: string | undefined, what: string): string | undefined {
  if (path === undefined) return undefined;
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(`--${name}: cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  if (!new RegExp(`-----BEGIN (\\w+ )?${what}-----`).test(pem))
    throw new StartError(`--${name}: ${path} has no ${what.toLowerCase()} in PEM`);
  return pem;
}

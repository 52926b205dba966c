/**
 * Compiles the C of the tests of hosts/native/tls. MOORING_MBEDTLS names the build of another mbedTLS than the system's
 * (a checkout with its libraries in b/library), to run the same tests against 3.6 or 4.0.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const sources = ["tls.c", "tls-configure.c", "tls-certificate.c", "tls-reasons.c"].map(
  (name) => `hosts/native/tls/${name}`,
);
const checks = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

/** Why the C cannot be compiled here; undefined: it can. */
export function absentForTLS(): string | undefined {
  for (const [command, args, name] of [
    ["cc", ["--version"], "a C compiler (gcc)"],
    ["openssl", ["version"], "openssl"],
  ] as const)
    try {
      execFileSync(command, args, { stdio: "ignore" });
    } catch {
      return name;
    }
  return existsSync(join(place()?.include[0] ?? "/usr/include", "mbedtls/ssl.h")) ? undefined : "libmbedtls-dev";
}

/** Compiles main (a path from the root) with the client into a program; with sanitizers unless they are not wanted. */
export function buildTLS(main: string, program: string, options: { isChecked: boolean; more?: string[] }): void {
  const other = place();
  const include = other?.include.map((path) => `-I${path}`) ?? [];
  const libraries = other?.libraries ?? ["-lmbedtls", "-lmbedx509", "-lmbedcrypto"];
  const flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-O1", ...include];
  if (options.isChecked) flags.push(...checks);
  execFileSync("cc", [...flags, ...(options.more ?? []), main, ...sources, "-o", program, ...libraries]);
}

function place(): { include: string[]; libraries: string[] } | undefined {
  const root = process.env["MOORING_MBEDTLS"];
  if (root === undefined) return undefined;
  const crypto = join(root, "tf-psa-crypto");
  const include = [join(root, "include"), join(crypto, "include"), join(crypto, "drivers/builtin/include")];
  const names = ["libmbedtls.a", "libmbedx509.a", "libmbedcrypto.a"].map((name) => join(root, "b/library", name));
  return { include: include.filter((path) => existsSync(path)), libraries: names.filter((path) => existsSync(path)) };
}

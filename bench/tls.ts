/**
 * Handshakes of hosts/native/tls with a server on this machine, with and without a ticket: processor time of the client,
 * time that passes, native bytes at the peak and when it stands. MOORING_MBEDTLS chooses another mbedTLS.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { absentForTLS, buildTLS } from "../test/native/tls-build.js";
import { chain, using } from "../test/native/tls-table.js";
import { Authority } from "../test/support/authority.js";

interface Figures {
  cpuUs: number;
  wallUs: number;
  peakBytes: number;
  openBytes: number;
  wireBytes: number;
  sessionBytes: number;
  resumed: number;
}

const count = 200; // handshakes for each line; the median is printed
const systemList = "/etc/ssl/certs/ca-certificates.crt";

const absent = absentForTLS();
if (absent !== undefined) {
  console.error(`bench tls needs ${absent}`);
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), "mooring-bench-tls-"));
try {
  await measure();
} finally {
  rmSync(directory, { recursive: true });
}

async function measure(): Promise<void> {
  const program = join(directory, "bench");
  buildTLS("bench/support/tls-bench.c", program, { isChecked: false, more: ["-O2"] });
  const authority = new Authority(join(directory, "authority"));
  console.log(
    `median of ${count}: client's processor time, time on loopback, native bytes at peak / when open, from the server`,
  );
  for (const key of ["ec", "rsa2048"] as const) {
    const root = authority.make({ isAuthority: true, commonName: "root", key });
    const middle = authority.make({ isAuthority: true, commonName: "middle", key, issuer: root });
    const leaf = authority.make({ issuer: middle, names: ["DNS:example.test"], key });
    const ca = join(directory, `${key}.pem`);
    writeFileSync(ca, root.certificate);
    const name = key === "ec" ? "P-256" : "RSA-2048";
    const server = createServer({ ...chain(leaf, middle), maxVersion: "TLSv1.2" }, (peer) =>
      peer.on("error", () => {}),
    );
    server.on("tlsClientError", () => {});
    await using(server, async (port) => {
      print(`chain of ${name}, TLS 1.2`, await run(program, [port, ca, "-", count]));
      if (key === "ec")
        print(
          "the same, beside this computer's list of authorities",
          await run(program, [port, ca, systemList, count]),
        );
    });
  }
}

function run(program: string, args: readonly (string | number)[]): Promise<Record<"full" | "resumed", Figures>> {
  const child = spawn(program, args.map(String), { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (data: Buffer) => {
    text += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("close", (code) => {
      if (code === 0) resolve(JSON.parse(text));
      else reject(new Error(`tls-bench ended with ${code}`));
    });
  });
}

function print(title: string, found: Record<"full" | "resumed", Figures>): void {
  console.log(title);
  for (const [name, figures] of Object.entries(found)) {
    const times = `${(figures.cpuUs / 1000).toFixed(2)} ms, ${(figures.wallUs / 1000).toFixed(2)} ms`;
    const bytes = `${figures.peakBytes} / ${figures.openBytes} bytes, ${figures.wireBytes} received`;
    const kept = name === "full" ? `session of ${figures.sessionBytes}` : `${figures.resumed} of ${count} resumed`;
    console.log(`  ${name.padEnd(8)} ${times}; ${bytes}; ${kept}`);
  }
}

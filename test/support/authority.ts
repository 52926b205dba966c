/**
 * A private certificate authority, made by the openssl command in a folder: for the tests of TLS, which need servers
 * that a device must refuse. Needs `openssl` in the PATH. Nothing of it is kept.
 */
import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Pair {
  certificate: string;
  key: string;
}

export interface CertificateOptions {
  /** subjectAltName entries: "DNS:example.test", "IP:127.0.0.1" */
  names?: readonly string[];
  commonName?: string;
  /** Who signs; undefined: signs itself. */
  issuer?: Pair;
  isAuthority?: boolean;
  keyUsage?: string;
  extendedKeyUsage?: string;
  /** "ec" is P-256 */
  key?: "ec" | "rsa1024" | "rsa2048";
  digest?: "sha256" | "sha1";
  /** YYYYMMDDHHMMSSZ */
  from?: string;
  to?: string;
}

export class Authority {
  readonly #directory: string;
  #count = 0;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
  }

  /** Makes a key and a certificate for it. */
  make(options: CertificateOptions): Pair {
    const at = join(this.#directory, `c${++this.#count}`);
    mkdirSync(at);
    const path = (name: string) => join(at, name);
    this.#openssl(this.#keyArguments(options.key ?? "ec", path("key.pem")));
    writeFileSync(path("index.txt"), "");
    writeFileSync(path("serial"), (0x1000 + this.#count).toString(16));
    writeFileSync(path("ca.conf"), this.#configuration(at, options));
    const subject = `/CN=${options.commonName ?? `mooring test ${this.#count}`}`;
    this.#openssl(["req", "-new", "-key", path("key.pem"), "-subj", subject, "-out", path("csr.pem")]);
    const issuer = options.issuer;
    if (issuer !== undefined) {
      writeFileSync(path("issuer.pem"), issuer.certificate);
      writeFileSync(path("issuer.key"), issuer.key);
    }
    const signer =
      issuer === undefined
        ? ["-selfsign", "-keyfile", path("key.pem")]
        : ["-cert", path("issuer.pem"), "-keyfile", path("issuer.key")];
    this.#openssl([
      "ca",
      "-batch",
      "-notext",
      "-config",
      path("ca.conf"),
      ...signer,
      "-in",
      path("csr.pem"),
      "-out",
      path("cert.pem"),
      "-md",
      options.digest ?? "sha256",
      "-startdate",
      options.from ?? "20200101000000Z",
      "-enddate",
      options.to ?? "20400101000000Z",
    ]);
    return { certificate: readFileSync(path("cert.pem"), "utf8"), key: readFileSync(path("key.pem"), "utf8") };
  }

  #keyArguments(kind: "ec" | "rsa1024" | "rsa2048", out: string): string[] {
    if (kind === "ec") return ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", out];
    return ["genpkey", "-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${kind.slice(3)}`, "-out", out];
  }

  #configuration(at: string, options: CertificateOptions): string {
    const isAuthority = options.isAuthority ?? false;
    const lines = [
      "[ca]",
      "default_ca = d",
      "[d]",
      `database = ${at}/index.txt`,
      `serial = ${at}/serial`,
      `new_certs_dir = ${at}`,
      "policy = p",
      "x509_extensions = e",
      "unique_subject = no",
      "[p]",
      "commonName = supplied",
      "[e]",
      `basicConstraints = critical,CA:${isAuthority ? "TRUE" : "FALSE"}`,
      `keyUsage = critical,${options.keyUsage ?? (isAuthority ? "keyCertSign,cRLSign" : "digitalSignature,keyEncipherment")}`,
      "subjectKeyIdentifier = hash",
    ];
    if (options.extendedKeyUsage !== undefined) lines.push(`extendedKeyUsage = ${options.extendedKeyUsage}`);
    if (options.names !== undefined) lines.push(`subjectAltName = ${options.names.join(",")}`);
    return `${lines.join("\n")}\n`;
  }

  #openssl(args: string[]): void {
    execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
  }
}

/** SHA-256 of the certificate's SubjectPublicKeyInfo (RFC 7469 2.4), hexadecimal. */
export function pinOf(pair: Pair): string {
  const key = new X509Certificate(pair.certificate).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("hex");
}

/** hosts/moddable/typings against the SDK's own declarations: what we use is there, and has the type that we say. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/esp32/tools/boards.js";
import { runTool } from "../../hosts/moddable/tools/sdk.js";
import { equal, ok } from "../support/assert.js";
import { sdkOrSkip, temporaryFolder } from "./support.js";

interface Comparison {
  module: string;
  /** File below the SDK's typings. */
  file: string;
  /** Members of ours that the SDK's declarations (8.2) lack or give another type, though its classes have them so. */
  differ?: readonly string[];
  /** Whether options can be compared; the SDK's own declaration of some is broken or asks for more. */
  options?: boolean;
}

const classes: readonly Comparison[] = [
  { module: "embedded:io/digital", file: "embedded_io/digital" },
  { module: "embedded:io/analog", file: "embedded_io/analog", differ: ["close"] },
  { module: "embedded:io/pwm", file: "embedded_io/pwm", differ: ["close"] },
  { module: "embedded:io/i2c", file: "embedded_io/i2c", differ: ["close"] },
  { module: "embedded:io/smbus", file: "embedded_io/smbus", differ: ["close"], options: false },
  { module: "embedded:io/serial", file: "embedded_io/serial" },
  { module: "embedded:io/socket/tcp", file: "embedded_io/socket/tcp", differ: ["write"], options: false },
  { module: "embedded:io/socket/listener", file: "embedded_io/socket/listener", differ: ["close", "read"] },
  { module: "embedded:io/socket/udp", file: "embedded_io/socket/udp", differ: ["close"], options: false },
  { module: "embedded:network/interface/wifi", file: "embedded_network/interface/wifi" },
  { module: "wifi", file: "wifi", options: false },
  { module: "embedded:network/ntp/client", file: "embedded_network/ntp/client", options: false },
  { module: "embedded:network/interface/ethernet", file: "embedded_network/interface/ethernet" },
];

const helpers = `
type Differing<Ours, Theirs, Known> = { [K in Exclude<keyof Ours, Known>]:
  K extends keyof Theirs ? (Theirs[K] extends Ours[K] ? never : K) : K }[Exclude<keyof Ours, Known>];
type Same<Difference extends never> = Difference;
type Accepted<Ours extends new (options: never) => unknown, Theirs extends new (options: never) => unknown> =
  ConstructorParameters<Ours>[0] extends ConstructorParameters<Theirs>[0] ? never : "options";
`;

/** One module's comparison; the type that is not \`never\` is an error of the compiler in this line. */
function compare({ module, differ = ["-"], options = true }: Comparison, index: number): string {
  const known = differ.map((name) => `"${name}"`).join(" | ");
  return [
    `import Ours${index} from "ours-${module}";`,
    `import Theirs${index} from "${module}";`,
    `export type Members${index} = Same<Differing<Ours${index}, Theirs${index}, ${known}>>;`,
    options ? `export type Options${index} = Same<Accepted<typeof Ours${index}, typeof Theirs${index}>>;` : "",
  ].join("\n");
}

/** Digest.write() takes any buffer; the SDK declares ArrayBuffer alone. */
const storage = `
import ourKeyValue from "ours-embedded:storage/key-value";
import keyValue from "embedded:storage/key-value";
import ourFlash from "ours-embedded:storage/flash";
import flash from "embedded:storage/flash";
import { Digest as OurDigest } from "ours-crypt";
import { Digest } from "crypt";
type Opened<T extends { open(options: never): unknown }> = ReturnType<T["open"]>;
export type KeyValue = Same<Differing<Opened<typeof ourKeyValue>, Opened<typeof keyValue>, "-">>;
export type Flash = Same<Differing<Opened<typeof ourFlash>, Opened<typeof flash>, "-">>;
export type Digests = Same<Differing<OurDigest, Digest, "write"> | Accepted<typeof OurDigest, typeof Digest>>;
`;

const ours = (): string =>
  ["ecma-419", "sdk"]
    .map((name) => readFileSync(join(root, `hosts/moddable/typings/${name}.d.ts`), "utf8"))
    .join("\n")
    .replace("/// <reference path", "// ")
    .replace(/(declare module|from) "/g, '$1 "ours-')
    .replace(/declare function trace.*/, "");

/** The compiler's complaints about a comparison of ours with the SDK's; "" for none. */
async function complaints(sdk: { directory: string }, text: string, declarations: string): Promise<string> {
  const files = [...classes.map(({ file }) => file), "embedded_io/_common", "crypt"].map((file) => `typings/${file}`);
  files.push("typings/embedded/storage/key-value", "typings/embedded/storage/flash", "xs/includes/xs");
  const folder = temporaryFolder({
    "compare.ts": helpers + text,
    "ours.d.ts": declarations,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { strict: true, noEmit: true, lib: ["es2022"], types: [], skipLibCheck: true },
      files: ["compare.ts", "ours.d.ts", ...files.map((file) => join(sdk.directory, `${file}.d.ts`))],
    }),
  });
  const tsc = join(root, "node_modules/.bin/tsc");
  const { code, output } = await runTool(tsc, ["-p", folder], { cwd: root, env: process.env });
  equal(code === 0, output === "", output);
  return output;
}

describe("our declarations of the SDK", function () {
  this.timeout(120_000); // ms; the compiler reads all of the SDK's declarations

  it("have what the SDK declares, but for its known gaps", async function () {
    const sdk = sdkOrSkip(this);
    equal(await complaints(sdk, classes.map(compare).join("\n") + storage, ours()), "");
  });

  it("that promise more than the SDK are found", async function () {
    const sdk = sdkOrSkip(this);
    const digital = classes.slice(0, 1).map(compare).join("\n");
    const more = ours().replace("read(): 0 | 1;", "read(): 0 | 1;\n    toggle(): void;");
    ok((await complaints(sdk, digital, more)).includes(`Type '"toggle"' does not satisfy the constraint 'never'`));
    const options = ours().replace("activeLow?: boolean;", "activeLow?: string;");
    ok((await complaints(sdk, digital, options)).includes(`Type '"options"' does not satisfy`));
  });
});

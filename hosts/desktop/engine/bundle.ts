/**
 * One script of a guest and all that it imports, for either engine, and the way back from its lines to the source.
 *
 * It is strict code for ES2022, ASCII alone, one statement a line (XS's stacks know lines, no columns). It can import
 * nothing of Node: an import that esbuild cannot find in the repository is an error.
 */
import { SourceMap } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import {
  type ApplicationFolder,
  applicationModule,
  findApplication,
  mountPlugin,
  smallExample,
} from "../../tools/application.js";

/** The script's name in stacks. */
export const scriptName = "guest.js";

export interface Bundle {
  readonly code: string;
  /** A stack's text with the lines of the TypeScript source in place of the bundle's. */
  mapTrace(text: string): string;
}

export interface BundleOptions {
  /** Path of the entry, from the repository's root or absolute. */
  entry?: string;
  /** In place of an entry: TypeScript, its name for stacks, and the folder that its imports start from. */
  source?: { text: string; name: string; directory?: string };
  /** Replaces global identifiers by expressions, as esbuild's option does. */
  define?: Readonly<Record<string, string>>;
  plugins?: readonly Plugin[];
  /** What hosts/application.js is made of; default: the small example. It is not checked here. */
  application?: ApplicationFolder;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Rejects with esbuild's message, which names file and line. */
export async function bundleGuest(options: BundleOptions): Promise<Bundle> {
  const { source } = options;
  const result = await build({
    ...(source === undefined
      ? { entryPoints: [options.entry ?? ""] }
      : {
          stdin: {
            contents: source.text,
            sourcefile: source.name,
            resolveDir: source.directory ?? root,
            loader: "ts",
          },
        }),
    absWorkingDir: root,
    outfile: scriptName,
    write: false,
    bundle: true,
    format: "iife",
    platform: "neutral",
    target: "es2022",
    charset: "ascii",
    legalComments: "none",
    banner: { js: '"use strict";' },
    sourcemap: "external",
    sourcesContent: false,
    define: { ...options.define },
    plugins: [...applicationOf(options.application), ...(options.plugins ?? [])],
    logLevel: "silent",
  });
  const code = result.outputFiles.find((file) => !file.path.endsWith(".map"))?.text ?? "";
  const map = result.outputFiles.find((file) => file.path.endsWith(".map"))?.text ?? "{}";
  return new GuestBundle(`${code}//# sourceURL=${scriptName}\n`, map);
}

/** What hosts/application.js is in this bundle. */
function applicationOf(application: ApplicationFolder = findApplication(smallExample)): Plugin[] {
  const namespace = "application";
  const made: Plugin = {
    name: namespace,
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\/application\.js$/ }, ({ resolveDir }) =>
        resolveDir.startsWith(join(root, "hosts")) ? { path: namespace, namespace } : undefined,
      );
      onResolve({ filter: /.*/, namespace }, () => ({ path: application.code ?? "" }));
      onLoad({ filter: /.*/, namespace }, () => ({ contents: applicationModule(application) }));
    },
  };
  return [made, mountPlugin(application.folder)];
}

class GuestBundle implements Bundle {
  readonly code: string;
  readonly #map: string;
  #parsed: { map: SourceMap; lines: string[] } | undefined;

  constructor(code: string, map: string) {
    this.code = code;
    this.#map = map;
  }

  mapTrace(text: string): string {
    return text.replace(/\bguest\.js:(\d+)(?::(\d+))?/g, (whole, line: string, column: string | undefined) => {
      const place = this.#find(Number(line) - 1, column === undefined ? undefined : Number(column) - 1);
      return place ?? whole;
    });
  }

  /** From zero. Without a column, the line's first statement. */
  #find(line: number, column: number | undefined): string | undefined {
    this.#parsed ??= { map: new SourceMap(JSON.parse(this.#map)), lines: this.code.split("\n") };
    const indent = (this.#parsed.lines[line] ?? "").search(/\S/);
    const entry = this.#parsed.map.findEntry(line, column ?? Math.max(indent, 0));
    return "originalSource" in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : undefined;
  }
}

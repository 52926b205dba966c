/**
 * Reads imports and holds them against the arrows of the layout:
 * protocol <- websocket, session <- device, provisioning <- main <- hosts; cloud -> protocol; dashboard -> protocol.
 *
 * It reads text, not types: an import that is put together at run time is not seen, and is not in our style.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { root } from "./files.js";

/** Folder (or file) and the folders (or files) that it may import besides itself; the longest that fits counts. */
const arrows: Readonly<Record<string, readonly string[]>> = Object.freeze({
  "src/board": [],
  "src/version.ts": [],
  "src/protocol": ["src/version.ts"],
  "src/websocket": ["src/board", "src/version.ts", "src/protocol"],
  "src/session": ["src/board", "src/version.ts", "src/protocol", "src/websocket"],
  "src/drivers": ["src/board"],
  "src/device": ["src/board", "src/version.ts", "src/protocol", "src/websocket", "src/session", "src/drivers"],
  "src/provisioning": ["src/board", "src/version.ts", "src/protocol", "src/websocket", "src/session"],
  "src/main.ts": ["src"],
  src: [],
  app: ["src/board", "src/protocol", "src/device", "src/drivers"],
  "hosts/models": ["src/board"],
  hosts: ["src", "app", "cloud/src", "hosts/models"],
  "cloud/dashboard": ["src/protocol", "cloud/src/watch-messages.ts"],
  "cloud/src": ["src/protocol", "src/version.ts", "cloud/dashboard/build.ts"],
  cloud: ["src/protocol"],
});

/** Here is the language alone: no package, no module of a host, no clock, no chance of its own. */
const pure = Object.freeze(["src", "app", "hosts/models"]);

/**
 * A regular expression's literal. One that is preloaded has no memory of its own for what it has found; exec() takes some
 * that a garbage collection in the middle of it frees (XS of SDK 8.2.3, xsRegExp.c: a crash, seen in the simulator).
 */
const expression = /(?<=[=(,:?|&!;{}]\s*|\breturn\s+)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\n\\])*\]|[^/\n\\[])+\/[dgimsuvy]*/g;

/** What is wrong, one line each: file, line, and the arrow or name. */
export function layerProblems(files: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  for (const [path, text] of files) {
    const layer = longest(path, Object.keys(arrows));
    if (layer === undefined) continue;
    const isPure = pure.some((folder) => isIn(path, folder));
    const code = withoutComments(text);
    for (const { specifier, line } of imports(code)) {
      const problem = wrongImport(path, layer, isPure, specifier);
      if (problem !== undefined) problems.push(`${path}:${line}: ${problem}`);
    }
    if (!isPure) continue;
    for (const match of withoutStrings(code).matchAll(
      /(?<![.#])\b(?:Date\.now|Math\.random|new Date|performance|setTimeout|trace)\b/g,
    ))
      problems.push(`${path}:${lineAt(code, match.index)}: ${match[0]} is the board's to give`);
    if (!path.startsWith("src")) continue;
    for (const match of withoutStrings(code).matchAll(expression))
      problems.push(`${path}:${lineAt(code, match.index)}: a regular expression (platform: XS may read freed memory)`);
  }
  return problems;
}

function wrongImport(path: string, layer: string, isPure: boolean, specifier: string): string | undefined {
  if (!specifier.startsWith("."))
    return isPure ? `imports ${specifier}, and may import files of this repository alone` : undefined;
  const target = normalize(join(dirname(path), specifier)).replace(/\.js$/, ".ts");
  const allowed = [layer, ...(arrows[layer] ?? [])];
  const isAllowed = allowed.some((folder) => isIn(target, folder)) && !(layer === "src" && target !== path);
  return isAllowed ? undefined : `imports ${target}, and ${layer} may import ${allowed.join(", ")}`;
}

/** All sources of the layers, from the root. */
export function readSources(): Map<string, string> {
  const files = new Map<string, string>();
  for (const folder of ["src", "app", "hosts", "cloud"]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      const path = join(folder, name);
      if (/\.(?:ts|js)$/.test(path) && !/(?:^|\/)(?:node_modules|dist|build)\//.test(path))
        files.set(path, readFileSync(join(root, path), "utf8"));
    }
  }
  return files;
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function longest(path: string, folders: readonly string[]): string | undefined {
  return folders.filter((folder) => isIn(path, folder)).sort((a, b) => b.length - a.length)[0];
}

function* imports(code: string): Generator<{ specifier: string; line: number }> {
  for (const match of code.matchAll(/\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']/g))
    yield { specifier: match[1] ?? "", line: lineAt(code, match.index) };
}

const tokens = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Comments blanked, so that lines stay where they are. */
function withoutComments(text: string): string {
  return text.replace(tokens, (token) => (token.startsWith("/") ? token.replace(/[^\n]/g, " ") : token));
}

function withoutStrings(code: string): string {
  return code.replace(tokens, (token) => token.replace(/[^\n]/g, " "));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/**
 * Holds every import of our modules against a resolved manifest (mcconfig writes manifest_flat.json). mcconfig and the
 * linker do not look at imports of modules that are not preloaded: a wrong one shows when the program dies at start.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix, relative } from "node:path";

/** name of a module, as XS knows it -> its source */
export type Modules = ReadonlyMap<string, string>;

/** Reads the `modules` of a resolved manifest, given as text. */
export function readModules(manifest: string): Modules {
  const { modules } = JSON.parse(manifest) as { modules: Record<string, string | string[]> };
  const found = new Map<string, string>();
  for (const [pattern, paths] of Object.entries(modules))
    for (const path of [paths].flat()) for (const [name, file] of expand(pattern, path)) found.set(name, file);
  return found;
}

function expand(pattern: string, path: string): [name: string, file: string][] {
  const prefix = pattern.endsWith("*") ? pattern.slice(0, -1) : undefined;
  if (!path.endsWith("*")) {
    const file = sourceOf(path);
    const name = prefix === undefined ? pattern : `${prefix}${basename(path)}`;
    return file === undefined ? [] : [[name, file]];
  }
  const folder = dirname(path);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter(isSource).map((name) => [`${prefix ?? ""}${name.replace(/\.[jt]s$/, "")}`, join(folder, name)]);
}

function sourceOf(path: string): string | undefined {
  return [`${path}.ts`, `${path}.js`].find((file) => isSource(file) && existsSync(file));
}

function isSource(name: string): boolean {
  return /\.[jt]s$/.test(name) && !name.endsWith(".d.ts");
}

/** One line for each import of a module under `root` that names nothing, or something else than TypeScript reads there. */
export function wrongSpecifiers(modules: Modules, root: string): string[] {
  const wrong: string[] = [];
  for (const [name, file] of modules) {
    if (relative(root, file).startsWith("..")) continue;
    // What a build has made stands for a module elsewhere: TypeScript does not read it.
    const isMade = relative(root, file).startsWith(join("build", ""));
    for (const specifier of specifiersOf(readFileSync(file, "utf8"))) {
      const target = specifier.startsWith(".") ? posix.join(posix.dirname(name), specifier) : specifier;
      const found = modules.get(target.replace(/\.js$/, ""));
      const place = `${relative(root, file)}: "${specifier}"`;
      if (found === undefined) wrong.push(`${place} is not in the manifest`);
      else if (!isMade && specifier.startsWith(".") && !isAt(found, join(dirname(file), specifier)))
        wrong.push(`${place} is ${relative(root, found)} in the manifest`);
    }
  }
  return wrong;
}

/** A specifier ends in .js for TypeScript and JavaScript alike. What is only declared there is what a build makes. */
function isAt(file: string, specifier: string): boolean {
  const path = specifier.replace(/\.js$/, "");
  return file === specifier || file === `${path}.ts` || existsSync(`${path}.d.ts`);
}

/** What remains of a module's imports when the types are gone. */
export function specifiersOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const statement = /^(?:import|export)\s+(?!type\b)(?:(\{[^}]*\}|[^"';{]*?(?:\{[^}]*\})?)\s*from\s*)?"([^"]+)"/gm;
  const found: string[] = [];
  for (const [, clause, specifier] of code.matchAll(statement)) {
    const isTypesAlone = clause !== undefined && /^\{(?:\s*type\s+[^,}]+,?)+\s*\}$/.test(clause.trim());
    if (specifier !== undefined && !isTypesAlone) found.push(specifier);
  }
  return found;
}

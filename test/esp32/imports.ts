/** Every import specifier of the modules of a build, held against the modules that its manifest resolves to. */
import { readFileSync } from "node:fs";
import { posix } from "node:path";

/** Module specifier -> its source file. undefined: the SDK's own, not looked into. */
export type Modules = ReadonlyMap<string, string | undefined>;

/**
 * Specifiers that are left in the JavaScript: all but `import type` and `export type`, since verbatimModuleSyntax
 * keeps even an import whose names are all types.
 */
export function specifiersOf(source: string): string[] {
  const bare = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const pattern = /^\s*(?:import|export)\s+(?!type\b)(?:[^;"']*?from\s+)?["']([^"']+)["']/gm;
  return [...bare.matchAll(pattern)].map(([, specifier = ""]) => specifier);
}

/** As XS resolves it: relative to the importing module's own specifier, less its ending. */
export function resolveSpecifier(specifier: string, from: string): string {
  const path = specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : specifier;
  return path.replace(/\.js$/, "");
}

/** One line for each specifier that leads to no module of the build. */
export function strayImports(modules: Modules): string[] {
  const strays: string[] = [];
  for (const [name, file] of modules) {
    if (file === undefined) continue;
    for (const specifier of specifiersOf(readFileSync(file, "utf8"))) {
      const target = resolveSpecifier(specifier, name);
      if (!modules.has(target)) strays.push(`${name}: imports ${specifier}, and the manifest has no ${target}`);
    }
  }
  return strays;
}

/** The modules of a makefile that mcconfig wrote: `MODULES =\` lists them, the rules of tsc name their sources. */
export function modulesOfMakefile(makefile: string): Modules {
  const modules = new Map<string, string | undefined>();
  const list = makefile.slice(makefile.indexOf("\nMODULES =\\\n"));
  for (const [, target = ""] of list.slice(0, list.indexOf("\n\n")).matchAll(/\$\(MODULES_DIR\)\/(\S+)\.xsb/g))
    modules.set(target.replace(/^~\.([^/]+)\//, "$1:"), undefined);
  // $(TMP_DIR)/tsc/<specifier>/<path of the source>.js : /<path of the source>.ts
  for (const [, made = "", source = ""] of makefile.matchAll(/^\$\(TMP_DIR\)\/tsc\/(\S+)\.js : (\S+)\.ts/gm))
    modules.set(made.slice(0, -source.length), `${source}.ts`);
  return modules;
}

/** Reads the figures of a linked program from the C file that the SDK's xsl writes (mc.xs.c). */

export interface Linked {
  /** Bytecode of all modules: lies in flash. */
  readonly codeBytes: number;
  /** Of it, the firmware's own: src and app. */
  readonly firmwareBytes: number;
  /** Slots of preloaded objects, 16 bytes each: lie in flash. */
  readonly slots: number;
  readonly instances: number;
  readonly keys: number;
  /** Preloaded objects that can be written, and so cost RAM when they are. */
  readonly aliases: number;
  readonly modules: readonly string[];
}

// bytes, a slot on a 32-bit chip
export const slotBytes = 16;

/**
 * @param source text of mc.xs.c
 * @param output what xsl printed; its line "### n instances, n keys..." has what the file has not
 */
export function readLinked(source: string, output: string): Linked {
  const sizes = new Map<string, number>();
  for (const [, name = "", size] of source.matchAll(/static const txU1 (gxCode\d+)\[(\d+)\]/g))
    sizes.set(name, Number(size));
  const modules: string[] = [];
  let firmwareBytes = 0;
  for (const [, index, name = ""] of scripts(source)) {
    modules.push(name);
    if (/^(src|app)\//.test(name)) firmwareBytes += sizes.get(`gxCode${index}`) ?? 0;
  }
  const report = /### (\d+) instances, (\d+) keys/.exec(output);
  if (modules.length === 0 || report === null)
    throw new Error("mc.xs.c or the linker's report is not as this SDK writes it");
  return {
    codeBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    firmwareBytes,
    slots: definition(source, "mxHeapCount"),
    instances: Number(report[1]),
    keys: Number(report[2]),
    aliases: definition(source, "mxAliasCount"),
    modules,
  };
}

/** The table of modules: its order is the number of each one's code. */
function scripts(source: string): [string, number, string][] {
  const start = source.indexOf("txScript gxScripts[mxScriptsCount] = {");
  const lines = start < 0 ? [] : source.slice(start, source.indexOf("\n};", start)).split("\n").slice(1);
  return lines.map((line, index) => [line, index, /"([^"]+)"/.exec(line)?.[1] ?? ""]);
}

function definition(source: string, name: string): number {
  return Number(new RegExp(`#define ${name} (\\d+)`).exec(source)?.[1] ?? Number.NaN);
}

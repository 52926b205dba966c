/**
 * Bundles the dashboard into memory, for the server that hands it out. Not a dev server: it builds once.
 * Names under /assets/ carry a hash of what is in them, so they never change; the page itself names them.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface DashboardFile {
  /** value of Content-Type */
  readonly type: string;
  readonly body: Uint8Array;
  /** true: may be cached for good; false: must be asked for again each time */
  readonly isImmutable: boolean;
}

const types: Readonly<Record<string, string>> = Object.freeze({
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
});

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Returns all files by the path of their URL; "/" is the page. Rejects when the sources do not build. */
export async function buildDashboard(): Promise<ReadonlyMap<string, DashboardFile>> {
  const result = await build({
    entryPoints: [here("main.ts"), here("style.css")],
    bundle: true,
    write: false,
    minify: true,
    target: "es2022",
    // one classic script in the head: the theme is set before anything is painted, without an inline script
    format: "iife",
    outdir: here("out"),
    logLevel: "silent",
  });
  const files = new Map<string, DashboardFile>();
  let page = await readFile(here("index.html"), "utf8");
  const sources = result.outputFiles.map((file) => ({ name: basename(file.path), body: file.contents }));
  sources.push({ name: "icon.svg", body: new Uint8Array(await readFile(here("icon.svg"))) });
  for (const { name, body } of sources) {
    const extension = extname(name);
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
    const path = `/assets/${basename(name, extension)}-${hash}${extension}`;
    files.set(path, { type: types[extension] ?? "application/octet-stream", body, isImmutable: true });
    page = page.replaceAll(`/assets/${name}`, path);
  }
  files.set("/", { type: types[".html"] ?? "", body: new TextEncoder().encode(page), isImmutable: false });
  return files;
}

/**
 * Builds the setup page into src/provisioning/portal-page.ts: one HTML file, its style and script inside, as a list of
 * strings in which each character is one byte of UTF-8, so that they lie in flash and are sent from there as they are.
 * A test says when it has to be run again: `npm run build:portal`.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin, transform } from "esbuild";
import { languages, words } from "../words.js";

const pieceBytes = 480; // bytes, sent at a time; finding a place in one takes XS as many steps
const language = "es2020"; // phones from 2020 on

const here = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const target = fileURLToPath(new URL("../../../src/provisioning/portal-page.ts", import.meta.url));

/** words.ts with a text for all keys and one for each language: quotes and brackets would take a tenth of the page. */
const packedWords: Plugin = {
  name: "packed words",
  setup({ onLoad }) {
    onLoad({ filter: /phone\/words\.ts$/ }, () => {
      const rows = Object.entries(words);
      const columns = languages.map((_, column) => rows.map(([, texts]) => texts[column]).join("|"));
      const packed = JSON.stringify([rows.map(([word]) => word).join("|"), ...columns]);
      const unpack = `const [keys, ...columns] = ${packed}.map((text) => text.split("|"));
        export const languages = ${JSON.stringify(languages)};
        export const words = Object.fromEntries(keys.map((key, at) => [key, columns.map((column) => column[at])]));`;
      return { contents: unpack, loader: "js" };
    });
  },
};

/** The page as the phone gets it, and its content policy. */
export async function buildPage(): Promise<{ html: string; policy: string }> {
  const [markup, style, script] = await Promise.all([
    readFile(here("index.html"), "utf8"),
    readFile(here("style.css"), "utf8").then((css) =>
      transform(css, { loader: "css", minify: true, target: "safari14" }),
    ),
    build({
      entryPoints: [here("page.ts")],
      bundle: true,
      write: false,
      minify: true,
      charset: "utf8",
      format: "iife",
      target: language,
      logLevel: "silent",
      plugins: [packedWords],
    }),
  ]);
  const css = shortNames(style.code.trim());
  const js = (script.outputFiles[0]?.text ?? "").trim();
  const html = markup
    .replace(/>\s+</g, "><")
    .replace(/(<(?:meta|link|input)\b[^>]*?) \/>/g, "$1>")
    .replace(/\s+/g, " ")
    .replace("<style></style>", () => `<style>${css}</style>`)
    .replace("<script></script>", () => `<script>${js}</script>`)
    .trim();
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const sources = `default-src 'none'; style-src ${hash(css)}; script-src ${hash(js)}; connect-src 'self'; img-src data:`;
  return { html, policy: `${sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'` };
}

/** The custom properties by one letter each: esbuild leaves them as they are. */
function shortNames(css: string): string {
  const names = [...new Set(css.match(/--[a-z][a-z-]+/g))];
  const letter = (name: string): string => `--${String.fromCharCode(97 + names.indexOf(name))}`;
  return css.replace(/--[a-z][a-z-]+/g, letter).replace(/(--[a-z]): /g, "$1:");
}

/** The module that holds it. */
export async function buildPageModule(): Promise<string> {
  const { html, policy } = await buildPage();
  const bytes = Buffer.from(html, "utf8").toString("latin1");
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.slice(at, at + pieceBytes));
  return [
    "/** Made by `npm run build:portal` from hosts/phone; not to be edited. Each character is a byte. */",
    'import type { HttpPage } from "./http-response.js";',
    "",
    "export const portalPage: HttpPage = Object.freeze({",
    `  policy: ${JSON.stringify(policy)},`,
    `  length: ${bytes.length},`,
    "  pieces: Object.freeze([",
    ...pieces.map((piece) => `    ${inASCII(piece)},`),
    "  ]),",
    "});",
    "",
  ].join("\n");
}

/** In ASCII, so that no tool along the way takes the bytes for something else. */
function inASCII(piece: string): string {
  return JSON.stringify(piece).replace(
    /[\u0080-\u00ff]/g,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(target, await buildPageModule());
  const { html } = await buildPage();
  console.log(`the setup page has ${Buffer.byteLength(html)} bytes`);
}

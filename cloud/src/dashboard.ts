/** Hands out the dashboard's files from memory. They are built when the server starts; the page itself is not here. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { fileURLToPath } from "node:url";
import type { Answer } from "./http/routes.js";
import type { Log } from "./log.js";

interface File {
  answer: Answer;
  etag: string;
}

const plain = (text: string): Answer => ({
  status: 200,
  headers: { "Content-Type": "text/html; charset=utf-8" },
  body: `<!doctype html><html lang="en"><title>Mooring</title><p>${text}</p></html>`,
});

export class Dashboard {
  #files = new Map<string, File>();
  #without: Answer | undefined = plain("The dashboard is being built. Reload in a moment.");

  /** Builds it; a dashboard that does not build leaves a page that says so, and the rest of the server as it is. */
  async build(log: Log): Promise<void> {
    try {
      if (!existsSync(fileURLToPath(new URL("../dashboard/index.html", import.meta.url)))) {
        this.#without = plain("There is no dashboard here.");
        return;
      }
      const { buildDashboard } = await import("../dashboard/build.js");
      for (const [path, file] of await buildDashboard()) {
        const etag = `"${createHash("sha256").update(file.body).digest("base64url").slice(0, 22)}"`;
        const caching = file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        const headers = { "Content-Type": file.type, "Cache-Control": caching, ETag: etag };
        this.#files.set(path, { etag, answer: { status: 200, headers, body: file.body } });
      }
      this.#without = undefined;
    } catch (error) {
      log.error(`the dashboard does not build: ${error instanceof Error ? error.message : String(error)}`);
      this.#without = plain("The dashboard does not build; the server's log says why.");
    }
  }

  /** The page itself; undefined: it was not built. */
  page(): Answer["body"] {
    return this.#files.get("/")?.answer.body;
  }

  /** Undefined: no file has this path. */
  find(path: string, request: IncomingMessage): Answer | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return path === "/" ? this.#without : undefined;
    const known = request.headers["if-none-match"]?.split(",").map((etag) => etag.trim().replace(/^W\//, ""));
    if (known?.includes(file.etag) !== true) return file.answer;
    const { "Content-Type": _, ...headers } = file.answer.headers ?? {};
    return { status: 304, headers };
  }
}

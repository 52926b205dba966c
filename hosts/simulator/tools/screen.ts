/** An X screen without a monitor (Xvfb), for tests and pictures of the window: screenshots by ImageMagick, clicks by xdotool. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { repository, runTool } from "../../moddable/tools/sdk.js";

const size = "980x780x24"; // the window's size, so that a screenshot is the window
const packages = Object.freeze({ Xvfb: "xvfb", import: "imagemagick", xdotool: "xdotool" } as const);

/** undefined: all that a screen needs is here; otherwise one line that names Debian's package. */
export function missingForScreen(): string | undefined {
  for (const [program, name] of Object.entries(packages))
    if (spawnSync(program, ["-version"]).error !== undefined) return `${program} is not there: apt install ${name}`;
  return undefined;
}

export class Screen {
  /** ":7" */
  readonly display: string;
  readonly #server: ChildProcess;

  private constructor(server: ChildProcess, display: string) {
    this.#server = server;
    this.display = display;
  }

  /** Starts one with a number that is free. */
  static async start(): Promise<Screen> {
    const args = ["-displayfd", "3", "-screen", "0", size, "-nolisten", "tcp"];
    const server = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    const numbers = createInterface(server.stdio[3] as Readable);
    const number = await Promise.race([once(numbers, "line"), once(server, "exit").then(() => undefined)]);
    if (number === undefined) throw new Error("Xvfb did not start");
    return new Screen(server, `:${String(number[0]).trim()}`);
  }

  /** Writes what is on the screen into a PNG file. */
  async shoot(path: string): Promise<void> {
    await this.#run("import", ["-window", "root", path]);
  }

  /** The colors that are on the screen, "#rrggbb" in lower case, with their counts. */
  async colors(): Promise<Map<string, number>> {
    const text = await this.#run("import", ["-window", "root", "-depth", "8", "-format", "%c", "histogram:info:-"]);
    const found = new Map<string, number>();
    for (const [, count, color] of text.matchAll(/(\d+):.*?(#[0-9A-Fa-f]{6})/g))
      if (color !== undefined) found.set(color.toLowerCase(), Number(count));
    return found;
  }

  /** Presses the left button at a place, and lets it go `heldMs` later. */
  async click(x: number, y: number, heldMs = 50): Promise<void> {
    const held = ["mousedown", "1", "sleep", String(heldMs / 1000), "mouseup", "1"];
    await this.#run("xdotool", ["mousemove", String(x), String(y), ...held]);
  }

  async end(): Promise<void> {
    const ended = once(this.#server, "exit");
    this.#server.kill();
    await ended;
  }

  async #run(program: string, args: readonly string[]): Promise<string> {
    const env = { ...process.env, DISPLAY: this.display };
    const { code, output } = await runTool(program, args, { cwd: repository, env });
    if (code !== 0) throw new Error(`${program}: ${output.trim()}`);
    return output;
  }
}

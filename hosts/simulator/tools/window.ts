/**
 * Opens the simulator's program in mcsim, Moddable's simulator, with our panel. mcsim gets a home of its own: it copies
 * the program there and keeps its window's place, and two of them do not meet. Run on Linux; the parts for macOS and
 * Windows are written, not run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { repository, type Sdk } from "../../moddable/tools/sdk.js";

export interface WindowOptions {
  /** mc.so */
  program: string;
  /** mcsim's home; made when it is not there */
  home: string;
  /** MOORING_... */
  settings: Readonly<Record<string, string>>;
  /** X display, ":1"; default: this session's */
  display?: string;
}

const panel = join(repository, "hosts", "simulator", "panel");
/** What mcsim takes over from a session: screen and language, but no D-Bus, on which a second mcsim hands over to the first. */
const session = ["DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XAUTHORITY", "LANG"] as const;
const window = Object.freeze({ width: 980, height: 780, controls: 372 } as const); // pixels: the panel without scrolling

export async function openWindow(sdk: Sdk, options: WindowOptions): Promise<ChildProcess> {
  if (sdk.platform === "lin") return openOnLinux(sdk, options);
  const { program, settings } = options;
  if (sdk.platform === "win")
    return spawn(join(sdk.tools, "mcsim.exe"), [panel, program], {
      env: { ...process.env, ...settings },
      stdio: "ignore",
    });
  const variables = Object.entries(settings).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  return spawn("open", ["-W", "-n", ...variables, "-a", join(sdk.tools, "mcsim.app"), panel, program], {
    stdio: "ignore",
  });
}

async function openOnLinux(sdk: Sdk, options: WindowOptions): Promise<ChildProcess> {
  const { program, home, settings, display } = options;
  await prepareHome(home);
  const env: NodeJS.ProcessEnv = { ...settings, HOME: home, PATH: "/usr/bin:/bin" };
  for (const name of session) if (process.env[name] !== undefined) env[name] = process.env[name];
  const authority = join(homedir(), ".Xauthority");
  if (env["XAUTHORITY"] === undefined && existsSync(authority)) env["XAUTHORITY"] = authority;
  env["LANG"] ??= "C.UTF-8";
  if (display !== undefined) env["DISPLAY"] = display;
  return spawn(join(sdk.tools, "mcsim"), [panel, program], { env, stdio: ["ignore", "ignore", "inherit"] });
}

/** Without .config mcsim dies; its window's size and the controls' width stand there, until a person changes them. */
async function prepareHome(home: string): Promise<void> {
  const config = join(home, ".config");
  await mkdir(config, { recursive: true });
  const { width, height, controls } = window;
  const place = `[window]\nfullscreen=false\nmaximized=false\nx=0\ny=0\nwidth=${width}\nheight=${height}\n`;
  const look = { colors: 0, controlsCurrent: controls, controlsStatus: true, infoStatus: true };
  await writeNew(join(config, "tech.moddable.mcsim.ini"), place);
  await writeNew(join(config, "tech.moddable.mcsim.main.json"), JSON.stringify(look));
}

async function writeNew(path: string, text: string): Promise<void> {
  if (!existsSync(path)) await writeFile(path, text);
}

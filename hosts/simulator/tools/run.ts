/**
 * `npm run simulator`: the firmware in Moddable's simulator, with its panel, against a server that is named or, without
 * one, against the reference cloud in this process. The first line on stdout says where that one's dashboard is.
 */
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { endOnSignal } from "../../../cloud/src/end-on-signal.js";
import { UsageError } from "../../../cloud/src/errors.js";
import { cloudFlags, cloudHelp, parseFlags, readCloudOptions, type Values } from "../../../cloud/src/options.js";
import { type Cloud, startCloud } from "../../../cloud/src/server.js";
import { freshSetup, tellSetup } from "../../desktop/fresh-board.js";
import { runProgram } from "../../desktop/program.js";
import { findSdk, repository, type Sdk } from "../../moddable/tools/sdk.js";
import { checkApplication, findApplication, simulatorBoard, smallExample } from "../../tools/application.js";
import { readTrust, type TrustSettings, trustFlags, trustHelp } from "../../trust-options.js";
import { BuildError, buildHost, buildProgram } from "./build.js";
import { SimulatedDevice, trustEnvironment } from "./device.js";
import { openWindow } from "./window.js";

const flags = Object.freeze({
  url: { type: "string" },
  token: { type: "string" },
  ...trustFlags,
  id: { type: "string" },
  app: { type: "string" },
  release: { type: "boolean" },
  "no-window": { type: "boolean" },
  fresh: { type: "boolean" },
} as const);

const help = `npm run simulator -- [options]
  --url ws(s)://...    server, used as given (default: the reference cloud, started here)
  --token T            token of the device
${trustHelp}
  --id ID              id of the device (sim-1)
  --app DIR            the application: its device.json and app.ts (app/room.json)
  --fresh              a board that nobody has set up: it is, by a browser, at the address behind "Setup:"
  --release            XS without its debugger, as on a board
  --no-window          lines of JSON on stdin and stdout in place of the panel
${cloudHelp}`;

interface Server {
  url: string | undefined;
  token: string | undefined;
  trust: TrustSettings;
  cloud: Cloud | undefined;
  /** undefined: the board is set up already */
  portalPort: number | undefined;
}

async function main(args: readonly string[]): Promise<void> {
  const values = parseFlags(args, { ...cloudFlags, ...flags });
  if (values["help"] === true) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const id = text(values, "id") ?? "sim-1";
  const sdk = findSdk();
  if ("missing" in sdk) throw new BuildError(sdk.missing);
  const application = findApplication(text(values, "app") ?? smallExample);
  await checkApplication(application, simulatorBoard);
  const hasWindow = values["no-window"] !== true;
  if (hasWindow && sdk.platform === "lin" && !process.env["DISPLAY"] && !process.env["WAYLAND_DISPLAY"])
    throw new UsageError("there is no display here: run it on a desktop, or with --no-window");
  const server = await connect(values, id);
  const program = await buildProgram(sdk, values["release"] === true ? "release" : "debug", say, application);
  const data = resolve(text(values, "data") ?? "./data", "boards", server.portalPort === undefined ? id : "sim-fresh");
  if (server.portalPort !== undefined) await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const run = { sdk, program, data, id, server };
  const stop = hasWindow ? await runInWindow(run) : await runWithoutWindow(run);
  endOnSignal(async () => {
    await stop();
    await server.cloud?.close();
  });
}

async function connect(values: Values, id: string): Promise<Server> {
  const isFresh = values["fresh"] === true;
  const url = text(values, "url");
  if (isFresh && url !== undefined) throw new UsageError("--fresh: a person gives it a server, not --url");
  const token = text(values, "token");
  if (url !== undefined) {
    if (!/^wss?:\/\//.test(url)) throw new UsageError("--url: must begin with ws:// or wss://");
    return { url, token, trust: readTrust(values), cloud: undefined, portalPort: undefined };
  }
  const cloud = await startCloud(readCloudOptions(values));
  process.stdout.write(`Dashboard: ${cloud.signInUrl()}\n`);
  if (isFresh) {
    const { portalPort } = await freshSetup();
    process.stdout.write(tellSetup(portalPort, { server: `ws://127.0.0.1:${cloud.port}`, code: cloud.addClaim() }));
    return { url: undefined, token: undefined, trust: {}, cloud, portalPort };
  }
  const isKnown = cloud.store.devices.tokenHash(id) !== undefined;
  const device = isKnown ? await cloud.renewToken(id) : cloud.addDevice(id, "Simulator");
  return {
    url: `ws://127.0.0.1:${cloud.port}/v1/devices/${id}/link`,
    token: device.token,
    trust: {},
    cloud,
    portalPort: undefined,
  };
}

interface Run {
  sdk: Sdk;
  program: string;
  data: string;
  id: string;
  server: Server;
}

async function runInWindow({ sdk, program, data, id, server }: Run): Promise<() => Promise<void>> {
  const settings: Record<string, string> = { MOORING_DATA: data, MOORING_DEVICE_ID: id };
  if (server.url !== undefined) settings["MOORING_URL"] = server.url;
  if (server.portalPort !== undefined) settings["MOORING_PORTAL"] = String(server.portalPort);
  if (server.token !== undefined) settings["MOORING_TOKEN"] = server.token;
  Object.assign(settings, trustEnvironment(server.trust));
  const home = join(repository, "build", "simulator", "home");
  const window = await openWindow(sdk, { program, home, settings });
  const closed = new Promise<void>((done) => window.once("exit", () => done()));
  void closed.then(() => process.emit("SIGTERM"));
  return async () => {
    window.kill();
    await closed;
  };
}

async function runWithoutWindow({ sdk, program, data, id, server }: Run): Promise<() => Promise<void>> {
  const host = await buildHost(sdk);
  const device = new SimulatedDevice({
    host,
    program,
    data,
    id,
    ...(server.url === undefined ? {} : { url: server.url }),
    ...(server.portalPort === undefined ? {} : { portalPort: server.portalPort }),
    ...(server.token === undefined ? {} : { token: server.token }),
    trust: server.trust,
    onLine: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
    onText: say,
  });
  process.stdin.setEncoding("utf8");
  let rest = "";
  process.stdin.on("data", (chunk: string) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) sendLine(device, line);
  });
  return async () => {
    await device.stop();
  };
}

function sendLine(device: SimulatedDevice, line: string): void {
  if (line.trim() === "") return;
  try {
    device.send(JSON.parse(line) as Record<string, unknown>);
  } catch {
    say(`not JSON: ${line.slice(0, 80)}`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

await runProgram(main);

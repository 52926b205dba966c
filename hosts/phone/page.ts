/**
 * The setup page: it holds the portal, shows form, progress and end, and asks the device every second how it stands. The
 * device is the one that knows: a page that was away for a while, or reloaded, goes on where the device is.
 */
import type {
  PortalNetworks,
  PortalSession,
  PortalState,
  SetupRequest,
} from "../../src/provisioning/portal-messages.js";
import { ask, openSession } from "./client.js";
import { at, find, write } from "./element.js";
import { clearForm, drawForm, fillForm, readForm, refuse, showFailure, startForm } from "./form.js";
import { say, startLanguage } from "./language.js";
import { chooseNetwork, drawNetworks, showNetworks } from "./network-list.js";
import { showProgress } from "./progress.js";

type View = "loading" | "form" | "progress" | "done" | "busy" | "elsewhere";

const pollMs = 1000; // ms, between two questions; a lost one takes longer
const quietMs = 4000; // ms, without an answer, before the person is told
const slowMs = 35000; // ms, after which the device should have said how it went

let view: View = "loading";
let session: PortalSession | undefined;
let state: PortalState | undefined;
let answeredAt = Date.now();
let scans = -1;
/** The setup that is under way, or was. */
let setup: SetupRequest | undefined;
let begunAt = 0;
/** Setups that the device had begun when ours was sent; undefined: it has taken ours. */
let before: number | undefined;
let waitUntil = 0;

function show(next: View): void {
  if (view === next) return;
  view = next;
  for (const each of document.querySelectorAll<HTMLElement>("main > [id]")) each.hidden = each.id !== next;
  find(`#${next} h1`)?.focus();
}

/** Writes what is not fixed words. */
function draw(): void {
  const isScanning = state?.isScanning === true;
  const waitS = Math.ceil((waitUntil - Date.now()) / 1000);
  write("cloud-title", say(session?.isClaimed ? "otherCloud" : "cloudTitle"));
  write("device", session?.device ?? "");
  write("rescan", say(isScanning ? "scanning" : "rescan"));
  write("scan-note", isScanning ? say("scanNote") : "");
  write("connect", waitS > 0 ? say("wait", String(waitS)) : say("connect"));
  at("rescan").disabled = isScanning;
  at("connect").disabled = waitS > 0;
  write("away", session && Date.now() - answeredAt > quietMs ? say("away", session.device) : "");
  write("slow", Date.now() - begunAt > slowMs ? say("slow") : "");
}

function drawAll(): void {
  drawNetworks();
  drawForm();
  if (state) drawProgress(state);
  draw();
}

function drawProgress({ step, SSID }: PortalState): void {
  showProgress(step, SSID, Boolean(setup?.code));
}

async function begin(take: boolean): Promise<void> {
  const { status, body } = await openSession(take);
  if (status === 409) show(take || !session ? "busy" : "elsewhere");
  if (status !== 200) return;
  const isFirst = !session;
  session = body;
  answeredAt = Date.now();
  if (isFirst && !body.isClaimed) at("cloud").setAttribute("open", "");
}

async function poll(): Promise<void> {
  if (view === "elsewhere") return;
  if (!session) await begin(true);
  if (!session) return;
  const answer = await ask<PortalState>("/state");
  if (answer.status === 403) {
    await begin(false);
    return;
  }
  if (answer.status !== 200) return;
  answeredAt = Date.now();
  state = answer.body;
  await follow(state);
}

/** Goes where the device is. */
async function follow(now: PortalState): Promise<void> {
  if (before !== undefined && setup) {
    if (now.setups === before) await send(setup);
    else before = undefined;
    return;
  }
  const isNews = view !== "form";
  if (now.step === "done") showEnd(now);
  else if (now.failure && isNews) {
    show("form");
    if (now.SSID) chooseNetwork(now.SSID);
    showFailure(now.failure, now.SSID ?? "");
  } else if (now.step === "idle") show("form");
  else if (!now.failure && isNews) {
    drawProgress(now);
    show("progress");
  }
  if (view === "form" && now.scans !== scans) await loadNetworks(now.scans);
}

async function loadNetworks(count: number): Promise<void> {
  const { status, body } = await ask<PortalNetworks>("/networks");
  if (status !== 200) return;
  scans = count;
  showNetworks(body.networks);
}

function showEnd({ SSID, address, dashboard }: PortalState): void {
  write("done-network", SSID ?? "");
  write("done-address", address ?? "");
  if (dashboard && /^https?:/.test(dashboard)) {
    at<HTMLAnchorElement>("dashboard").href = dashboard;
    at("dashboard").hidden = false;
  }
  show("done");
}

/** Asks the device to begin; one that did not answer is asked again by follow(), unless it has begun. */
async function send(request: SetupRequest): Promise<void> {
  const { status, body } = await ask("/setup", request);
  if (status === 0 || status === 403) return;
  before = undefined;
  if (status === 200) return;
  show("form");
  if (body.field) refuse(body.field);
  else if (body.seconds) {
    waitUntil = Date.now() + body.seconds * 1000;
    write("alert", say("tooMany", String(body.seconds)));
  } else write("alert", say("notTaken"));
}

at("form").onsubmit = (event) => {
  event.preventDefault();
  const request = readForm();
  if (!request || !state || before !== undefined) return;
  clearForm();
  write("alert", "");
  setup = request;
  before = state.setups;
  begunAt = Date.now();
  drawProgress({ ...state, step: "joining", SSID: request.SSID });
  show("progress");
  void send(request).then(draw);
};
at("rescan").onclick = () => {
  if (state) state.isScanning = true;
  draw();
  void ask("/scan", {});
};
at("change").onclick = () => {
  before = undefined;
  show("form");
  draw();
};
at("go-on").onclick = () => {
  session = undefined;
  show("loading");
};

startForm();
startLanguage(drawAll);
fillForm(location.search + location.hash);
history.replaceState(null, "", "/"); // the code stays in no history

async function run(): Promise<void> {
  for (;;) {
    await poll();
    draw();
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
void run();

/** The networks in range as a list to choose from, the strongest first, with another one at the end. */
import type { PortalNetworks } from "../../src/provisioning/portal-messages.js";
import { at, draw, find, make } from "./element.js";
import { say } from "./language.js";

type Network = PortalNetworks["networks"][number];

const lock = "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3";
const strongFrom = -60; // dBm
const fairFrom = -75; // dBm

let networks: readonly Network[] = [];
/** Name of the network that is chosen; "": another one, by the field; undefined: none yet. */
let chosen: string | undefined;

export function showNetworks(found: readonly Network[]): void {
  networks = found;
  drawNetworks();
}

/** Chooses by name, which need not be in the list, unless something is chosen already. */
export function chooseNetwork(name: string): void {
  chosen ??= name;
  drawNetworks();
}

/** Writes the list; what has the focus keeps it. */
export function drawNetworks(): void {
  const list = at("networks");
  const focused = list.contains(document.activeElement)
    ? (document.activeElement as HTMLInputElement).value
    : undefined;
  if (chosen && !chosenNetwork()) {
    at("name").value = chosen;
    chosen = "";
  }
  list.textContent = "";
  if (networks.length === 0) list.append(make("p", { className: "row", textContent: say("noNetworks") }));
  for (const network of networks) list.append(row(network));
  list.append(choiceOf("", make("span", { textContent: say("other") })));
  for (const input of list.querySelectorAll("input")) if (input.value === focused) input.focus();
  updateChoice();
}

/** Shows the fields that the choice asks for. */
export function updateChoice(): void {
  const isOpen = readChoice()?.isOpen === true;
  at("other-fields").hidden = chosen !== "";
  at("open-note").hidden = !isOpen;
  at("password-fields").hidden = isOpen || chosen === undefined;
}

/** What the person has chosen, for the device; undefined: nothing. */
export function readChoice(): { SSID: string; isHidden: boolean; isOpen: boolean } | undefined {
  if (chosen === undefined) return undefined;
  const isHidden = chosen === "";
  const isOpen = isHidden ? at("no-password").checked : chosenNetwork()?.o === true;
  return { SSID: isHidden ? at("name").value : chosen, isHidden, isOpen };
}

/** The control that names the network. */
export function choiceControl(): HTMLElement | null {
  if (chosen === "") return at("name");
  return find("#networks :checked") ?? find("#networks input");
}

function chosenNetwork(): Network | undefined {
  return networks.find(({ n }) => n === chosen);
}

function row({ n, s, o }: Network): HTMLElement {
  const [word, count] =
    s >= strongFrom ? (["strong", 4] as const) : s >= fairFrom ? (["fair", 3] as const) : (["weak", 1] as const);
  const bars = ["M5 18v-2", "M10 18v-6", "M15 18V8", "M20 18V4"];
  bars[count] = `|${bars[count] ?? ""}`;
  const label = choiceOf(n, make("span", { textContent: n, dir: "auto" }), draw(o ? "" : lock), draw(bars.join("")));
  find("input", label)?.setAttribute("aria-label", `${n}, ${say(o ? "open" : "secured")}, ${say(word)}`);
  return label;
}

function choiceOf(value: string, ...children: Node[]): HTMLElement {
  const input = make("input", { type: "radio", name: "network", value, checked: chosen === value });
  input.onchange = () => {
    chosen = value;
    updateChoice();
  };
  return make("label", { className: "row" }, input, ...children);
}

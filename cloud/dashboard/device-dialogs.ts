/** The dialogs that add, rename, delete a device or give it a new token. */
import { limits } from "../../src/protocol/limits.js";
import { devicePath, request } from "./api.js";
import { copyable, field, showDialog } from "./dialog.js";
import { element, setShown } from "./element.js";

/** The command that starts a board of the desktop host with this token. */
export function deviceCommand(origin: URL, id: string, token: string): string {
  const scheme = origin.protocol === "https:" ? "wss" : "ws";
  return `npm run device -- --url ${scheme}://${origin.host}${devicePath(id, "/link")} --token ${token} --id ${id}`;
}

function showToken(title: string, id: string, token: string): void {
  const command = deviceCommand(new URL(location.href), id, token);
  const body = [
    element("p", {}, "The token is shown this one time. Keep it where the device can read it, and nowhere else."),
    copyable("Token", token),
    copyable("Command that starts a simulated board", command, 3),
  ];
  showDialog({ title, body, closeLabel: "Done" });
}

const onlyHere =
  "A board cannot reach this address: it leads to this computer alone. Open the dashboard by the computer’s name or " +
  "address in the network (start the cloud with --host 0.0.0.0 or --public-url).";

const isOfThisMachine = (server: string): boolean => /^wss?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?::|$)/.test(server);

/** Where a phone fills the device's setup page in, and what it fills in. */
interface ClaimAnswer {
  code: string;
  expiresAt: number;
  server: string;
  link: string;
}

function showCode(title: string, { code, expiresAt, server, link }: ClaimAnswer): void {
  const until = new Date(expiresAt * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  const steps = element(
    "ol",
    { class: "steps" },
    element("li", {}, "Join the device’s own Wi-Fi network with your phone: its name and password are on the label."),
    element("li", {}, "Open the link below on the phone, or enter the code and the server on the page that comes up."),
    element("li", {}, "Choose your network. The device then appears here by itself."),
  );
  const body = [
    steps,
    copyable("Link for the phone", link, 3),
    copyable("Code", code),
    copyable("Server", server),
    element("p", { class: "hint" }, `The code is good for one device, until ${until}. It is shown this one time.`),
  ];
  if (isOfThisMachine(server)) body.push(element("p", { class: "notice" }, onlyHere));
  showDialog({ title, body, closeLabel: "Done" });
}

/** One of two ways; the label says which, the hint for what. */
function choice(group: string, label: string, hint: string, isChecked: boolean): [HTMLInputElement, HTMLElement] {
  const input = element("input", { type: "radio", name: group, value: label });
  input.checked = isChecked;
  const text = element("span", {}, label, element("span", { class: "hint" }, hint));
  return [input, element("label", { class: "choice" }, input, text)];
}

export function showAddDevice(): void {
  const name = element("input", {
    type: "text",
    maxlength: limits.textCharacters,
    autocomplete: "off",
    autofocus: true,
  });
  const id = element("input", {
    type: "text",
    maxlength: limits.idCharacters,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    pattern: "[A-Za-z0-9][A-Za-z0-9._\\-]*",
    title: "Letters, digits, dots, underscores and hyphens; a letter or digit first",
  });
  const [withPhone, phoneChoice] = choice("way", "With a phone", "A new board: you get a one-time code.", true);
  const [withToken, tokenChoice] = choice("way", "With a token", "A program, or a board with a console.", false);
  const idField = field(
    "Id (optional)",
    id,
    "Stands in addresses and cannot be changed. Left empty, the cloud picks one.",
  );
  const showId = () => setShown(idField, withToken.checked);
  withPhone.addEventListener("change", showId);
  withToken.addEventListener("change", showId);
  showId();
  const body = [
    field("Name", name, "What people call it, such as “Greenhouse”. You can change it later."),
    element("fieldset", { class: "choices" }, element("legend", {}, "How it is set up"), phoneChoice, tokenChoice),
    idField,
  ];
  const run = async () => {
    if (withPhone.checked) {
      const called = name.value.trim();
      const made = await request<ClaimAnswer>("POST", "/v1/claims", called === "" ? {} : { name: called });
      return () => showCode(called === "" ? "Set up a new device" : `Set up ${called}`, made);
    }
    const wanted: { id?: string; name?: string } = {};
    if (id.value.trim() !== "") wanted.id = id.value.trim();
    if (name.value.trim() !== "") wanted.name = name.value.trim();
    const made = await request<{ id: string; token: string }>("POST", "/v1/devices", wanted);
    return () => showToken(`${wanted.name ?? made.id} is added`, made.id, made.token);
  };
  showDialog({ title: "Add a device", body, action: { label: "Add device", run } });
}

export function showRename(id: string, name: string): void {
  const input = element("input", {
    type: "text",
    maxlength: limits.textCharacters,
    required: true,
    autofocus: true,
    autocomplete: "off",
  });
  input.value = name;
  const run = async () => {
    await request("PATCH", devicePath(id), { name: input.value.trim() });
    return undefined;
  };
  showDialog({ title: "Rename device", body: [field("Name", input)], action: { label: "Rename", run } });
  input.select();
}

export function showNewToken(id: string, name: string): void {
  const body = [
    element(
      "p",
      {},
      `The token that “${name}” has now stops working at once. It stays offline until it has the new one.`,
    ),
  ];
  const run = async () => {
    const made = await request<{ token: string }>("POST", devicePath(id, "/token"));
    return () => showToken("New token", id, made.token);
  };
  showDialog({ title: "Make a new token?", body, action: { label: "Make new token", isDanger: true, run } });
}

/** `onDeleted` is called once it is gone. */
export function showDelete(id: string, name: string, onDeleted: () => void): void {
  const body = [
    element("p", {}, `“${name}” is cut off, and its whole history is deleted with it. This cannot be undone.`),
  ];
  const run = async () => {
    await request("DELETE", devicePath(id));
    return onDeleted;
  };
  showDialog({ title: "Delete this device?", body, action: { label: "Delete", isDanger: true, run } });
}

/** The dialogs that add, rename, delete a device or give it a new token. */
import { limits } from "../../src/protocol/limits.js";
import { devicePath, request } from "./api.js";
import { copyable, field, showDialog } from "./dialog.js";
import { element } from "./element.js";

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
  const body = [
    field("Name", name, "What people call it, such as “Greenhouse”. You can change it later."),
    field("Id (optional)", id, "Stands in addresses and cannot be changed. Left empty, the cloud picks one."),
  ];
  const run = async () => {
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

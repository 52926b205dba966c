/** The form: what the person enters, kept whatever happens, and what is wrong with it, at its field. */
import type { SetupRequest } from "../../src/provisioning/portal-messages.js";
import type { SetupFailure } from "../../src/provisioning/portal-target.js";
import type { SetupField } from "../../src/provisioning/setup.js";
import { at, make, write } from "./element.js";
import { say } from "./language.js";
import { readLink, serverAddress } from "./link.js";
import { choiceControl, readChoice, updateChoice } from "./network-list.js";
import type { Word } from "./words.js";

const problems: Readonly<Record<SetupField, Word>> = {
  SSID: "fieldSSID",
  password: "fieldPassword",
  server: "fieldServer",
  code: "fieldCode",
  address: "fieldAddress",
  mask: "fieldMask",
  gateway: "fieldAddress",
  nameServer: "fieldAddress",
};
const fields = Object.keys(problems) as SetupField[];
/** Where to go on after a failure. */
const culprits: Readonly<Record<SetupFailure, SetupField>> = {
  "not-found": "SSID",
  password: "password",
  "no-address": "SSID",
  "no-internet": "SSID",
  "no-cloud": "server",
  refused: "code",
  "wrong-code": "code",
};

let failure: SetupFailure | undefined;
let failedSSID = "";
let problem: SetupField | undefined;
let isFilled = false;

const inputOf = (name: SetupField): HTMLInputElement => at(name === "SSID" ? "name" : name);
const fixedFields = ["address", "mask", "gateway", "nameServer"] as const;

export function startForm(): void {
  for (const id of fixedFields) {
    const label = make("label", { htmlFor: id });
    label.dataset["w"] = id === "address" ? "ip" : id;
    at("fixed-fields").append(label, make("input", { id, maxLength: 15 }));
  }
  at("mask").value = "255.255.255.0";
  for (const name of fields) {
    const input = inputOf(name);
    Object.assign(input, { autocapitalize: "off", autocomplete: "off", spellcheck: false });
    input.setAttribute("autocorrect", "off");
    input.setAttribute("aria-describedby", `${name}-problem`);
    const told = make("p", { className: "problem", id: `${name}-problem` });
    told.setAttribute("role", "alert");
    const place = name === "SSID" ? at("networks") : (input.closest(".pair") ?? input);
    place.after(told);
  }
  at("reveal").onclick = () => {
    at("password").type = at("password").type === "text" ? "password" : "text";
    drawForm();
  };
  at("no-password").onchange = updateChoice;
  at("is-fixed").onchange = drawForm;
  for (const name of ["server", "code"]) at(name).oninput = () => fillForm(at(name).value);
}

/** Takes server and code from a link; a text that is none changes nothing. */
export function fillForm(text: string): void {
  const { server, code } = readLink(text);
  if (server) at("server").value = server;
  if (code) at("code").value = code;
  isFilled ||= Boolean(server || code);
  drawForm();
}

export function drawForm(): void {
  const isShown = at("password").type === "text";
  write("reveal", say(isShown ? "hide" : "show"));
  at("fixed-fields").hidden = !at("is-fixed").checked;
  write("code-note", say(isFilled ? "filled" : "codeNote"));
  for (const name of fields) {
    const isWrong = name === problem;
    write(`${name}-problem`, isWrong ? say(failure ?? problems[name], failedSSID) : "");
    inputOf(name).setAttribute("aria-invalid", String(isWrong));
  }
}

/** A field that cannot be right. */
export function refuse(name: SetupField): void {
  failure = undefined;
  point(name);
}

/** The setup failed. */
export function showFailure(why: SetupFailure, SSID: string): void {
  failure = why;
  failedSSID = SSID;
  if (why === "no-address") at("advanced").setAttribute("open", "");
  point(culprits[why]);
}

export function clearForm(): void {
  failure = problem = undefined;
  drawForm();
}

function point(name: SetupField): void {
  problem = name;
  drawForm();
  const control = name === "SSID" ? choiceControl() : at(name);
  control?.closest("details")?.setAttribute("open", "");
  control?.focus();
  if (name === "password") at("password").select();
}

/** For the device; undefined: something is wrong, and said. */
export function readForm(): SetupRequest | undefined {
  const choice = readChoice();
  const value = (id: string): string => at(id).value.trim();
  const password = at("password").value;
  if (!choice?.SSID) refuse("SSID");
  else if (!choice.isOpen && password.length < 8) refuse("password");
  else {
    const request: SetupRequest = { SSID: choice.SSID };
    if (!choice.isOpen) request.password = password;
    if (choice.isHidden) request.isHidden = true;
    if (at("is-fixed").checked) {
      request.fixed = { address: value("address"), mask: value("mask"), gateway: value("gateway") };
      if (value("nameServer")) request.fixed.nameServer = value("nameServer");
    }
    const server = serverAddress(value("server"));
    if (server) request.server = server;
    if (value("code")) request.code = value("code");
    return request;
  }
  return undefined;
}

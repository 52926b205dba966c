/**
 * An actuator that is set by named values of its own, such as a thermostat by its mode and its target: what it does now,
 * and a control for each of them. It serves kinds that this page has never heard of as well.
 */
import type { ActuatorDescription } from "../../src/protocol/descriptions.js";
import type { Reading } from "../src/watch-messages.js";
import type { Value } from "./command.js";
import { Announcer, type Control, makeParts, setBusy, showFailure } from "./control.js";
import { element, setAttribute, setText } from "./element.js";
import type { App } from "./page.js";
import { formatReading, titleOf } from "./quantity.js";
import { Wish } from "./wish.js";

export type OwnControl = NonNullable<ActuatorDescription["controls"]>[number];

interface Row {
  root: HTMLElement;
  wish: Wish;
  show(): void;
}

/** "heating.target" of "heating" is "Target". */
const partTitle = (control: OwnControl, of: string): string => titleOf(control.name.slice(of.length + 1));

export function ownControls(app: App, id: string, actuator: ActuatorDescription): Control {
  const title = titleOf(actuator.name, actuator.title);
  const parts = makeParts(title);
  const announcer = new Announcer();
  const rows = (actuator.controls ?? []).map((control) => makeRow(id, control, actuator.name, title, () => show()));
  for (const { root } of rows) parts.failure.before(root);
  let reported: Value | undefined = actuator.value;
  let measured: Reading | undefined;
  const show = (): void => {
    const state = reported === undefined ? "Unknown" : titleOf(String(reported));
    setText(parts.state, measured === undefined ? state : `${state} · ${formatReading(measured)} now`);
    for (const row of rows) row.show();
    showFailure(parts, ...rows.map(({ wish }) => wish));
    announcer.say(reported, (text) => app.announce(text), `${title}: ${state.toLowerCase()}`);
  };
  return {
    root: parts.card,
    update(latest, isOnline) {
      const own = latest[actuator.name];
      if (own !== undefined) reported = own.v ?? own.vb ?? own.vs;
      measured = actuator.reading === undefined ? undefined : latest[actuator.reading];
      for (const { wish } of rows) wish.report(latest[wish.name], isOnline);
      setAttribute(parts.card, "data-stale", !isOnline);
      show();
    },
  };
}

function makeRow(id: string, control: OwnControl, of: string, title: string, changed: () => void): Row {
  const label = partTitle(control, of);
  const wish = new Wish(id, control.name, undefined, changed);
  const name = `${title}: ${label.toLowerCase()}`;
  const [input, show] = control.kind === "number" ? stepper(control, name, wish) : choices(control, name, wish);
  const root = element("div", { class: "own-control" }, element("span", { class: "own-label" }, label), input);
  return { root, wish, show };
}

/** A number with a button on each side. */
function stepper(control: OwnControl, name: string, wish: Wish): [HTMLElement, () => void] {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, step = 1, unit } = control;
  const value = element("output", { class: "step-value", "aria-label": name });
  const less = element("button", { type: "button", class: "button small step" }, "−");
  const more = element("button", { type: "button", class: "button small step" }, "+");
  less.setAttribute("aria-label", `${name}: less`);
  more.setAttribute("aria-label", `${name}: more`);
  const current = (): number | undefined => {
    const wanted = wish.wanted ?? wish.reported;
    return typeof wanted === "number" ? wanted : undefined;
  };
  const move = (by: number): void => {
    const from = current();
    if (from === undefined) return;
    const decimals = (String(step).split(".")[1] ?? "").length;
    const to = Number(Math.min(Math.max(from + by, minimum), maximum).toFixed(decimals));
    if (to !== from) wish.ask(to);
  };
  less.addEventListener("click", () => move(-step));
  more.addEventListener("click", () => move(step));
  const show = (): void => {
    const number = current();
    const text = number === undefined ? "–" : formatReading({ v: number, ...(unit !== undefined && { u: unit }) });
    setText(value, text);
    setAttribute(value, "data-pending", wish.wanted !== undefined);
    setAttribute(less, "aria-disabled", number === undefined || number <= minimum ? "true" : undefined);
    setAttribute(more, "aria-disabled", number === undefined || number >= maximum ? "true" : undefined);
  };
  return [element("div", { class: "stepper" }, less, value, more), show];
}

/** A few words of which one is chosen; true and false are On and Off. */
function choices(control: OwnControl, name: string, wish: Wish): [HTMLElement, () => void] {
  const values: readonly Value[] = control.kind === "boolean" ? [true, false] : (control.options ?? []);
  const words = (value: Value): string => (value === true ? "On" : value === false ? "Off" : titleOf(String(value)));
  const buttons = values.map((value) => {
    const ask = () => {
      if (wish.asked === undefined && wish.reported !== value) wish.ask(value);
    };
    return element("button", { type: "button", class: "segment", "aria-pressed": "false", onclick: ask }, words(value));
  });
  const show = (): void => {
    for (const [index, button] of buttons.entries()) {
      const isChosen = (wish.asked ?? wish.reported) === values[index];
      setAttribute(button, "aria-pressed", String(isChosen));
      setBusy(button, wish.asked !== undefined && isChosen);
    }
  };
  return [element("div", { class: "segments", role: "group", "aria-label": name }, ...buttons), show];
}

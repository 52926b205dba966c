/**
 * The controls of a device's actuators, drawn from its description: a switch, a dimmer, a lock, one of named values, or
 * the value alone for a kind that this page does not know. Honest: a control shows what the device reported; what was asked shows as under way.
 */
import type { ActuatorDescription } from "../../src/protocol/descriptions.js";
import type { Value } from "./command.js";
import { Announcer, type Control, makeParts, setBusy, showFailure, wishControl } from "./control.js";
import { element, setAttribute, setText } from "./element.js";
import { lockControl } from "./lock-control.js";
import { ownControls } from "./own-controls.js";
import type { App } from "./page.js";
import { formatReading, titleOf } from "./quantity.js";
import { Wish } from "./wish.js";

function switchControl(app: App, id: string, actuator: ActuatorDescription): Control {
  const title = titleOf(actuator.name, actuator.title);
  const button = element("button", { type: "button", class: "switch", role: "switch", "aria-checked": "false" });
  button.append(element("span", { class: "switch-knob" }));
  const parts = makeParts(title);
  parts.head.append(button);
  button.setAttribute("aria-labelledby", parts.labelId);
  const words = (value: Value | undefined): string => (value === undefined ? "Unknown" : value ? "On" : "Off");
  const announcer = new Announcer();
  const show = (): void => {
    const isPending = wish.asked !== undefined;
    const shown = isPending ? wish.asked : wish.reported;
    setAttribute(button, "aria-checked", String(shown === true));
    setBusy(button, isPending);
    setText(parts.state, isPending ? (wish.asked ? "Turning on…" : "Turning off…") : words(wish.reported));
    showFailure(parts, wish);
    if (!isPending) {
      announcer.say(wish.reported, (text) => app.announce(text), `${title} is ${words(wish.reported).toLowerCase()}`);
    }
  };
  const wish = new Wish(id, actuator.name, actuator.value, show);
  button.addEventListener("click", () => {
    if (wish.asked === undefined) wish.ask(wish.reported !== true);
  });
  return wishControl(parts, wish, show);
}

const percent = (value: Value | undefined): number => (typeof value === "number" ? Math.round(value * 100) : 0);

function dimmerControl(app: App, id: string, actuator: ActuatorDescription): Control {
  const title = titleOf(actuator.name, actuator.title);
  const slider = element("input", { type: "range", min: 0, max: 100, step: 1, class: "slider" });
  const parts = makeParts(title);
  parts.state.before(slider);
  slider.setAttribute("aria-labelledby", parts.labelId);
  let isHeld = false;
  const announcer = new Announcer();
  const show = (): void => {
    const isPending = wish.asked !== undefined;
    const shown = percent(wish.reported);
    if (!isHeld && !isPending && slider.valueAsNumber !== shown) slider.value = String(shown);
    slider.style.setProperty("--reported", String(shown / 100));
    setAttribute(slider, "aria-busy", isPending ? "true" : undefined);
    setAttribute(slider, "aria-valuetext", `${slider.value} %${isPending ? ", under way" : ""}`);
    setText(parts.state, isPending || isHeld ? `→ ${slider.value} %` : knownPercent(wish.reported));
    showFailure(parts, wish);
    if (!isPending) announcer.say(wish.reported, (text) => app.announce(text), `${title} is at ${shown} %`);
  };
  const wish = new Wish(id, actuator.name, actuator.value, show);
  // from the first touch on: a report that comes before the first move must not move it under the finger
  slider.addEventListener("pointerdown", () => {
    isHeld = true;
  });
  slider.addEventListener("input", () => {
    isHeld = true;
    show();
  });
  const letGo = (): void => {
    isHeld = false;
  };
  // a slider that was dragged away and back has not changed for the browser
  for (const name of ["pointerup", "pointercancel", "blur"]) slider.addEventListener(name, letGo);
  slider.addEventListener("change", () => {
    isHeld = false;
    wish.ask(slider.valueAsNumber / 100);
  });
  return wishControl(parts, wish, show);
}

const knownPercent = (value: Value | undefined): string => (value === undefined ? "Unknown" : `${percent(value)} %`);

function readOnly(actuator: ActuatorDescription): Control {
  const parts = makeParts(titleOf(actuator.name, actuator.title));
  return {
    root: parts.card,
    update(latest, isOnline) {
      const reading = latest[actuator.name];
      setText(parts.state, reading === undefined ? String(actuator.value ?? "–") : formatReading(reading));
      setAttribute(parts.card, "data-stale", !isOnline);
    },
  };
}

/** The control of an actuator, by its kind. */
export function makeControl(app: App, id: string, actuator: ActuatorDescription): Control {
  const { kind, controls = [] } = actuator;
  if (kind === "switch") return switchControl(app, id, actuator);
  if (kind === "light") return dimmerControl(app, id, actuator);
  if (kind === "lock") return lockControl(app, id, actuator);
  return controls.length > 0 ? ownControls(app, id, actuator) : readOnly(actuator);
}

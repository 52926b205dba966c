/** What the controls of a device's actuators have in common: the card, its state in words, why a command did not do. */
import type { Reading } from "../src/watch-messages.js";
import type { Value } from "./command.js";
import { element, setAttribute, setShown, setText, uniqueId } from "./element.js";
import type { Wish } from "./wish.js";

export interface Control {
  readonly root: HTMLElement;
  /** `latest` are the newest values that the device reported, by name. */
  update(latest: Readonly<Record<string, Reading>>, isOnline: boolean): void;
}

export interface ControlParts {
  card: HTMLElement;
  head: HTMLElement;
  state: HTMLElement;
  failure: HTMLElement;
  labelId: string;
}

export function makeParts(title: string): ControlParts {
  const labelId = uniqueId("control");
  const state = element("span", { class: "control-state" });
  const failure = element("p", { class: "failure", role: "alert", hidden: true });
  const head = element("div", { class: "control-head" }, element("h3", { id: labelId }, title), state);
  return { card: element("div", { class: "card control" }, head, failure), head, state, failure, labelId };
}

/** Why the newest command of one of them did not do. */
export function showFailure(parts: ControlParts, ...wishes: readonly Wish[]): void {
  const failure = wishes.find((wish) => wish.failure !== "")?.failure ?? "";
  setText(parts.failure, failure);
  setShown(parts.failure, failure !== "");
}

/** The control of one value, which `show` draws. */
export function wishControl(parts: ControlParts, wish: Wish, show: () => void): Control {
  return {
    root: parts.card,
    update(latest, isOnline) {
      wish.report(latest[wish.name], isOnline);
      setAttribute(parts.card, "data-stale", !isOnline);
      show();
    },
  };
}

/** While it is under way, another press would only be in its way. */
export function setBusy(button: Element, isBusy: boolean): void {
  setAttribute(button, "aria-busy", isBusy ? "true" : undefined);
  setAttribute(button, "aria-disabled", isBusy ? "true" : undefined);
}

/** Says a new value once, not the first. */
export class Announcer {
  #said: Value | undefined;

  say(value: Value | undefined, announce: (text: string) => void, text: string): void {
    if (value === this.#said) return;
    if (this.#said !== undefined) announce(text);
    this.#said = value;
  }
}

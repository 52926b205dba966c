/** A lock: how it stands, and the one thing that can be done about it. */
import type { ActuatorDescription } from "../../src/protocol/descriptions.js";
import type { Value } from "./command.js";
import { Announcer, type Control, makeParts, setBusy, showFailure, wishControl } from "./control.js";
import { element, setAttribute, setText } from "./element.js";
import type { App } from "./page.js";
import { titleOf } from "./quantity.js";
import { Wish } from "./wish.js";

const words: Readonly<Record<string, string>> = Object.freeze({
  locked: "Locked",
  unlocked: "Unlocked",
  locking: "Locking…",
  unlocking: "Unlocking…",
  jammed: "Jammed",
});

const wordOf = (value: Value | undefined): string => words[String(value)] ?? "Position unknown";

export function lockControl(app: App, id: string, actuator: ActuatorDescription): Control {
  const title = titleOf(actuator.name, actuator.title);
  const parts = makeParts(title);
  const lock = element("button", { type: "button", class: "button small" }, "Lock");
  const unlock = element("button", { type: "button", class: "button small" }, "Unlock");
  for (const button of [lock, unlock]) button.setAttribute("aria-describedby", parts.labelId);
  parts.head.append(lock, unlock);
  const announcer = new Announcer();
  const show = (): void => {
    const { asked, reported } = wish;
    const isPending = asked !== undefined;
    setText(parts.state, isPending ? (asked === "locked" ? "Locking…" : "Unlocking…") : wordOf(reported));
    setAttribute(parts.state, "data-bad", reported === "jammed");
    for (const button of [lock, unlock]) setBusy(button, isPending);
    // one that could not be moved may be tried both ways
    lock.hidden = reported === "locked" || reported === "locking";
    unlock.hidden = reported === "unlocked" || reported === "unlocking";
    showFailure(parts, wish);
    announcer.say(reported, (text) => app.announce(text), `${title}: ${wordOf(reported).toLowerCase()}`);
  };
  const wish = new Wish(id, actuator.name, actuator.value, show);
  const press = (value: string) => () => {
    if (wish.asked === undefined) wish.ask(value);
  };
  lock.addEventListener("click", press("locked"));
  unlock.addEventListener("click", press("unlocked"));
  return wishControl(parts, wish, show);
}

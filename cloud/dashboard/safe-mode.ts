/** That a device is in safe mode, as a word beside its name, and what a person does next. */
import { devicePath, request } from "./api.js";
import { explainCommand } from "./command.js";
import { element, icon, setShown, setText } from "./element.js";
import type { App } from "./page.js";

const why =
  "It restarted three times within five minutes without being asked to, so it keeps its connection and nothing else: " +
  "no readings, no rules, and its actuators stand in their safe state.";
const next =
  "Look at “Last start” and at the log for the reason. If it began with a change of its parts, take that back under Parts. Then " +
  "restart it; left alone, it tries again by itself after ten minutes.";

export interface SafeMode {
  /** beside the name */
  readonly badge: HTMLElement;
  /** below the head */
  readonly notice: HTMLElement;
  /** announces that it has begun or is over; undefined: nobody knows, the device is offline */
  update(isSafe: boolean | undefined, name: string): void;
}

export function safeMode(app: App, id: string): SafeMode {
  const badge = element("span", { class: "badge", "data-state": "safe", hidden: true }, icon("warning"), "Safe mode");
  const failure = element("p", { class: "failure", role: "alert", hidden: true });
  const restart = element("button", { type: "button", class: "button" }, "Restart the device");
  const words = element(
    "div",
    {},
    element("h2", {}, "Safe mode"),
    element("p", {}, why),
    element("p", {}, next),
    failure,
  );
  const notice = element("section", { class: "notice safe-mode", "aria-label": "Safe mode", hidden: true });
  notice.append(words, restart);
  restart.addEventListener("click", () => void send());
  let was: boolean | undefined;

  async function send(): Promise<void> {
    if (restart.ariaDisabled === "true") return;
    restart.ariaDisabled = "true";
    setShown(failure, false);
    try {
      await request("POST", devicePath(id, "/commands"), { method: "device.restart", params: {} });
      app.announce("It restarts");
    } catch (error) {
      setText(failure, explainCommand(error));
      setShown(failure, true);
    } finally {
      restart.ariaDisabled = "false";
    }
  }

  return {
    badge,
    notice,
    update(isSafe, name) {
      setShown(badge, isSafe === true);
      setShown(notice, isSafe === true);
      if (isSafe === undefined) return;
      if (was !== undefined && was !== isSafe) app.announce(`${name} ${isSafe ? "is in" : "has left"} safe mode`);
      was = isSafe;
    },
  };
}

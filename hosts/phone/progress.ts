/** The steps of a setup, and which of them it has come to. */
import type { SetupStep } from "../../src/provisioning/portal-target.js";
import { at, draw, make, write } from "./element.js";
import { say } from "./language.js";

const steps = ["joining", "address", "internet", "cloud", "claim"] as const;
const tick = "M5 12.5l4.5 4.5L19 7.5";
const arc = "M12 4a8 8 0 1 1-8 8";
const ring = "|M12 7a5 5 0 1 0 .01 0z";

let drawn = "";

/** hasCode: without one there is nothing to sign in with. */
export function showProgress(step: SetupStep, SSID: string | undefined, hasCode: boolean): void {
  const shown = hasCode ? steps : steps.slice(0, -1);
  const current = (shown as readonly string[]).indexOf(step);
  const title = say("connecting", SSID);
  write("progress-title", title);
  if (drawn === title + step) return; // the drawing turns on
  drawn = title + step;
  at("steps").textContent = "";
  for (const [index, word] of shown.entries()) {
    const isPast = index < current;
    const isNow = index === current;
    const item = make(
      "li",
      { className: isPast ? "past" : "" },
      draw(isPast ? tick : isNow ? arc : ring, isNow ? "spin" : ""),
    );
    item.append(make("span", { textContent: say(word) }));
    if (isNow) item.setAttribute("aria-current", "step");
    at("steps").append(item);
  }
  const word = shown[current];
  write("step-now", word ? say(word) : "");
}

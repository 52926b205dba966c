/**
 * Which lines of a device's log are shown, and asked of it: `log.subscribe` lets lines of a level come whatever its setting
 * says, for a time; that is asked again while the page is open, and ends by itself behind it.
 */
import type { LogEntry } from "../../src/protocol/messages.js";
import { devicePath, request } from "./api.js";
import { explainCommand } from "./command.js";
import { element, setShown, setText, uniqueId } from "./element.js";

export type Level = LogEntry["level"];

const followSeconds = 120; // s; that a subscription lasts
const renewMs = 60_000; // ms; half of it

const choices: readonly (readonly [value: Level | "", words: string])[] = Object.freeze([
  ["", "As its setting says"],
  ["debug", "All, with debug"],
  ["info", "Info and graver"],
  ["warn", "Warnings and errors"],
  ["error", "Errors"],
] as const);

export class LogLevel {
  readonly root: HTMLElement;
  /** undefined: all that comes */
  level: Level | undefined;
  #id: string;
  #onChange: () => void;
  #isOnline = false;
  #isFollowed = false;
  #timer = 0;
  #epoch = 0;
  #failure = element("p", { class: "failure", role: "alert", hidden: true });
  #select = element("select", {});

  /** onChange: another level was chosen. */
  constructor(id: string, onChange: () => void) {
    this.#id = id;
    this.#onChange = onChange;
    const selectId = uniqueId("log-level");
    this.#select.id = selectId;
    for (const [value, words] of choices) this.#select.append(element("option", { value }, words));
    this.#select.addEventListener("change", () => this.#choose(this.#select.value as Level | ""));
    const label = element("label", { for: selectId }, "Lines");
    this.root = element("div", { class: "log-level" }, label, this.#select, this.#failure);
  }

  /** A device that has come back has forgotten what it was asked. */
  update(isOnline: boolean): void {
    if (isOnline === this.#isOnline) return;
    this.#isOnline = isOnline;
    if (isOnline && this.level !== undefined) void this.#follow();
  }

  close(): void {
    this.#epoch++;
    window.clearTimeout(this.#timer);
  }

  #choose(level: Level | ""): void {
    this.level = level === "" ? undefined : level;
    this.#onChange();
    void this.#follow();
  }

  async #follow(): Promise<void> {
    const epoch = ++this.#epoch;
    window.clearTimeout(this.#timer);
    setShown(this.#failure, false);
    const { level } = this;
    if (!this.#isOnline || (level === undefined && !this.#isFollowed)) return;
    const seconds = level === undefined ? 0 : followSeconds;
    this.#isFollowed = level !== undefined;
    const params = { level: level ?? "error", seconds };
    try {
      await request("POST", devicePath(this.#id, "/commands"), { method: "log.subscribe", params });
    } catch (error) {
      if (epoch !== this.#epoch) return;
      setText(this.#failure, `${explainCommand(error)} Lines that come anyway are shown.`);
      setShown(this.#failure, level !== undefined);
    }
    if (epoch === this.#epoch && level !== undefined) {
      this.#timer = window.setTimeout(() => void this.#follow(), renewMs);
    }
  }
}

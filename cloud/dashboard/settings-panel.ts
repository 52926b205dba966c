/**
 * A device's settings: what is in force, what is desired and on its way, what it refused. A change is desired of the device
 * also while it is offline; it takes it when it is back.
 */
import type { DeviceDetail, DeviceState } from "../src/watch-messages.js";
import { ApiError, devicePath, explain, request } from "./api.js";
import { showDialog } from "./dialog.js";
import { element, setShown, setText } from "./element.js";
import { titleOf } from "./quantity.js";
import { retryDelayMs } from "./retry-delay.js";
import { FieldError, schemaForm } from "./schema-form.js";

type Setting = DeviceDetail["settings"][number];

const words = (value: unknown): string => {
  if (value === undefined || value === null || value === "") return "–";
  return value === true ? "Yes" : value === false ? "No" : String(value);
};

export class SettingsPanel {
  readonly root: HTMLElement;
  #id: string;
  #settings: readonly Setting[] = [];
  #state: DeviceState | undefined;
  #rows = element("dl", { class: "figures" });
  #note = element("p", { class: "hint" });
  #change: HTMLButtonElement;
  #retry = 0;
  #epoch = 0;

  constructor(id: string) {
    this.#id = id;
    this.#change = element(
      "button",
      { type: "button", class: "button quiet-button", onclick: () => this.#ask() },
      "Change settings…",
    );
    const heading = element("h2", { id: "settings-heading" }, "Settings");
    const head = element("div", { class: "section-head" }, heading, this.#change);
    this.root = element(
      "section",
      { class: "card settings", "aria-labelledby": "settings-heading", hidden: true },
      head,
    );
    this.root.append(this.#rows, this.#note);
  }

  /** The device has described itself (anew), or its state is another one. */
  async load(settings: readonly Setting[]): Promise<void> {
    this.#settings = settings;
    setShown(this.root, settings.length > 0);
    const epoch = ++this.#epoch;
    window.clearTimeout(this.#retry);
    if (settings.length === 0) return;
    try {
      const state = await request<DeviceState>("GET", devicePath(this.#id, "/state"));
      if (epoch === this.#epoch) this.#show(state);
    } catch (error) {
      if (epoch !== this.#epoch || (error instanceof ApiError && error.status === 404)) return;
      setText(this.#note, `${explain(error)} It is tried again by itself.`);
      this.#retry = window.setTimeout(() => void this.load(settings), retryDelayMs(2, Math.random()));
    }
  }

  close(): void {
    this.#epoch++;
    window.clearTimeout(this.#retry);
  }

  #show(state: DeviceState): void {
    this.#state = state;
    const rows = this.#settings.map((setting) => {
      const { description } = setting.schema as { description?: unknown };
      const hint = typeof description === "string" ? element("p", { class: "hint" }, description) : undefined;
      const term = element("dt", {}, titleOf(setting.name, setting.title));
      return element("div", {}, term, element("dd", {}, element("span", {}, this.#valueOf(setting, state)), hint));
    });
    this.#rows.replaceChildren(...rows);
    const isWaiting = state.reportedVersion !== state.desiredVersion;
    setText(this.#note, isWaiting ? "A change is on its way: the device takes it when it is online." : "");
  }

  /** "25000", or "25000 → 60000" while that is on its way, or what was refused. */
  #valueOf({ name, initial }: Setting, state: DeviceState): string {
    const reported = state.reported.settings[name] ?? initial;
    const desired = state.desired.settings?.[name];
    const refusal = state.refused.find(({ at }) => at === `/settings/${name}` || at === `/stored/${name}`);
    if (refusal !== undefined) return `${words(reported)} (${words(desired)} was refused: ${refusal.reason})`;
    const isUnderWay = state.reportedVersion !== state.desiredVersion && (desired ?? initial) !== reported;
    return isUnderWay ? `${words(reported)} → ${words(desired ?? initial)}` : words(reported);
  }

  #ask(): void {
    const state = this.#state;
    if (state === undefined) return;
    const current = (setting: Setting): unknown =>
      state.desired.settings?.[setting.name] ?? state.reported.settings[setting.name] ?? setting.initial;
    const properties = this.#settings.map((setting) => {
      const schema = setting.schema as Record<string, unknown>;
      return [setting.name, { ...schema, title: setting.title, default: current(setting) }] as const;
    });
    const form = schemaForm({ properties: Object.fromEntries(properties) }, { isOptionalSaid: false });
    const run = async () => {
      const values = form.read();
      const settings: Record<string, unknown> = {};
      for (const setting of this.#settings) {
        const value = values[setting.name];
        // left empty: the default again
        if (value !== current(setting)) settings[setting.name] = value ?? null;
      }
      if (Object.keys(settings).length > 0) {
        const headers = { "content-type": "application/merge-patch+json", "if-match": `"${state.desiredVersion}"` };
        await request("PATCH", devicePath(this.#id, "/state"), { settings }, { headers });
        void this.load(this.#settings);
      }
      return undefined;
    };
    const explainFailure = (error: unknown): string => {
      if (error instanceof FieldError) return error.message;
      const isStale = error instanceof ApiError && error.status === 412;
      return isStale
        ? "Somebody else has changed the settings meanwhile. Close this and open it again."
        : explain(error);
    };
    const hint = element("p", { class: "hint" }, "What is left empty has its default again.");
    showDialog({
      title: "Settings",
      body: [hint, ...form.nodes],
      action: { label: "Save", run },
      explain: explainFailure,
    });
  }
}

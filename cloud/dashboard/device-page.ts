/** One device: its controls, its readings over time, its connection, what it says. */
import type { DeviceDetail, FromCloud } from "../src/watch-messages.js";
import { ApiError, explain } from "./api.js";
import { CommandsPanel } from "./commands-panel.js";
import { connectionPanel } from "./connection-panel.js";
import type { Control } from "./control.js";
import { makeControl } from "./controls.js";
import { showDefinition } from "./definition-dialog.js";
import { showDelete, showNewToken, showRename } from "./device-dialogs.js";
import { DeviceModel } from "./device-model.js";
import { element, icon, setAttribute, setShown, setText } from "./element.js";
import { faultsText } from "./fault.js";
import { statusBadge } from "./list-page.js";
import { type LogPanel, logPanel } from "./log-panel.js";
import type { App, Page } from "./page.js";
import { titleOf } from "./quantity.js";
import { Readings } from "./readings.js";
import { retryDelayMs } from "./retry-delay.js";
import { type SafeMode, safeMode } from "./safe-mode.js";
import { SettingsPanel } from "./settings-panel.js";
import { age } from "./time.js";

export class DevicePage implements Page {
  readonly root: HTMLElement;
  readonly watched: readonly string[];
  #app: App;
  #model: DeviceModel;
  #heading = element("h1", { tabindex: "-1" });
  #badge = statusBadge();
  #facts = element("p", { class: "quiet facts" });
  #notice = element("p", { class: "notice", hidden: true });
  #body = element("div", { class: "device-body", hidden: true });
  #actions = element("div", { class: "actions" });
  #controls = element("div", { class: "controls" });
  #controlsSection: HTMLElement;
  #controlOf = new Map<string, Control>();
  #readings: Readings;
  #connection = connectionPanel();
  #log: LogPanel;
  #safeMode: SafeMode;
  #commands: CommandsPanel;
  #settings: SettingsPanel;
  #drawn = "[]";
  #wasOnline: boolean | undefined;
  #faultsSaid: string | undefined;
  #epoch = 0;
  #retry = 0;

  constructor(app: App, id: string) {
    this.#app = app;
    this.#model = new DeviceModel(id);
    this.watched = [id];
    this.#readings = new Readings(app, this.#model);
    this.#commands = new CommandsPanel(app, id);
    this.#log = logPanel(id, () => app.changed());
    this.#safeMode = safeMode(app, id);
    this.#settings = new SettingsPanel(id);
    const controlsHeading = element("h2", { id: "controls-heading" }, "Controls");
    this.#controlsSection = element(
      "section",
      { "aria-labelledby": "controls-heading", hidden: true },
      controlsHeading,
      this.#controls,
    );
    const lower = element("div", { class: "lower" }, this.#connection.root, this.#log.root);
    this.#body.append(this.#commands.underWay.root, this.#controlsSection, this.#readings.root, this.#commands.root);
    this.#body.append(lower, this.#settings.root);
    const head = this.#makeHead();
    this.root = element("div", { class: "page" }, head, this.#safeMode.notice, this.#notice, this.#body);
    void this.#load();
  }

  get title(): string {
    return this.#name();
  }

  receive(message: FromCloud): void {
    if (message.type === "snapshot" || (message.type === "described" && message.id === this.#model.id)) {
      void this.#load();
      return;
    }
    this.#model.receive(message, this.#app.store.clock.now());
    if (message.type === "state" && message.id === this.#model.id)
      void this.#settings.load(this.#model.detail?.settings ?? []);
    if (message.type === "progress" && message.id === this.#model.id) this.#commands.receive(message);
    if (message.type === "readings" && message.id === this.#model.id) this.#readings.append(message.readings);
  }

  update(): void {
    const app = this.#app;
    const now = app.store.clock.now();
    const isLive = app.link() === "live";
    const summary = app.store.devices.get(this.#model.id);
    const isGone = app.store.isKnown && summary === undefined;
    setText(this.#heading, this.#name());
    setShown(this.#badge.root, summary !== undefined);
    setShown(this.#actions, summary !== undefined);
    if (isGone) this.#showGone();
    const detail = this.#model.detail;
    if (detail === undefined || summary === undefined) return;
    this.#badge.update(detail.online, isLive);
    this.#announceOnline(detail.online);
    this.#announceFaults(detail.faults);
    this.#safeMode.update(detail.connection?.isSafe, this.#name());
    const engine = detail.engine === null ? undefined : `on ${detail.engine}`;
    const firmware = detail.firmware === null ? undefined : `firmware ${detail.firmware}`;
    const seen = detail.online && isLive ? undefined : seenText(detail.lastSeen, now);
    const facts = [detail.id, detail.model, firmware, engine, seen].filter((fact): fact is string => fact != null);
    setText(this.#facts, facts.map((fact) => fact.replaceAll(" ", "\u00a0")).join(" · "));
    for (const control of this.#controlOf.values()) control.update(detail.latest, detail.online && isLive);
    this.#readings.update(now, isLive);
    this.#connection.update(detail, now);
    this.#log.update(detail, now);
    setAttribute(this.#connection.root, "data-stale", !isLive);
  }

  repaint(): void {
    this.#readings.repaint();
  }

  close(): void {
    this.#epoch++;
    window.clearTimeout(this.#retry);
    this.#readings.close();
    this.#settings.close();
    this.#commands.close();
    this.#log.close();
  }

  #name(): string {
    return this.#app.store.devices.get(this.#model.id)?.name ?? this.#model.detail?.name ?? this.#model.id;
  }

  #makeHead(): HTMLElement {
    const id = this.#model.id;
    const back = element("a", { href: "#/", class: "back" }, icon("back"), "Devices");
    const button = (label: string, style: string, run: () => void): HTMLElement =>
      element("button", { type: "button", class: `button ${style}`, onclick: run }, label);
    this.#actions.append(
      button("Rename", "quiet-button", () => showRename(id, this.#name())),
      button("Parts", "quiet-button", () => void showDefinition(id, this.#name())),
      button("New token", "quiet-button", () => showNewToken(id, this.#name())),
      button("Delete", "quiet-button danger-text", () => showDelete(id, this.#name(), () => this.#leave())),
    );
    const name = element("div", { class: "device-name" }, this.#heading, this.#badge.root, this.#safeMode.badge);
    return element(
      "div",
      { class: "page-head device-page-head" },
      element("div", {}, back, name, this.#facts),
      this.#actions,
    );
  }

  #leave(): void {
    this.#app.announce(`${this.#name()} is deleted`);
    location.hash = "#/";
  }

  #showGone(): void {
    setText(this.#notice, "There is no such device (any more). Go back to the list to see the others.");
    setShown(this.#notice, true);
    setShown(this.#body, false);
  }

  async #load(): Promise<void> {
    const epoch = ++this.#epoch;
    window.clearTimeout(this.#retry);
    try {
      await this.#model.load();
    } catch (error) {
      if (epoch !== this.#epoch || (error instanceof ApiError && error.status === 404)) return;
      setText(this.#notice, `${explain(error)} It is tried again by itself.`);
      setShown(this.#notice, this.#model.detail === undefined);
      this.#retry = window.setTimeout(() => void this.#load(), retryDelayMs(2, Math.random()));
      return;
    }
    if (epoch !== this.#epoch) return;
    setShown(this.#notice, false);
    setShown(this.#body, true);
    this.#drawDescribed();
    this.#readings.load();
    this.#app.changed();
  }

  /** What the description decides is made anew only when it is another one. */
  #drawDescribed(): void {
    const detail = this.#model.detail;
    if (detail === undefined) return;
    this.#readings.draw();
    const { actuators, methods, settings } = detail;
    void this.#settings.load(settings);
    this.#commands.draw(methods);
    const mark = JSON.stringify(actuators.map(({ value: _value, ...fixed }) => fixed));
    if (mark === this.#drawn) return;
    this.#drawn = mark;
    this.#controlOf.clear();
    for (const actuator of actuators) {
      this.#controlOf.set(actuator.name, makeControl(this.#app, detail.id, actuator));
    }
    this.#controls.replaceChildren(...[...this.#controlOf.values()].map(({ root }) => root));
    setShown(this.#controlsSection, this.#controlOf.size > 0);
  }

  #announceFaults(faults: DeviceDetail["faults"]): void {
    const text = faultsText(faults, titleOf);
    if (this.#faultsSaid !== undefined && this.#faultsSaid !== text) this.#app.announce(text || "All works again");
    this.#faultsSaid = text;
  }

  #announceOnline(isOnline: boolean): void {
    if (this.#wasOnline !== undefined && this.#wasOnline !== isOnline) {
      this.#app.announce(`${this.#name()} is ${isOnline ? "online" : "offline"}`);
    }
    this.#wasOnline = isOnline;
  }
}

function seenText(lastSeen: number | null, now: number): string {
  return lastSeen === null ? "never connected" : `last seen ${age(lastSeen, now)}`;
}

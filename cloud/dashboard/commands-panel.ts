/**
 * What a device can do beside its actuators: a button for each method of its description that is meant for people, with a
 * form made of the method's schema, its progress, and its answer.
 */
import type { CommandProgress, DeviceDetail } from "../src/watch-messages.js";
import { ApiError, devicePath, request } from "./api.js";
import { explainCommand } from "./command.js";
import { showDialog } from "./dialog.js";
import { element, setShown, setText } from "./element.js";
import { titleOf } from "./quantity.js";
import { FieldError, schemaForm } from "./schema-form.js";

type Method = DeviceDetail["methods"][number];

/** Methods that other parts of this page speak for, or that programs alone use. */
const handledElsewhere: readonly string[] = ["describe", "ping", "actuator.set", "command.cancel"];
const programsOnly: readonly string[] = ["state.", "log.", "device.definition", "device.configure"];
const defaultMs = 10_000; // ms; of a command whose method names no deadline

export function isForPeople({ name }: Method): boolean {
  return !handledElsewhere.includes(name) && !programsOnly.some((prefix) => name.startsWith(prefix));
}

export class CommandsPanel {
  readonly root: HTMLElement;
  #id: string;
  #buttons = element("div", { class: "commands" });
  #drawn = "";
  /** shows how far the command is that runs now */
  #progress: ((progress: CommandProgress) => void) | undefined;

  constructor(id: string) {
    this.#id = id;
    const heading = element("h2", { id: "commands-heading" }, "Commands");
    this.root = element("section", { "aria-labelledby": "commands-heading", hidden: true }, heading, this.#buttons);
  }

  /** The device has described itself (anew). */
  draw(methods: readonly Method[]): void {
    const shown = methods.filter(isForPeople);
    const mark = JSON.stringify(shown);
    if (mark === this.#drawn) return;
    this.#drawn = mark;
    const buttons = shown.map((method) =>
      element(
        "button",
        { type: "button", class: "button quiet-button", onclick: () => this.#ask(method) },
        `${titleOf(method.name, method.title)}…`,
      ),
    );
    this.#buttons.replaceChildren(...buttons);
    setShown(this.root, shown.length > 0);
  }

  receive(progress: CommandProgress): void {
    this.#progress?.(progress);
  }

  #ask(method: Method): void {
    const title = titleOf(method.name, method.title);
    const form = schemaForm(method.params);
    const bar = element("progress", {});
    const words = element("span", { class: "hint", role: "status" });
    const progress = element("div", { class: "command-progress", hidden: true }, bar, words);
    const none = form.nodes.length === 0 ? [element("p", { class: "hint" }, "It takes no parameters.")] : form.nodes;
    const run = async () => {
      const params = form.read();
      this.#progress = (news) => showProgress(progress, bar, words, news);
      try {
        const result = await this.#send(method, params);
        return () => showResult(title, result);
      } finally {
        this.#progress = undefined;
        setShown(progress, false);
      }
    };
    const explain = (error: unknown) => (error instanceof FieldError ? error.message : explainCommand(error));
    showDialog({ title, body: [...none, progress], action: { label: "Run", run }, explain });
  }

  async #send({ name, deadlineMs }: Method, params: unknown): Promise<unknown> {
    const command = { method: name, params, deadlineMs: deadlineMs ?? defaultMs };
    const answer = await request<{ result?: unknown }>("POST", devicePath(this.#id, "/commands"), command, {
      timeoutMs: command.deadlineMs + 5000,
    });
    if (answer === undefined) throw new ApiError(502, "noAnswer", "the cloud gave no answer");
    return answer.result;
  }
}

function showProgress(root: HTMLElement, bar: HTMLProgressElement, words: Node, news: CommandProgress): void {
  setShown(root, true);
  if (news.of === undefined || news.of === 0) bar.removeAttribute("value");
  else bar.value = news.done / news.of;
  setText(words, news.text ?? (news.of === undefined ? String(news.done) : `${news.done} of ${news.of}`));
}

function showResult(title: string, result: unknown): void {
  const isEmpty = result === null || result === undefined || JSON.stringify(result) === "{}";
  const body = isEmpty
    ? element("p", {}, "Done.")
    : element("pre", { class: "code-text", tabindex: "0" }, JSON.stringify(result, undefined, 2));
  showDialog({ title: `${title}: done`, body: [body], closeLabel: "Close" });
}

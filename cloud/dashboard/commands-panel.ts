/**
 * What a device can do beside its actuators: a button for each method of its description that is meant for people, with a
 * form made of the method's schema, its progress, and its answer.
 */
import type { CommandProgress, DeviceDetail } from "../src/watch-messages.js";
import { ApiError, devicePath, request } from "./api.js";
import { explainCommand } from "./command.js";
import { showDialog } from "./dialog.js";
import { element, setShown, setText } from "./element.js";
import type { App } from "./page.js";
import { titleOf } from "./quantity.js";
import { FieldError, schemaForm } from "./schema-form.js";
import { type Outcome, progressWords, showBar, UnderWay } from "./under-way.js";

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
  /** what is on its way behind no dialog */
  readonly underWay: UnderWay;
  #app: App;
  #id: string;
  #methods: readonly Method[] = [];
  #buttons = element("div", { class: "commands" });
  #drawn = "";
  /** id of the command that a dialog waits for, and how far it is */
  #waitedFor = "";
  #progress: ((progress: CommandProgress) => void) | undefined;

  constructor(app: App, id: string) {
    this.#app = app;
    this.#id = id;
    this.underWay = new UnderWay(id, (name) => {
      const method = this.#methods.find((known) => known.name === name);
      return method === undefined || !isForPeople(method) ? undefined : titleOf(name, method.title);
    });
    const heading = element("h2", { id: "commands-heading" }, "Commands");
    this.root = element("section", { "aria-labelledby": "commands-heading", hidden: true }, heading, this.#buttons);
  }

  /** The device has described itself (anew). */
  draw(methods: readonly Method[]): void {
    this.#methods = methods;
    void this.underWay.refresh();
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
    if (progress.command === this.#waitedFor) this.#progress?.(progress);
    this.underWay.receive(progress);
  }

  close(): void {
    this.underWay.close();
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
      const command = newCommand();
      this.#waitedFor = command;
      this.#progress = (news) => showProgress(progress, bar, words, news);
      try {
        const result = await this.#send(method, params, command);
        const show = () => showResult(title, result);
        if (dialog.open) return show;
        this.#endUnwaited({
          command,
          title,
          words: "done",
          isFailure: false,
          show: isEmpty(result) ? undefined : show,
        });
      } catch (error) {
        if (dialog.open) throw error;
        this.#endUnwaited({ command, title, words: explainCommand(error), isFailure: true });
      } finally {
        if (this.#waitedFor === command) this.#progress = undefined;
        setShown(progress, false);
      }
      return undefined;
    };
    const explain = (error: unknown) => (error instanceof FieldError ? error.message : explainCommand(error));
    const body = [...none, progress];
    const dialog = showDialog({ title, body, action: { label: "Run", run }, explain, closeLabel: "Close" });
    dialog.addEventListener("close", () => void this.underWay.refresh());
  }

  #endUnwaited(outcome: Outcome): void {
    this.underWay.end(outcome);
    this.#app.announce(`${outcome.title}: ${outcome.words}`);
  }

  async #send({ name, deadlineMs }: Method, params: unknown, id: string): Promise<unknown> {
    const command = { method: name, params, deadlineMs: deadlineMs ?? defaultMs, command: id };
    const answer = await request<{ result?: unknown }>("POST", devicePath(this.#id, "/commands"), command, {
      timeoutMs: command.deadlineMs + 5000,
    });
    if (answer === undefined) throw new ApiError(502, "noAnswer", "the cloud gave no answer");
    return answer.result;
  }
}

function showProgress(root: HTMLElement, bar: HTMLProgressElement, words: Node, news: CommandProgress): void {
  setShown(root, true);
  showBar(bar, news);
  setText(words, progressWords(news));
}

/** An id that no other command has: 120 random bits. */
function newCommand(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return `d-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const isEmpty = (result: unknown): boolean =>
  result === null || result === undefined || JSON.stringify(result) === "{}";

function showResult(title: string, result: unknown): void {
  const body = isEmpty(result)
    ? element("p", {}, "Done.")
    : element("pre", { class: "code-text", tabindex: "0" }, JSON.stringify(result, undefined, 2));
  showDialog({ title: `${title}: done`, body: [body], closeLabel: "Close" });
}

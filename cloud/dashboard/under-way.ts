/**
 * Commands that a device has not answered yet, whoever has sent them: how far each is, and a way to end it. What came of one
 * that was sent here and not waited for stays until a person has seen it.
 */
import type { CommandProgress, CommandUnderWay } from "../src/watch-messages.js";
import { devicePath, request } from "./api.js";
import { explainCommand } from "./command.js";
import { element, setAttribute, setShown, setText } from "./element.js";

const askMs = 3000; // ms between two questions while there are some; news of the end come in no message

/** What came of a command. */
export interface Outcome {
  command: string;
  title: string;
  words: string;
  isFailure: boolean;
  /** shows the answer; undefined: there is none to show */
  show?: (() => void) | undefined;
}

interface Line {
  root: HTMLElement;
  title: HTMLElement;
  bar: HTMLProgressElement;
  words: HTMLElement;
  buttons: HTMLElement;
  isOver: boolean;
}

/** How far it is, in words: what the device says, or its numbers. */
export function progressWords({ done, of, text }: Pick<CommandProgress, "done" | "of" | "text">): string {
  return text ?? (of === undefined ? String(done) : `${done} of ${of}`);
}

export function showBar(bar: HTMLProgressElement, { done, of }: Pick<CommandProgress, "done" | "of">): void {
  if (of === undefined || of === 0) bar.removeAttribute("value");
  else bar.value = done / of;
}

export class UnderWay {
  readonly root = element("ul", { class: "under-way", "aria-label": "Commands under way", hidden: true });
  #id: string;
  /** its title; undefined: it is none for people */
  #titleOf: (method: string) => string | undefined;
  #lines = new Map<string, Line>();
  #timer = 0;
  #epoch = 0;

  constructor(id: string, titleOf: (method: string) => string | undefined) {
    this.#id = id;
    this.#titleOf = titleOf;
  }

  /** Asks which there are, now and again while there are some. What cannot be asked stands as it is. */
  async refresh(): Promise<void> {
    const epoch = ++this.#epoch;
    window.clearTimeout(this.#timer);
    try {
      const path = devicePath(this.#id, "/commands");
      const { commands } = await request<{ commands: CommandUnderWay[] }>("GET", path);
      if (epoch === this.#epoch) this.#show(commands);
    } catch {
      // the device's page says what does not work; it is asked again
    }
    const isOpen = [...this.#lines.values()].some(({ isOver }) => !isOver);
    if (epoch === this.#epoch && isOpen && this.root.isConnected)
      this.#timer = window.setTimeout(() => void this.refresh(), askMs);
  }

  receive(news: CommandProgress): void {
    const line = this.#lines.get(news.command);
    if (line === undefined) void this.refresh();
    else if (!line.isOver) this.#write(line, news);
  }

  /** One of this page has ended without being waited for. */
  end({ command, title, words, isFailure, show }: Outcome): void {
    const line = this.#lines.get(command) ?? this.#add(command, title);
    line.isOver = true;
    setShown(line.bar, false);
    setText(line.words, words);
    setAttribute(line.words, "data-bad", isFailure);
    const button = (label: string, run: () => void): HTMLElement =>
      element("button", { type: "button", class: "button small", onclick: run }, label);
    const dismiss = (): void => this.#remove(command);
    const shown =
      show === undefined
        ? []
        : [
            button("Show the answer", () => {
              dismiss();
              show();
            }),
          ];
    line.buttons.replaceChildren(...shown, button("Dismiss", dismiss));
  }

  close(): void {
    this.#epoch++;
    window.clearTimeout(this.#timer);
  }

  #show(commands: readonly CommandUnderWay[]): void {
    const there = new Set(commands.map(({ command }) => command));
    for (const [command, line] of this.#lines) if (!line.isOver && !there.has(command)) this.#remove(command);
    for (const { command, method, progress } of commands) {
      const title = this.#titleOf(method);
      if (title === undefined) continue;
      const line = this.#lines.get(command) ?? this.#add(command, title);
      if (progress !== null && !line.isOver) this.#write(line, progress);
    }
  }

  #add(command: string, title: string): Line {
    const cancel = element("button", { type: "button", class: "button small" }, "Cancel");
    cancel.setAttribute("aria-label", `Cancel ${title}`);
    const line: Line = {
      root: element("li", { class: "card" }),
      title: element("span", { class: "under-way-title" }, title),
      bar: element("progress", { "aria-label": title }),
      words: element("span", { class: "under-way-words", role: "status" }, "under way"),
      buttons: element("span", { class: "under-way-buttons" }, cancel),
      isOver: false,
    };
    line.root.append(line.title, line.bar, line.words, line.buttons);
    cancel.addEventListener("click", () => void this.#cancel(command, line, cancel));
    this.#lines.set(command, line);
    this.root.append(line.root);
    setShown(this.root, true);
    return line;
  }

  #write(line: Line, news: Pick<CommandProgress, "done" | "of" | "text">): void {
    showBar(line.bar, news);
    setText(line.words, progressWords(news));
  }

  #remove(command: string): void {
    this.#lines.get(command)?.root.remove();
    this.#lines.delete(command);
    setShown(this.root, this.#lines.size > 0);
  }

  async #cancel(command: string, line: Line, button: HTMLButtonElement): Promise<void> {
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    try {
      await cancelCommand(this.#id, command);
      setText(line.words, "cancelling");
    } catch (error) {
      setText(line.words, explainCommand(error));
    }
    button.ariaDisabled = "false";
    void this.refresh();
  }
}

/** Asks the device to end it; its own answer is then that it was cancelled. Rejects with an ApiError. */
export async function cancelCommand(id: string, command: string): Promise<void> {
  await request("POST", devicePath(id, "/commands"), { method: "command.cancel", params: { id: command } });
}

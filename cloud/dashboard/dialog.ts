/** Modal dialogs: the browser's own, which hold the focus, close by Escape and give the focus back. */
import { explain } from "./api.js";
import { element, setShown, setText, uniqueId } from "./element.js";

interface Action {
  label: string;
  isDanger?: boolean;
  /** Resolves when it is done, with what is to be called after the dialog has closed. */
  run(): Promise<(() => void) | undefined>;
}

export interface DialogOptions {
  title: string;
  body: Node[];
  /** the button that does it; absent: there is only the one that closes */
  action?: Action;
  /** label of the button that closes */
  closeLabel?: string;
  /** what a person is told when `run` rejects; default: what is said of every request */
  explain?: (error: unknown) => string;
}

/** Shows a dialog; `run` that rejects leaves it open with the reason, one that resolves closes it. */
export function showDialog(options: DialogOptions): HTMLDialogElement {
  const titleId = uniqueId("dialog");
  const failure = element("p", { class: "failure", role: "alert", hidden: true });
  const closer = element("button", { type: "button", class: "button" }, options.closeLabel ?? "Cancel");
  const buttons = element("div", { class: "dialog-buttons" }, closer);
  const form = element("form", { method: "dialog", class: "dialog-form" });
  form.append(element("h2", { id: titleId, tabindex: "-1" }, options.title), ...options.body, failure, buttons);
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": titleId }, form);
  closer.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  const action = options.action;
  if (action !== undefined) {
    const style = action.isDanger ? "button danger" : "button primary";
    const button = element("button", { type: "submit", class: style }, action.label);
    buttons.append(button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (button.ariaDisabled !== "true") void perform(dialog, button, failure, action.run, options.explain ?? explain);
    });
  }
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

async function perform(
  dialog: HTMLDialogElement,
  button: HTMLButtonElement,
  failure: HTMLElement,
  run: Action["run"],
  explainFailure: (error: unknown) => string,
): Promise<void> {
  button.ariaDisabled = "true";
  setShown(failure, false);
  try {
    const then = await run();
    dialog.close();
    then?.();
  } catch (error) {
    setText(failure, explainFailure(error));
    setShown(failure, true);
  } finally {
    button.ariaDisabled = "false";
  }
}

/** A labelled field of a form, with a hint below it. */
export function field(label: string, input: HTMLInputElement, hint?: string): HTMLElement {
  const id = uniqueId("field");
  input.id = id;
  const parts: Node[] = [element("label", { for: id }, label), input];
  if (hint !== undefined) {
    input.setAttribute("aria-describedby", `${id}-hint`);
    parts.push(element("p", { id: `${id}-hint`, class: "hint" }, hint));
  }
  return element("div", { class: "field" }, ...parts);
}

/** A text to copy, with its button. */
export function copyable(label: string, text: string, rows = 1): HTMLElement {
  const id = uniqueId("copy");
  const area = element("textarea", { id, class: "copy-text", readonly: true, rows, spellcheck: "false" });
  area.value = text;
  const button = element("button", { type: "button", class: "button small" }, "Copy");
  button.setAttribute("aria-label", `Copy ${label.toLowerCase()}`);
  const said = element("span", { class: "visually-hidden", role: "status" });
  button.addEventListener("click", () => {
    void copy(area).then((isCopied) => {
      setText(button, isCopied ? "Copied" : "Selected");
      setText(said, isCopied ? "Copied" : "Selected; copy it with the keyboard");
      window.setTimeout(() => setText(button, "Copy"), 2000);
    });
  });
  const row = element("div", { class: "copy-row" }, area, button, said);
  return element("div", { class: "copyable" }, element("label", { for: id, class: "label" }, label), row);
}

/** False: the browser does not let us (plain http from another host); the text is selected instead. */
async function copy(area: HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    area.select();
    return false;
  }
}

/** The page's own elements, by id, and small drawings. */
export function at<T extends HTMLElement = HTMLInputElement>(id: string): T {
  return document.getElementById(id) as T;
}

export function find(selector: string, within: ParentNode = document): HTMLElement | null {
  return within.querySelector<HTMLElement>(selector);
}

/** Writes only what is new: a live region says again what is written again. */
export function write(id: string, text: string): void {
  const element = at(id);
  if (element.textContent !== text) element.textContent = text;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A drawing of 24 by 24; the part behind "|" is faint. Not for a reader: words stand beside it. */
export function draw(paths: string, className = ""): Node {
  const [clear, faint] = paths.split("|");
  const template = make("template");
  template.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true" class="${className}"><path d="${clear}"/><path class="faint" d="${faint ?? ""}"/></svg>`;
  return template.content;
}

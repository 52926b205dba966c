/** Makes elements, and writes into them only what changed. All the framework that this page has. */
type Attribute = string | number | boolean | undefined | ((event: Event) => void);
export type Child = Node | string | undefined;

/**
 * A new element. Attributes: true is written as an empty one, false and undefined are left out; functions are
 * listeners, named "onclick".
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

const svgSpace = "http://www.w3.org/2000/svg";

/** A new SVG element; attributes are presentation attributes, which a strict content policy allows. */
export function svg(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: Node[]): Element {
  const made = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

const icons: Readonly<Record<string, string>> = Object.freeze({
  mark: "M12 8.4a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM12 8.4V20M8.2 11.4h7.6M4.5 14c.5 3.7 3.4 6 7.5 6s7-2.3 7.5-6",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7Z",
  leave: "M14 4.5H7a1.5 1.5 0 0 0-1.5 1.5v12A1.5 1.5 0 0 0 7 19.5h7M11 12h9.5M17 8.5l3.5 3.5-3.5 3.5",
  back: "M14.5 5.5 8 12l6.5 6.5",
  plus: "M12 5.5v13M5.5 12h13",
  about: "M4 10.5c2.7-3.2 5.3-3.2 8 0s5.3 3.2 8 0M4 16.5c2.7-3.2 5.3-3.2 8 0s5.3 3.2 8 0",
  warning: "M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 16.9v.2",
});

/** A line icon that says nothing to a screen reader: what it stands beside does. */
export function icon(name: keyof typeof icons & string): Element {
  const attributes = { viewBox: "0 0 24 24", width: 20, height: 20, class: "icon", "aria-hidden": "true" };
  return svg("svg", attributes, svg("path", { d: icons[name] ?? "" }));
}

/** Writes a text where it is another one. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Writes an attribute where it is another one; undefined and false take it away. */
export function setAttribute(node: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : value;
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

/** Shows or hides. */
export function setShown(node: HTMLElement, isShown: boolean): void {
  if (node.hidden === isShown) node.hidden = !isShown;
}

let lastId = 0;
/** An id that no other element of the page has, for labels. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

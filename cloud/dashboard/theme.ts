/** Light or dark: as the system has it, until a person says otherwise; that is remembered. */
export type Theme = "light" | "dark";

const key = "mooring.theme";

/** What a person chose here before; storage may be forbidden. */
function remembered(): Theme | undefined {
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : undefined;
  } catch {
    return undefined;
  }
}

const system = window.matchMedia("(prefers-color-scheme: dark)");

export function theme(): Theme {
  return remembered() ?? (system.matches ? "dark" : "light");
}

/** Puts it on the root element. Before anything is painted, and whenever it changes. */
export function applyTheme(): void {
  document.documentElement.dataset["theme"] = theme();
}

export function toggleTheme(): void {
  try {
    localStorage.setItem(key, theme() === "dark" ? "light" : "dark");
  } catch {
    return; // not remembered, so not changed: the next page would be another one
  }
  applyTheme();
}

/** Calls back when the system changes; a person's choice stays before it. */
export function onSystemTheme(changed: () => void): void {
  system.addEventListener("change", () => {
    applyTheme();
    changed();
  });
}

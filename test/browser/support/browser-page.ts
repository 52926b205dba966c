/** A page of the dashboard in Chromium, with what went wrong in it written down. */
import type { Browser, CDPSession, Page } from "playwright-core";

export interface PageOptions {
  width?: number;
  height?: number;
  colorScheme?: "light" | "dark";
  /** BCP 47 */
  locale?: string;
}

export interface BrowserPage {
  page: Page;
  /** what the page complained of: exceptions, console errors, broken content policy; not what the network did */
  complaints: string[];
  cdp: CDPSession;
}

/** Network failures are the tests' own doing; Chromium writes them to the console, and nobody can stop it. */
const isNetwork = (text: string): boolean =>
  text.startsWith("Failed to load resource") || text.startsWith("WebSocket connection to");

export async function openPage(browser: Browser, options: PageOptions = {}): Promise<BrowserPage> {
  const viewport = { width: options.width ?? 1280, height: options.height ?? 900 };
  const { colorScheme = "light", locale = "en-GB" } = options;
  const context = await browser.newContext({ viewport, colorScheme, locale });
  const page = await context.newPage();
  page.setDefaultTimeout(20000); // ms; all of it happens on this machine, which may be busy
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error.stack)));
  page.on("console", (message) => {
    const isBad = message.type() === "error" || message.type() === "warning";
    if (isBad && !isNetwork(message.text())) complaints.push(message.text());
  });
  await page.addInitScript(
    'addEventListener("securitypolicyviolation", (e) => console.error("policy: " + e.violatedDirective + " " + e.blockedURI))',
  );
  return { page, complaints, cdp: await context.newCDPSession(page) };
}

interface Node {
  role?: { value: string };
  name?: { value: string };
  ignored: boolean;
  properties?: { name: string; value: { value: unknown } }[];
}

const controls = new Set(["button", "link", "textbox", "slider", "switch", "radio", "checkbox", "combobox"]);

/** What is wrong with the page for who does not see it: controls without a name, headings out of order, ids twice. */
export async function findBarriers({ page, cdp }: BrowserPage): Promise<string[]> {
  const { nodes } = (await cdp.send("Accessibility.getFullAXTree")) as { nodes: Node[] };
  const found: string[] = [];
  // a modal dialog hides all else, and begins with a heading of level 2
  let level = nodes.some(({ role, ignored }) => role?.value === "dialog" && !ignored) ? 1 : 0;
  for (const { role, name, ignored, properties } of nodes) {
    const kind = role?.value ?? "";
    if (ignored) continue;
    if (controls.has(kind) && !name?.value) found.push(`a ${kind} has no name`);
    if (kind === "image" && !name?.value) found.push("an image has no name");
    if (kind !== "heading") continue;
    const next = Number(properties?.find((property) => property.name === "level")?.value.value ?? 0);
    if (next > level + 1) found.push(`heading "${name?.value}" of level ${next} after level ${level}`);
    level = next;
  }
  const twice = await page.evaluate<string[]>(
    "[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)",
  );
  for (const id of twice) found.push(`id ${id} is there twice`);
  for (const landmark of ["banner", "main"]) {
    const count = nodes.filter(({ ignored, role }) => !ignored && role?.value === landmark).length;
    if (count > 1) found.push(`${count} landmarks ${landmark}`);
  }
  return found;
}

/** px that the page is wider than its window. */
export function overflow({ page }: BrowserPage): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
}

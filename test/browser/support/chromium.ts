/** Debian's Chromium, driven by playwright-core; nothing is downloaded. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env["MOORING_CHROMIUM"] ?? "/usr/bin/chromium";

/** Undefined when there is a browser, else what is missing. */
export const missingChromium = existsSync(executablePath)
  ? undefined
  : `no ${executablePath}, which Debian's package chromium has`;

/** more: arguments beyond the usual ones */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const args = [
    ...more,
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({ executablePath, args });
}

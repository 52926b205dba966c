/** Why the chip started, from ESP-IDF's esp_reset_reason() (esp_system.h, v6.0) and the last words kept in RTC memory. */

import type { RestartReason } from "../../src/board/board.js";

const reasons: readonly RestartReason[] = Object.freeze([
  "unknown", // 0 ESP_RST_UNKNOWN
  "power", // 1 ESP_RST_POWERON
  "reset", // 2 ESP_RST_EXT
  "software", // 3 ESP_RST_SW
  "crash", // 4 ESP_RST_PANIC
  "watchdog", // 5 ESP_RST_INT_WDT
  "watchdog", // 6 ESP_RST_TASK_WDT
  "watchdog", // 7 ESP_RST_WDT
  "sleep", // 8 ESP_RST_DEEPSLEEP
  "brownout", // 9 ESP_RST_BROWNOUT
  "reset", // 10 ESP_RST_SDIO
  "reset", // 11 ESP_RST_USB
  "reset", // 12 ESP_RST_JTAG
  "crash", // 13 ESP_RST_EFUSE
  "brownout", // 14 ESP_RST_PWR_GLITCH
  "crash", // 15 ESP_RST_CPU_LOCKUP
]);

/** Before words that the abort hook left: XS gave up, and the restart that followed was none of ours. */
export const abortMark = "abort: ";

/**
 * @param code what esp_reset_reason() gave
 * @param words what was kept before the restart, "" for nothing
 */
export function restartReason(code: number, words: string): Readonly<{ reason: RestartReason; detail?: string }> {
  const reason = reasons[code] ?? "unknown";
  if (words === "" || reason === "power") return Object.freeze({ reason });
  if (words.startsWith(abortMark)) {
    const crashed = reason === "software" ? "crash" : reason;
    return Object.freeze({ reason: crashed, detail: words.slice(abortMark.length) });
  }
  return Object.freeze({ reason, detail: words });
}

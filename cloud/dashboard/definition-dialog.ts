/**
 * What a device is made of, as text: looked at, changed, sent. The device checks it, says what is wrong and where, and
 * takes itself back when it does not come online with it.
 */
import { ApiError, devicePath, request } from "./api.js";
import { explainCommand } from "./command.js";
import { showDialog } from "./dialog.js";
import { element, setText } from "./element.js";

interface Definition {
  source: "built-in" | "stored" | "trial";
  description: unknown;
}

interface Outcome {
  state: "receiving" | "unchanged" | "trial" | "built-in";
  trialMs?: number;
}

const timeoutMs = 120_000; // ms; a long one goes in parts, each answered by the device

const sources = Object.freeze({
  "built-in": "It is the one of its firmware.",
  stored: "It was changed from here.",
  trial: "It is on trial: the device goes back to the one before when it does not come online with it.",
});

const outcomes: Readonly<Record<Outcome["state"], string>> = Object.freeze({
  receiving: "The device waits for more of it.",
  unchanged: "It is what the device had; nothing has changed.",
  trial: "The device has taken it and connects anew. When it does not come online with it, it goes back by itself.",
  "built-in": "The device goes back to what its firmware was built with.",
});

export async function showDefinition(id: string, name: string): Promise<void> {
  const area = element("textarea", {
    class: "code-text definition",
    rows: 18,
    spellcheck: "false",
    "aria-label": "device.json",
    readonly: true,
  });
  const hint = element("p", { class: "hint", role: "status" }, "Asking the device…");
  const back = element("button", { type: "button", class: "button small" }, "Back to the firmware's own…");
  const dialog = showDialog({
    title: `What ${name} is made of`,
    body: [hint, area, element("div", { class: "definition-more" }, back)],
    action: { label: "Check and apply", run: () => apply(id, area.value) },
    explain: explainDefinition,
  });
  dialog.classList.add("wide");
  back.addEventListener("click", () => {
    dialog.close();
    confirmBack(id, name);
  });
  try {
    const { source, description } = await request<Definition>("GET", devicePath(id, "/description"), undefined, {
      timeoutMs,
    });
    area.value = JSON.stringify(description, undefined, 2);
    area.readOnly = false;
    setText(hint, `${sources[source]} docs/description.md says what may stand here.`);
  } catch (error) {
    setText(hint, explainCommand(error));
  }
}

async function apply(id: string, text: string): Promise<() => void> {
  let wanted: unknown;
  try {
    wanted = JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`That is no JSON: ${(error as Error).message}`);
  }
  const outcome = await request<Outcome>("PUT", devicePath(id, "/description"), wanted, { timeoutMs });
  return () => showOutcome(outcome);
}

function confirmBack(id: string, name: string): void {
  const run = async () => {
    const outcome = await request<Outcome>("DELETE", devicePath(id, "/description"), undefined, { timeoutMs });
    return () => showOutcome(outcome);
  };
  const body = [element("p", {}, `What was changed of ${name} from here is given up.`)];
  const action = { label: "Go back", isDanger: true, run };
  showDialog({ title: "Back to the firmware's own?", body, action, explain: explainDefinition });
}

function showOutcome({ state }: Outcome): void {
  const title = state === "unchanged" ? "Nothing to do" : "Taken";
  showDialog({ title, body: [element("p", {}, outcomes[state])], closeLabel: "Close" });
}

/** Every problem that the device found, a line each. */
function explainDefinition(error: unknown): string {
  if (error instanceof SyntaxError) return error.message;
  const problems = error instanceof ApiError ? (error.data as { problems?: unknown } | undefined)?.problems : undefined;
  if (!Array.isArray(problems) || problems.length === 0) return explainCommand(error);
  const lines = (problems as { at?: unknown; reason?: unknown }[]).map(({ at, reason }) => `${at}: ${reason}`);
  return lines.join("\n");
}

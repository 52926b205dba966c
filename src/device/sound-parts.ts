/**
 * The definition that the firmware was built with, at the start: it was checked for the board it was built for, and is
 * checked again on the board that it runs on. A part that cannot be is named in the log and left out; the others work.
 */
import type { Board } from "../board/board.js";
import type { SessionLog } from "../session/session-options.js";
import { checkDefinition } from "./check/check-definition.js";
import { type Problem, problemText } from "./check/problems.js";
import type { DeviceDefinition } from "./definition.js";
import type { Kinds } from "./kinds.js";

/** The definition itself where all of it is sound. */
export function soundParts(
  definition: DeviceDefinition,
  board: Board,
  kinds: Kinds,
  log: SessionLog,
  now: number,
): DeviceDefinition {
  const problems = checkDefinition(definition, board, kinds);
  if (problems.length === 0) return definition;
  for (const problem of problems) log.write("error", "definition.wrong", problemText(problem), now);
  const { sensors, actuators, rules, timeZone } = definition;
  const isZoneSound = timeZone !== undefined && !problems.some(({ at }) => at === "timeZone");
  return {
    ...(isZoneSound ? { timeZone } : {}),
    sensors: sound("sensors", sensors, problems),
    actuators: sound("actuators", actuators, problems),
    rules: sound("rules", rules, problems),
  };
}

function sound<Part>(list: string, parts: readonly Part[] | undefined, problems: readonly Problem[]): readonly Part[] {
  if (!Array.isArray(parts)) return [];
  return parts.filter((_, i) => !problems.some(({ at }) => at.startsWith(`${list}[${i}]`)));
}

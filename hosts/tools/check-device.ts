/**
 * `npm run check:device -- [FILE or FOLDER] [--board NAME]`: holds an application's device.json, and the kinds of its own
 * code, against a board: the simulated one (on the desktop, or in the SDK's simulator), or one of hosts/esp32/boards. Exit
 * code 1 when something is wrong.
 */
import { UsageError } from "../../cloud/src/errors.js";
import type { BoardFacts } from "../../src/device/check/board-facts.js";
import type { DeviceDefinition } from "../../src/device/definition.js";
import { runProgram } from "../desktop/program.js";
import { boardNames, readBoard } from "../esp32/tools/boards.js";
import { Failure } from "../esp32/tools/failure.js";
import { factsOf } from "../esp32/tools/pinout.js";
import { checkApplication, findApplication, readDefinition, simulatedBoard, simulatorBoard } from "./application.js";

const usage = `npm run check:device -- [FILE or FOLDER] [--board NAME]
  FILE or FOLDER       of a device.json (app)
  --board NAME         simulated (default), simulator (with the SDK's drivers), all, or one of hosts/esp32/boards: ${boardNames().join(", ")}`;

async function main(args: readonly string[]): Promise<void> {
  const at = args.indexOf("--board");
  const board = at < 0 ? "simulated" : args[at + 1];
  const paths = args.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  if (board === undefined || paths.length > 1 || paths.some((path) => path.startsWith("-")))
    throw new UsageError(usage);
  const application = findApplication(paths[0]);
  const boards = board === "all" ? ["simulated", "simulator", ...boardNames()] : [board];
  for (const name of boards) {
    await checkApplication(application, factsFor(name));
    const { sensors, actuators, rules = [] } = readDefinition(application) as DeviceDefinition;
    const count = `${sensors.length} sensors, ${actuators.length} actuators, ${rules.length} rules`;
    process.stdout.write(`${name}: ${count}, all as they should be\n`);
  }
}

function factsFor(name: string): BoardFacts {
  if (name === "simulated") return simulatedBoard;
  if (name === "simulator") return simulatorBoard;
  try {
    return factsOf(readBoard(name).file);
  } catch (error) {
    if (error instanceof Failure) throw new UsageError(error.message);
    throw error;
  }
}

await runProgram(main);

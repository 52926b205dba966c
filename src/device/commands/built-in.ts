/** The firmware's own commands. Their schemas are the wire's, in src/protocol. */
import { errorCodes } from "../../protocol/faults.js";
import { sessionLimits } from "../../session/limits.js";
import { writeDefinition } from "../configure/write-definition.js";
import { writeDescription } from "../describe.js";
import { deviceLimits } from "../limits.js";
import { builtIn, looks } from "./built-in-command.js";
import type { Command } from "./command.js";
import { ownCommands } from "./own-commands.js";

export const builtInCommands: readonly Command[] = Object.freeze([
  builtIn("describe", looks, ({ from }, { device, result }) => {
    writeDescription(result, device, device.digest, from ?? 0, sessionLimits.answerBytes);
    return undefined;
  }),
  builtIn("ping", looks, (_params, { device, now, result }) => {
    result.raw('{"uptimeMs":').number(device.uptime(now)).raw("}");
    return undefined;
  }),
  builtIn("actuator.set", {}, ({ name, value, transitionMs }, { device, now, result }) => {
    if (device.isSafe) return { code: errorCodes.unsupported, message: "the device is in safe mode" };
    const { actuators } = device.parts;
    const error = actuators.set(name, value, now, transitionMs);
    if (error !== undefined) return error;
    result.raw('{"name":').string(name);
    const own = actuators.valueOf(name);
    if (own !== undefined) result.raw(',"value":').value(own);
    const actuator = actuators.find(name);
    const target = actuator?.definition.name === name ? actuator.target : undefined;
    if (target !== undefined) result.raw(',"target":').value(target);
    result.raw("}");
    return undefined;
  }),
  builtIn("state.desired", looks, (params, { device, now, result }) => {
    const error = device.state.take(params, now);
    if (error !== undefined) return error;
    result.raw('{"version":').number(device.settings.version).raw("}");
    return undefined;
  }),
  builtIn("device.definition", looks, ({ from }, { device, result }) => {
    writeDefinition(result, device.configuration, from ?? 0, sessionLimits.answerBytes);
    return undefined;
  }),
  builtIn("device.configure", {}, (params, { device, now, result }) => {
    const outcome = device.configuration.take(params, now);
    if (typeof outcome !== "string") return outcome;
    result.raw('{"state":').string(outcome);
    if (outcome === "trial") result.raw(',"trialMs":').number(params.trialMs ?? deviceLimits.trialMs);
    result.raw("}");
    return undefined;
  }),
  builtIn("command.cancel", looks, ({ id }, { device, now, result }) => {
    result.raw('{"cancelled":').value(device.commands.cancel(id, now)).raw("}");
    return undefined;
  }),
  ...ownCommands,
]);

/** Commands that concern the device itself: restart, reset, identify, its log. */
import { errorCodes } from "../../protocol/faults.js";
import { builtIn, looks } from "./built-in-command.js";
import type { Command } from "./command.js";
import { findLamp, Identify } from "./identify.js";

export const ownCommands: readonly Command[] = Object.freeze([
  builtIn("device.restart", {}, (_params, { device, result }) => {
    result.raw("{}");
    device.restart("restart was asked for");
    return undefined;
  }),
  builtIn("device.reset", {}, ({ confirm }, { device, result }) => {
    if (confirm !== device.id) {
      const reason = "must be the id of this device";
      return { code: errorCodes.invalidParams, message: `confirm ${reason}`, data: { at: "/confirm", reason } };
    }
    result.raw("{}");
    device.reset("by command");
    return undefined;
  }),
  builtIn(
    "device.identify",
    Object.freeze({ isLong: true, deadlineMs: 65_000 }),
    ({ seconds = 10 }, { device, now }) => {
      const lamp = findLamp(device);
      if (lamp === undefined) return { code: errorCodes.unsupported, message: "this device has no lamp" };
      return new Identify(device, lamp, seconds, now);
    },
  ),
  builtIn("log.recent", looks, ({ level = "debug", limit = 32 }, { device, now, result }) => {
    result.raw('{"entries":');
    device.log.writeLines(result, limit, level, device.wallOffset(now));
    result.raw("}");
    return undefined;
  }),
  builtIn("log.subscribe", looks, ({ level, seconds }, { device, now, result }) => {
    device.log.tail(level, now + seconds * 1000);
    result.raw('{"level":').string(level).raw(',"seconds":').number(seconds).raw("}");
    return undefined;
  }),
]);

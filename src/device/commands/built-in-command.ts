/** Makes a command of the firmware's own from its method on the wire. */
import { type Method, type Params, type ServerMethod, serverMethods } from "../../protocol/messages.js";
import type { RpcError } from "../../protocol/rpc.js";
import type { ObjectSchema } from "../../protocol/schema.js";
import type { Call, Command, Job } from "./command.js";

type Options = Pick<Command, "deadlineMs" | "isRepeatable" | "isLong">;

/** It changes nothing. */
export const looks: Options = Object.freeze({ isRepeatable: true });

export function builtIn<M extends ServerMethod>(
  name: M,
  options: Options,
  run: (params: Params<M>, call: Call) => RpcError | Job | undefined,
): Command {
  const { title, params, ...its }: Method = serverMethods[name];
  // That of describe would take a message of its own, and whoever reads it knows it.
  const result = name === "describe" ? undefined : its.result;
  return Object.freeze({
    name,
    ...(title === undefined ? {} : { title }),
    params: params as ObjectSchema,
    ...(result === undefined ? {} : { result }),
    ...options,
    run,
  }) as Command;
}

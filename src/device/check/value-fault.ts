/** Whether an actuator of a definition takes a value, by its kind: before it is there to be asked. */
import type { Schema } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { validate } from "../../protocol/validate.js";
import type { ActuatorControls, ActuatorKind } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import type { Kinds } from "../kinds.js";
import { isFields } from "./check-schema.js";

type Control = NonNullable<ActuatorControls["controls"]>[number];

/**
 * The reason, in words; undefined: it takes it, there is no actuator of that name, or nobody knows before it is set.
 * actuators: of the definition, whatever they are; name: of one of them, or of a control.
 */
export function valueFault(
  actuators: readonly unknown[],
  kinds: Kinds,
  name: string,
  value: RecordValue,
): string | undefined {
  for (const actuator of actuators) {
    if (!isFields(actuator) || typeof actuator["name"] !== "string" || !name.startsWith(actuator["name"])) continue;
    const kind = typeof actuator["kind"] === "string" ? kinds.actuator(actuator["kind"]) : undefined;
    if (kind === undefined) continue;
    const schema = schemaOf(kind, actuator as unknown as ActuatorDefinition, name);
    if (schema === undefined) continue;
    const isTaken = validate(schema, value) === undefined;
    return isTaken ? undefined : `the ${actuator["kind"]} "${name}" takes ${inWords(schema)}`;
  }
  return undefined;
}

function schemaOf(kind: ActuatorKind, definition: ActuatorDefinition, name: string): Schema | undefined {
  if (name === definition.name) return kind.takes?.(definition);
  const control = kind.describe?.(definition).controls?.find((each) => each.name === name);
  return control === undefined ? undefined : controlSchema(control);
}

function controlSchema({ kind, minimum, maximum, options = [] }: Control): Schema {
  if (kind === "boolean") return { type: "boolean" };
  if (kind === "choice") return { enum: options };
  return {
    type: "number",
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}

function inWords(schema: Schema): string {
  if ("anyOf" in schema) return schema.anyOf.map(inWords).join(", or ");
  if ("enum" in schema) return schema.enum.join(" or ");
  if (!("type" in schema)) return "something else";
  if (schema.type === "boolean") return "true or false";
  if (schema.type !== "number") return `a ${schema.type}`;
  const { minimum, maximum } = schema;
  if (minimum === undefined) return maximum === undefined ? "a number" : `a number up to ${maximum}`;
  return maximum === undefined ? `a number from ${minimum} on` : `a number from ${minimum} to ${maximum}`;
}

/**
 * Fields of a form for the parameters of a command, from their JSON Schema as the device gave it: numbers, texts, choices,
 * true/false; anything else is written as JSON. A schema of any shape makes a form, be it one field of JSON.
 */
import { element, uniqueId } from "./element.js";
import { titleOf } from "./quantity.js";

/** What of a schema is looked at; a device may send anything. */
interface Property {
  type?: unknown;
  title?: unknown;
  description?: unknown;
  enum?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  maxLength?: unknown;
  default?: unknown;
}

interface Field {
  name: string;
  isRequired: boolean;
  root: HTMLElement;
  /** undefined: left empty. Throws a FieldError. */
  read(): unknown;
}

/** A field that cannot be sent as it stands; the message is for a person. */
export class FieldError extends Error {}

export interface SchemaForm {
  nodes: Node[];
  /** The parameters as they stand. Throws a FieldError. */
  read(): Record<string, unknown>;
}

const handledByCloud = new Set(["expires"]);

/** isOptionalSaid: fields that may stay empty say so */
export function schemaForm(params: unknown, { isOptionalSaid = true } = {}): SchemaForm {
  const { properties, required } = (isObject(params) ? params : {}) as { properties?: unknown; required?: unknown };
  const names = new Set(Array.isArray(required) ? required : []);
  const fields: Field[] = [];
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    if (handledByCloud.has(name)) continue;
    const isRequired = names.has(name);
    fields.push(makeField(name, isObject(property) ? property : {}, isRequired, isOptionalSaid && !isRequired));
  }
  return {
    nodes: fields.map(({ root }) => root),
    read() {
      const values: Record<string, unknown> = {};
      for (const field of fields) {
        const value = field.read();
        if (value !== undefined) values[field.name] = value;
        else if (field.isRequired) throw new FieldError(`${titleOf(field.name)} is missing.`);
      }
      return values;
    },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function makeField(name: string, property: Property, isRequired: boolean, isOptionalSaid: boolean): Field {
  const [input, read] = makeInput(name, property);
  const id = uniqueId("parameter");
  input.id = id;
  const title = titleOf(name, typeof property.title === "string" ? property.title : undefined);
  const label = element("label", { for: id }, isOptionalSaid ? `${title} (optional)` : title);
  const root = element("div", { class: "field" }, label, input);
  if (typeof property.description === "string") {
    input.setAttribute("aria-describedby", `${id}-hint`);
    root.append(element("p", { id: `${id}-hint`, class: "hint" }, property.description));
  }
  return { name, isRequired, root, read };
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function makeInput(name: string, property: Property): [Input, () => unknown] {
  if (Array.isArray(property.enum)) return choice(property.enum, property.default);
  if (property.type === "boolean") return choice([true, false], property.default);
  if (property.type === "number" || property.type === "integer") return number(name, property);
  if (property.type === "string") return text(property);
  return json(name);
}

function choice(values: readonly unknown[], preset: unknown): [Input, () => unknown] {
  const words = (value: unknown): string => (value === true ? "Yes" : value === false ? "No" : String(value));
  const select = element("select", {}, element("option", { value: "" }, "–"));
  for (const [index, value] of values.entries()) {
    select.append(element("option", { value: index, selected: value === preset }, words(value)));
  }
  return [select, () => (select.value === "" ? undefined : values[Number(select.value)])];
}

function number(name: string, { type, minimum, maximum, default: preset }: Property): [Input, () => unknown] {
  const isNumber = (value: unknown): value is number => typeof value === "number";
  const input = element("input", {
    type: "number",
    step: type === "integer" ? 1 : "any",
    min: isNumber(minimum) ? minimum : undefined,
    max: isNumber(maximum) ? maximum : undefined,
    value: isNumber(preset) ? preset : undefined,
  });
  const read = (): unknown => {
    if (input.value === "" && !input.validity.badInput) return undefined;
    if (!Number.isFinite(input.valueAsNumber)) throw new FieldError(`${titleOf(name)} is no number.`);
    return input.valueAsNumber;
  };
  return [input, read];
}

function text({ maxLength, default: preset }: Property): [Input, () => unknown] {
  const input = element("input", {
    type: "text",
    autocomplete: "off",
    maxlength: typeof maxLength === "number" ? maxLength : undefined,
    value: typeof preset === "string" ? preset : undefined,
  });
  return [input, () => (input.value === "" ? undefined : input.value)];
}

function json(name: string): [Input, () => unknown] {
  const area = element("textarea", { class: "code-text", rows: 3, spellcheck: "false", placeholder: "JSON" });
  const read = (): unknown => {
    if (area.value.trim() === "") return undefined;
    try {
      return JSON.parse(area.value) as unknown;
    } catch {
      throw new FieldError(`${titleOf(name)} is no JSON. Texts stand in quotes.`);
    }
  };
  return [area, read];
}

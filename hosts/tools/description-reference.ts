/** docs/description.md: the reference of device.json, made of the same schemas as its JSON Schema. */
import { actuatorSchema, definitionSchema, readingSchema, sensorSchema } from "../../src/device/definition-schemas.js";
import type { Kinds } from "../../src/device/kinds.js";
import { deviceLimits } from "../../src/device/limits.js";
import { ruleSchema } from "../../src/device/rules/rule-options.js";
import type { SensorKind } from "../../src/device/sensor-kind.js";
import type { ObjectSchema, Schema } from "../../src/protocol/schema.js";

const formats: Readonly<Record<string, string>> = Object.freeze({
  name: "a name",
  id: "a name",
  reading: "name of a reading",
  actuator: "name of an actuator",
});

function typeOf(schema: Schema): string {
  if ("const" in schema) return `\`${JSON.stringify(schema.const)}\``;
  if ("enum" in schema) return schema.enum.map((each) => `\`"${each}"\``).join(", ");
  if ("anyOf" in schema) return schema.anyOf.map(typeOf).join(" or ");
  switch (schema.type) {
    case undefined:
      return "";
    case "string":
      return schema.format === undefined ? "text" : (formats[schema.format] ?? "a name");
    case "number":
    case "integer": {
      const kind = schema.type === "integer" ? "whole number" : "number";
      const { minimum, maximum } = schema;
      if (minimum !== undefined && maximum !== undefined) return `${kind}, ${minimum} to ${maximum}`;
      return minimum === undefined ? kind : `${kind}, at least ${minimum}`;
    }
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array":
      return `list of ${schema.maxItems === undefined ? "" : `up to ${schema.maxItems} `}${typeOf(schema.items)}`;
    case "object":
      return "object";
  }
}

/** Rows of a table: fields, and the fields of objects below them. */
function rows(schema: ObjectSchema, path = ""): string[] {
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    const isRequired = schema.required?.includes(name) === true;
    const description = "description" in field ? (field.description ?? "") : "";
    const own = `| \`${path}${name}\` | ${typeOf(field)} | ${isRequired ? "yes" : ""} | ${description} |`;
    return [own, ...inner(field, `${path}${name}`)];
  });
}

function inner(field: Schema, path: string): string[] {
  if ("anyOf" in field) return field.anyOf.flatMap((each) => inner(each, path));
  if (!("type" in field)) return [];
  if (field.type === "array") return inner(field.items, `${path}[]`);
  return field.type === "object" ? rows(field, `${path}.`) : [];
}

function table(schema: ObjectSchema): string {
  const body = rows(schema);
  if (body.length === 0) return "No options of its own.";
  return ["| Field | Value | Required | |", "|---|---|---|---|", ...body].join("\n");
}

function sensor(name: string, kind: SensorKind): string {
  const { title, readings, intervalMs, intervalMinimumMs, options, blocksMs } = kind;
  const every = intervalMs === undefined ? "when it changes" : `every ${intervalMs / 1000} s by default`;
  const least = intervalMinimumMs === undefined ? "" : `, every ${intervalMinimumMs / 1000} s at the most`;
  const host = kind.isHostDriver === true ? " The driver is the Moddable SDK's: on boards and in the simulator." : "";
  const waits = blocksMs === undefined ? "" : ` A sample holds up all else for ${blocksMs} ms.`;
  const given = readings.map(({ key, title: text, unit, type }) => {
    const what = type === "boolean" ? "true or false" : type === "string" ? "text" : (unit ?? "unit by the definition");
    return `| \`${key}\` | ${text} | ${what} |`;
  });
  return [
    `### ${name}`,
    `${title}. Sampled ${every}${least}.${waits}${host}`,
    ["| Reading | | Unit |", "|---|---|---|", ...given].join("\n"),
    table(options),
  ].join("\n\n");
}

/** The whole file. */
export function descriptionReference(kinds: Kinds): string {
  const all = (of: "sensors" | "actuators" | "filters"): string[] => kinds.names(of).sort();
  const sensors = all("sensors").map((name) => sensor(name, kinds.sensor(name) as SensorKind));
  const part = (name: string, found: { title: string; options: ObjectSchema } | undefined): string =>
    `### ${name}\n\n${found?.title}.\n\n${table(found?.options as ObjectSchema)}`;
  return `# device.json

<!-- Made by \`npm run docs:description\` from src/device. -->

What is wired where, and what becomes of it, stands in the \`device.json\` of an application's folder ([app/device.json](../app/device.json)
is the example's). \`"$schema": "../docs/device.schema.json"\` in its first line lets an editor complete it. It is checked when
it is built (\`npm start\`, \`npm run simulator\`, \`npm run build:esp32\`), by \`npm run check:device -- [FILE] [--board NAME]\`,
when a device starts, and when it is changed from the cloud (\`PUT /v1/devices/{id}/description\`): all that is wrong is
told with its place, \`sensors[2].pin: 6 is used by flash on this board\`, and what was in force stays in force.

A change from the cloud takes effect without a restart: parts that are the same in both go on as they are, so that no
output moves; the others end, or begin as after a start. The device then connects anew, and that makes the change
permanent. If it is not online within its time (three minutes, or \`?trialMs=\`), or starts for the third time before it
was, what was in force before is in force again, and the event \`definition.reverted\` says why. It has room for
${deviceLimits.definitionBytes} bytes of compact JSON with ${deviceLimits.definitionValues} values.

A description has at most ${deviceLimits.sensors} sensors, ${deviceLimits.actuators} actuators and ${deviceLimits.rules} rules.

${table(definitionSchema)}

A pin is the name of one of the board's pins (\`button\`, \`relay\`: see the board's file in hosts/esp32/boards) or the number
of a GPIO. A name of a reading or actuator is there once.

A reading is a value with its time, or a fault: the event \`sensor.fault\` has the name of the reading and why, once, and
\`sensor.healed\` when it is over. A sensor that fails is tried again after 1 s, doubling to 60 s. What was read before is
never told again in the place of a reading.

## Sensors

Each has, beside what its kind adds:

${table(sensorSchema)}

Each of its readings may have:

${table(readingSchema)}

A reading is told in another unit of the same quantity when \`unit\` says so (K for Cel, Pa for hPa, kWh for Wh). Filters
see it in that unit.

${sensors.join("\n\n")}

The kinds whose driver is the Moddable SDK's work on boards and in the simulator: a board's build has those that its device.json
or \`--drivers\` names, and a change from the cloud can name these alone ([drivers.md](drivers.md#drivers-of-the-moddable-sdk)).

## Filters

Each has \`kind\`, and what that kind adds. Up to ${deviceLimits.filtersOfReading} of them for a reading, applied in their order.

${all("filters")
  .map((name) => part(name, kinds.filter(name)))
  .join("\n\n")}

## Actuators

Each has, beside what its kind adds:

${table(actuatorSchema)}

An output keeps its limits whatever asks for it (a command, a rule, the desired state, a restart): what it may not do yet
it does when it may, and what was asked last counts. Until then the answer of \`actuator.set\` says under \`target\` where it
is on its way to. A change that nobody commanded (the end of a transition, a jam, a limit) is told as state too, and as an
event where somebody should know: \`actuator.fault\` and \`actuator.healed\` with its name and why (\`jammed\`, \`no-reading\`,
\`hardware\`), \`actuator.limited\` when a maximum on-time ended it, \`actuator.cloud-lost\` when \`onCloudLost\` was carried out.
Last values are stored at most ${deviceLimits.keepBurst} times at once and once a minute after that, and at an orderly end.

Some have named values beside their own, which \`actuator.set\` takes by their full name: \`lamp.on\` (true is the brightness
it had last), \`heating.mode\` and \`heating.target\`. A climate's own value is what it does: off, idle, heating, cooling.

${all("actuators")
  .map((name) => part(name, kinds.actuator(name)))
  .join("\n\n")}

## Rules

When something happens, and only if, do: on the device itself, with its cloud or without.

\`\`\`json
{
  "name": "night-light",
  "when": [{ "button": "button", "press": "long" }, { "reading": "light", "below": 10, "hysteresis": 5, "forMs": 60000 }],
  "if": [{ "from": "18:00", "to": "07:00" }],
  "do": [{ "set": "lamp", "value": 0.2, "transitionMs": 2000 }]
}
\`\`\`

A trigger has one of \`reading\`, \`button\`, \`at\`; a condition \`reading\`, or \`from\` and \`to\`; an action one of \`set\`,
\`toggle\`, \`event\`. A rule acts when something begins to be so: a threshold that is passed at the start counts, a state
that is so at the start does not. A reading of a sensor that does not work is none. Rules by the clock wait while the time
is unknown, and the log says so; a minute that summer time skips, or a small correction of the clock, is made up for, one
that comes twice counts once. A value that its actuator does not take is refused with the description
(\`rules[0].do[0].value: the switch "fan" takes true or false\`). What a rule would do too often it does not do: it is
counted, and logged when it begins.

${table(ruleSchema)}
`;
}

/**
 * Readings and actuators are known by their names alone: none is there twice, and what refers to one has to find it. Names
 * are collected first, for a part may refer to one behind it.
 */
import type { Schema } from "../../protocol/schema.js";
import { hint } from "./nearest.js";
import type { Problems } from "./problems.js";

/** value: a reading or an actuator; interlock: something that others have to name too */
type Sort = "reading" | "actuator" | "value" | "interlock";

interface Reference {
  readonly sort: Sort;
  readonly name: string;
  readonly at: string;
}

export class NameCheck {
  private readonly problems: Problems;
  /** The place that has each name. */
  private readonly places = new Map<string, string>();
  private readonly known: Record<"reading" | "actuator", string[]> = { reading: [], actuator: [] };
  private readonly references: Reference[] = [];

  constructor(problems: Problems) {
    this.problems = problems;
  }

  add(sort: "reading" | "actuator", name: string, at: string): void {
    const other = this.places.get(name);
    if (other !== undefined) this.problems.add(at, `"${name}" is ${other} already`);
    else this.places.set(name, at);
    this.known[sort].push(name);
  }

  /** A value that may be a reference: its schema says so. */
  note(schema: Schema, value: unknown, at: string): void {
    const sort = "format" in schema ? schema.format : undefined;
    if (sort === undefined || sort === "name" || sort === "id") return;
    this.references.push({ sort, name: String(value), at });
  }

  /** All names are there: what refers to none of them is wrong. */
  conclude(): void {
    for (const { sort, name, at } of this.references) {
      if (sort === "interlock") this.checkInterlock(name, at);
      else {
        const known = sort === "value" ? [...this.known.reading, ...this.known.actuator] : this.known[sort];
        const what = sort === "value" ? "reading or actuator" : sort;
        if (!known.includes(name)) this.problems.add(at, `there is no ${what} "${name}"${hint(name, known)}`);
      }
    }
  }

  private checkInterlock(name: string, at: string): void {
    const others = this.references.filter((other) => other.sort === "interlock" && other.at !== at);
    if (others.some((other) => other.name === name)) return;
    const names = others.map((other) => other.name);
    this.problems.add(at, `no other output names the interlock "${name}"${hint(name, names)}`);
  }
}

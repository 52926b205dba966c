/**
 * Readings and actuators are known by their names alone: none is there twice, and what refers to one has to find it. Names
 * are collected first, for a part may refer to one behind it.
 */
import type { Schema } from "../../protocol/schema.js";
import { hint } from "./nearest.js";
import type { Problems } from "./problems.js";

type Sort = "reading" | "actuator";

interface Reference {
  readonly sort: Sort;
  readonly name: string;
  readonly at: string;
}

export class NameCheck {
  private readonly problems: Problems;
  /** The place that has each name. */
  private readonly places = new Map<string, string>();
  private readonly known: Record<Sort, string[]> = { reading: [], actuator: [] };
  private readonly references: Reference[] = [];

  constructor(problems: Problems) {
    this.problems = problems;
  }

  add(sort: Sort, name: string, at: string): void {
    const other = this.places.get(name);
    if (other !== undefined) this.problems.add(at, `"${name}" is ${other} already`);
    else this.places.set(name, at);
    this.known[sort].push(name);
  }

  /** A value that may be a reference: its schema says so. */
  note(schema: Schema, value: unknown, at: string): void {
    const sort = "format" in schema ? schema.format : undefined;
    if (sort === "reading" || sort === "actuator") this.references.push({ sort, name: String(value), at });
  }

  /** All names are there: what refers to none of them is wrong. */
  conclude(): void {
    for (const { sort, name, at } of this.references) {
      const known = this.known[sort];
      if (!known.includes(name)) this.problems.add(at, `there is no ${sort} "${name}"${hint(name, known)}`);
    }
  }
}

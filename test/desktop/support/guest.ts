/** Guests for the tests of the engines, written in place, on each engine that this machine can have. */
import { buildEngine } from "../../../hosts/desktop/engine/build.js";
import { type Bundle, bundleGuest } from "../../../hosts/desktop/engine/bundle.js";
import {
  type Engine,
  type EngineKind,
  type EngineOptions,
  startEngine,
  type Value,
} from "../../../hosts/desktop/engine/engine.js";
import { describeWith } from "../../support/needs.js";

const xs = await buildEngine();

/** Lines before the guest's own text. */
const prelude = 'import type { GuestHost } from "./hosts/desktop/engine/host.js";\ndeclare const host: GuestHost;\n';

/** Line n of the text is guest-fixture.ts:(n + 2) in traces. */
export function guestSource(text: string): Promise<Bundle> {
  return bundleGuest({ source: { text: prelude + text, name: "guest-fixture.ts" } });
}

/** The suite on each kind of engine. */
export function describeOnEngines(title: string, suite: (kind: EngineKind) => void): void {
  describe(`${title} on node`, () => suite("node"));
  describeOnXS(title, () => suite("xs"));
}

export function describeOnXS(title: string, suite: () => void): void {
  describeWith("XS", xs.absent, `${title} on xs`, suite);
}

export interface Run {
  engine: Engine;
  /** object, operation and arguments of each call */
  calls: Value[][];
  lines: string[];
}

/** An engine whose board writes calls down and answers with `answer`. */
export async function runGuest(
  kind: EngineKind,
  bundle: Bundle,
  options: Partial<EngineOptions> & { answer?: (...call: Value[]) => Value } = {},
): Promise<Run> {
  const { answer, ...rest } = options;
  const calls: Value[][] = [];
  const lines: string[] = [];
  const call = (object: number, operation: number, args: Value[]): Value => {
    calls.push([object, operation, ...args]);
    return answer?.(object, operation, ...args);
  };
  const engine = await startEngine({ kind, bundle, board: { call }, onPrint: (line) => lines.push(line), ...rest });
  return { engine, calls, lines };
}

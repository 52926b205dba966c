/**
 * Brings what is desired to a device: with the answer to its hello, or as a message when it changes. The patch alone
 * where the device has the version before, else the whole: all settings, and of the actuators those that somebody has
 * named since the version that the device has. The others were set when they were desired; a command, a rule or a hand
 * that moved them later counts. What does not arrive comes with the next hello.
 */
import { errorCodes } from "../../../src/protocol/faults.js";
import { limits } from "../../../src/protocol/limits.js";
import type { Params } from "../../../src/protocol/messages.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { Desired } from "../store/device-states.js";
import type { Store } from "../store/store.js";
import type { DeviceSession } from "./session.js";

export interface DeliveryOptions {
  store: Store;
  log: Log;
  metrics: Metrics;
}

/** The whole, for a device that has the version `known`: 0, or one that was never given here, makes all actuators new to it. */
function whole(session: DeviceSession, { version, state, named }: Desired, known: number): Params<"state.desired"> {
  const { actuators } = state;
  session.judgedFrom = known > version ? 0 : known;
  if (session.judgedFrom === 0 || actuators === undefined) return { version, patch: state };
  const news = Object.entries(actuators as object).filter(([name]) => (named[`/actuators/${name}`] ?? version) > known);
  return { version, patch: { ...state, actuators: Object.fromEntries(news) } };
}

export class StateDelivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** For hello's result; undefined: the device has it. */
  forHello(session: DeviceSession, taken: number): Params<"state.desired"> | undefined {
    session.taken = session.confirmed = session.judgedFrom = taken;
    const desired = this.#options.store.states.desired(session.id);
    if (desired === undefined || desired.version === taken) return undefined;
    session.taken = desired.version;
    this.#options.metrics.add("states_sent_total", 1);
    return whole(session, desired, taken);
  }

  /** It has changed while the device is online. Never rejects. */
  async send(session: DeviceSession): Promise<void> {
    const { store, log, metrics } = this.#options;
    const desired = store.states.desired(session.id);
    if (desired === undefined || desired.version === session.taken) return;
    const { version, from, patch } = desired;
    const builds = from > 0 && from === session.taken;
    if (builds) session.judgedFrom = from;
    const first = builds ? { version, from, patch } : whole(session, desired, session.confirmed);
    // The next change may come before the answer to this one: it builds on it.
    session.taken = version;
    metrics.add("states_sent_total", 1);
    let outcome = await session.request("state.desired", first, limits.commandMs);
    if (outcome.kind === "refused" && outcome.error.code === errorCodes.conflict) {
      session.confirmed = versionIn(outcome.error.data) ?? session.confirmed;
      const again = whole(session, desired, session.confirmed);
      outcome = await session.request("state.desired", again, limits.commandMs);
    }
    if (outcome.kind === "result") {
      session.confirmed = version;
      return;
    }
    if (session.taken === version) session.taken = undefined;
    const why = outcome.kind === "refused" ? `${outcome.error.code} ${outcome.error.message}` : outcome.kind;
    log.info(`${session.id} did not take version ${version} of what is desired: ${why}`);
  }
}

/** That a device which refuses a patch says it has; undefined: it says none. */
function versionIn(data: unknown): number | undefined {
  const version = (data as { version?: unknown } | undefined)?.version;
  return typeof version === "number" ? version : undefined;
}

/**
 * Joins networks, by the table of join-states.ts: those that are stored, by priority and strength, or one that is on
 * trial before anything of it is stored. Without I/O of its own but the network interface's; pulled by the device's pump.
 *
 * What is stored is read for each scan and let go: a device in its network keeps no password in its memory.
 */
import type { FoundNetwork, JoinOptions, NetworkInterface } from "../board/network.js";
import type { Air } from "./air.js";
import { hostnameKey } from "./improv-serial.js";
import { type JoinEvent, type JoinState, joinTransitions } from "./join-states.js";
import { provisioningLimits as limits } from "./limits.js";
import { bestOf, unheard, unseen } from "./network-choice.js";
import { draw, openSettings, type ProvisioningHost } from "./provisioning-host.js";
import { readNetworks, type StoredNetwork } from "./stored-networks.js";

export type JoinFailure = "not-found" | "password" | "no-address";

const never = Number.POSITIVE_INFINITY;
const none: readonly StoredNetwork[] = Object.freeze([]);
const nothing = Object.freeze([]) as unknown as number[]; // nothing is written to it: no index of `known` leads there

export class Joiner {
  state: JoinState = "idle";
  /** monotonic ms; when to call advance() */
  deadline = never;
  /** Why the newest join failed; undefined: it did not, or one is under way. */
  declare failure: JoinFailure | undefined;
  /** Illegal events so far. */
  faults = 0;
  /** A phone is on the portal: nothing is joined but what it asks for, and nothing is scanned for. */
  isHeld = false;
  /** The network that is tried before it is stored. */
  declare trial: Omit<StoredNetwork, "priority"> | undefined;
  private readonly host: ProvisioningHost;
  private readonly air: Air;
  /** monotonic ms; when the state began */
  private since = 0;
  private attempts = 0;
  private seen = -1;
  /** What is known, from the beginning of a scan to the end of its last join. */
  private known: readonly StoredNetwork[] = none;
  /** dBm, of each that is known, by this scan; unseen: not there, or tried. */
  private signals: number[] = nothing;
  /** In `known`; -1: the trial, or a wired board */
  private at = -1;

  constructor(host: ProvisioningHost, air: Air) {
    this.host = host;
    this.air = air;
    air.listener = this;
  }

  private get network(): NetworkInterface {
    return this.host.link.network;
  }

  /** Begins with what is stored, at once; idle when that is nothing. */
  begin(now: number): void {
    this.adopt();
    const isWired = this.network.scan === undefined;
    if (!isWired && this.read(now).length === 0) this.stop(now);
    else this.start(now);
  }

  /** Joins this one alone; what is stored when that fails. `failure` says why, or the state is ready. */
  try(network: Omit<StoredNetwork, "priority">, now: number): void {
    this.trial = network;
    this.start(now);
  }

  private start(now: number): void {
    this.attempts = 0;
    this.clearFailure();
    this.move("begin", now);
    this.deadline = now;
  }

  private stop(now: number): void {
    const { connection } = this.network;
    this.adopt();
    if (connection !== "gone") this.network.disconnect();
    this.move("forget", now);
  }

  advance(now: number): void {
    const { changes } = this.host.link;
    if (changes !== this.seen) {
      this.seen = changes;
      this.look(now);
    }
    if (now >= this.deadline) this.late(now);
  }

  /** What the network interface says now, where it matters. */
  private look(now: number): void {
    const { connection } = this.network;
    if (this.state === "ready") {
      if (connection !== "ready") this.lost(now);
    } else if (this.state === "joining" || this.state === "addressing") {
      if (connection === "ready") this.succeeded(now);
      else if (connection === "linked" && this.state === "joining") this.move("linked", now);
      else if (connection === "gone") this.gone(now);
    } else if (connection === "ready" && this.network.scan === undefined && this.state !== "idle") this.succeeded(now);
  }

  private succeeded(now: number): void {
    this.clearFailure();
    this.attempts = 0;
    this.letGo();
    this.move("addressed", now);
    const { address, RSSI } = this.network;
    const signal = RSSI === undefined ? "" : `, ${RSSI} dBm`;
    this.host.log.write("info", "network.ready", `${address}${signal}`, now);
  }

  private lost(now: number): void {
    this.host.log.write("warn", "network.lost", undefined, now);
    if (this.trial !== undefined) {
      this.begin(now);
      return;
    }
    this.move("lost", now);
    this.wait(now);
  }

  /** What was tried is stored by now, or given up. */
  adopt(): void {
    if (this.trial !== undefined) this.trial = undefined; // no slot for a device that tries nothing
  }

  private clearFailure(): void {
    if (this.failure !== undefined) this.failure = undefined;
  }

  private gone(now: number): void {
    if (this.state === "addressing" || this.network.failure !== undefined) this.failed(now);
    else if (now - this.since >= limits.settleMs) this.failed(now);
    else this.deadline = Math.min(this.deadline, this.since + limits.settleMs);
  }

  private late(now: number): void {
    switch (this.state) {
      case "waiting":
        this.due(now);
        break;
      case "scanning":
        this.chosen(now);
        break;
      case "joining":
        // Before its own end the deadline was drawn near by a "gone" that may have meant the join before.
        if (this.network.connection === "gone" || now - this.since >= limits.joiningMs) this.failed(now);
        else this.deadline = this.since + limits.joiningMs;
        break;
      default:
        this.failed(now);
    }
  }

  private due(now: number): void {
    const scan = this.network.scan !== undefined;
    if (this.trial !== undefined || !scan) this.join(-1, now);
    else if (this.isHeld || this.air.isScanning) this.deadline = now + limits.heldMs;
    else this.scan(now);
  }

  private scan(now: number): void {
    this.known = this.read(now);
    this.signals = this.known.map(({ isHidden }) => (isHidden === true ? unheard : unseen));
    this.move("scan", now);
    this.air.scan(now);
  }

  /** From a scan: an access point. */
  found({ SSID, RSSI, isOpen }: FoundNetwork): void {
    if (this.state !== "scanning") return;
    for (const [at, known] of this.known.entries()) {
      // A network that had a password and is open now is another one.
      const isIt = known.SSID === SSID && (known.password === undefined) === isOpen;
      if (isIt) this.signals[at] = Math.max(this.signals[at] ?? unseen, RSSI, unheard);
    }
  }

  /** From a scan: it is over. hasFailed: it could not be done, and what is known is tried unseen. */
  scanned(hasFailed: boolean, now: number): void {
    if (this.state !== "scanning") return;
    if (hasFailed) for (const at of this.known.keys()) this.signals[at] = unheard;
    this.chosen(now);
  }

  private chosen(now: number): void {
    const at = bestOf(this.known, this.signals);
    if (at >= 0) this.join(at, now);
    else {
      this.failure ??= "not-found";
      this.move("failed", now);
      this.wait(now);
    }
  }

  private join(at: number, now: number): void {
    const { network } = this;
    this.at = at;
    this.clearFailure();
    const { connection } = network;
    if (connection === "linked" || connection === "ready") {
      if (network.scan === undefined && connection === "ready") {
        this.move("join", now);
        this.succeeded(now);
        return;
      }
      this.host.session.linkChanged(false, now);
      network.disconnect();
    }
    network.connect(this.options());
    this.move("join", now);
  }

  private options(): JoinOptions | undefined {
    const wanted = this.at >= 0 ? this.known[this.at] : this.trial;
    if (wanted === undefined || this.network.scan === undefined) return undefined; // a wired board
    const { SSID, password, fixed } = wanted;
    const options: JoinOptions = { SSID };
    if (password !== undefined) options.password = password;
    if (fixed !== undefined) options.fixed = fixed;
    const hostname = this.hostname();
    if (hostname !== undefined) options.hostname = hostname;
    return options;
  }

  private hostname(): string | undefined {
    const store = openSettings(this.host.board);
    const hostname = store.read(hostnameKey);
    store.close();
    return hostname;
  }

  private failed(now: number): void {
    const { network, at } = this;
    this.failure = this.cause();
    this.host.log.write("warn", "network.failed", this.failure, now);
    if (network.scan !== undefined && network.connection !== "gone") network.disconnect();
    if (at >= 0) this.signals[at] = unseen;
    const next = at >= 0 ? bestOf(this.known, this.signals) : -1;
    if (next >= 0) {
      const { failure } = this;
      this.join(next, now);
      this.failure = failure;
      return;
    }
    const wasTrial = this.trial !== undefined;
    this.adopt();
    this.move("failed", now);
    this.wait(now);
    if (wasTrial && this.read(now).length === 0) this.move("forget", now);
  }

  private cause(): JoinFailure {
    const { failure } = this.network;
    if (this.state === "addressing") return "no-address";
    if (failure !== undefined) return failure === "password" ? "password" : "not-found";
    // The SDK's Wi-Fi does not tell: what is in the air and does not let us in has another password.
    if (this.at < 0) return this.trial !== undefined && this.air.has(this.trial.SSID) ? "password" : "not-found";
    return (this.signals[this.at] ?? unseen) > unheard ? "password" : "not-found";
  }

  /** Full jitter: the first time after a loss soon, later up to the cap. */
  private wait(now: number): void {
    const span = Math.min(limits.lostMs * 2 ** Math.min(this.attempts++, 10), limits.waitingCapMs);
    this.letGo();
    this.deadline = now + draw(this.host.board, span);
  }

  private letGo(): void {
    this.known = none;
    this.signals = nothing;
  }

  private read(now: number): StoredNetwork[] {
    const store = openSettings(this.host.board);
    try {
      return readNetworks(store, (fault) => this.host.log.write("error", "settings.networks", fault, now));
    } finally {
      store.close();
    }
  }

  private move(event: JoinEvent, now: number): void {
    const next = joinTransitions[this.state][event];
    if (next === undefined) {
      this.faults++;
      this.host.log.write("error", "network.illegal-event", `${event} in ${this.state}`, now);
      return;
    }
    this.host.log.write("debug", "network.state", `${this.state} ${event} ${next}`, now);
    this.state = next;
    this.since = now;
    this.deadline = next === "idle" || next === "ready" || next === "waiting" ? never : now + limits[`${next}Ms`];
  }
}

/**
 * A setup under way, whichever way it came: joins the network on trial, reaches the cloud, exchanges the code, and stores
 * all of it in one step once it has worked. What worked before stays stored until then and is gone back to when it did
 * not. Made when somebody wants to set the device up; a device at rest has none.
 */
import type { Claim, Claimed } from "../session/conversation.js";
import { parseServerURL } from "../session/url.js";
import type { Air } from "./air.js";
import { claimURL, forgetClaim, linkURL, withoutKey } from "./claim.js";
import type { Joiner } from "./joiner.js";
import type { Changes } from "./journal.js";
import { provisioningLimits as limits } from "./limits.js";
import { NameProbe } from "./name-probe.js";
import type { PortalNetwork, PortalTarget, SetupFailure, SetupStep } from "./portal-target.js";
import { openSettings, type ProvisioningHost } from "./provisioning-host.js";
import { isWord, type Setup } from "./setup.js";
import { causeOfSession, isNameless } from "./setup-cause.js";
import { pointSession, serverChanges, settingOf, storeClaim, storeSetup, tokenFor } from "./setup-store.js";

const never = Number.POSITIVE_INFINITY;

export class Setups implements PortalTarget {
  step: SetupStep = "idle";
  failure: SetupFailure | undefined;
  /** monotonic ms; by when the setup is done or has failed; Infinity: none is under way */
  private deadline = never;
  /** monotonic ms; when the newest setup was done or failed; undefined: none has */
  endedAt: number | undefined;
  private readonly host: ProvisioningHost;
  private readonly air: Air;
  private readonly joiner: Joiner;
  private setup: Setup | undefined;
  /** Whether the session has been pointed at what is on trial. */
  private isElsewhere = false;
  private isResumed = false;
  private isStored = false;
  /** Of the session, when the attempt that counts began. */
  private epoch = 0;
  /** Attempts at the cloud that have failed, and why the newest did. */
  private tries = 0;
  private cloudFailure: SetupFailure | undefined;
  private probe: NameProbe | undefined;
  /** monotonic ms; when to try once more */
  private retryAt = never;

  constructor(host: ProvisioningHost, air: Air, joiner: Joiner) {
    this.host = host;
    this.air = air;
    this.joiner = joiner;
  }

  // What a portal shows

  get networkCount(): number {
    return this.air.list?.length ?? 0;
  }

  network(index: number): PortalNetwork {
    const found = this.air.list?.[index];
    if (found === undefined) throw new RangeError(`no network ${index}`);
    return found;
  }

  get scans(): number {
    return this.air.scans;
  }

  get isScanning(): boolean {
    return this.air.isScanning;
  }

  scan(now: number): void {
    this.air.list ??= [];
    if (!this.isUnderWay) this.air.scan(now);
  }

  get isClaimed(): boolean {
    return settingOf(this.host, "server.url") !== undefined && settingOf(this.host, "server.token") !== undefined;
  }

  get SSID(): string | undefined {
    return this.setup?.SSID;
  }

  get address(): string | undefined {
    return this.joiner.state === "ready" ? this.host.link.network.address : undefined;
  }

  get dashboardURL(): string | undefined {
    return settingOf(this.host, "server.page");
  }

  get isUnderWay(): boolean {
    return this.deadline !== never;
  }

  // A setup's way

  begin(setup: Setup, now: number): void {
    this.giveUp(now);
    this.setup = setup;
    this.failure = this.endedAt = this.cloudFailure = undefined;
    this.isResumed = this.isStored = false;
    this.tries = 0;
    this.deadline = now + limits.setupMs;
    this.host.log.write("info", "setup.begin", setup.code === undefined ? undefined : "with a code", now);
    this.join(setup, now);
  }

  /** Goes on by itself with what a cut of power has interrupted or a build has asked for; nobody waits, so it takes its time. */
  resume(setup: Setup, forMs: number, now: number): void {
    this.begin(setup, now);
    this.isResumed = true;
    this.deadline = now + forMs;
  }

  private join({ SSID, password, isHidden, fixed }: Setup, now: number): void {
    this.step = "joining";
    this.retryAt = never;
    this.joiner.try({ SSID, password, isHidden, fixed }, now);
  }

  /** monotonic ms; when to call advance() */
  get nextDeadline(): number {
    return Math.min(this.deadline, this.retryAt);
  }

  advance(now: number): void {
    if (!this.isUnderWay || this.setup === undefined) return;
    const isJoining = this.step === "joining" || this.step === "address";
    if (now >= this.retryAt) this.retry(this.setup, now);
    else if (isJoining) this.followJoin(now);
    else this.followSession(now);
    if (now >= this.deadline) this.end(this.late(), now);
  }

  private retry(setup: Setup, now: number): void {
    this.retryAt = never;
    if (this.joiner.trial === undefined) this.join(setup, now);
    else this.host.session.hurry(now);
    this.epoch = this.host.session.epoch;
  }

  private followJoin(now: number): void {
    const { joiner } = this;
    if (joiner.trial === undefined) this.unjoined(now);
    else if (joiner.state === "addressing") this.step = "address";
    else if (joiner.state === "ready") this.contact(now);
  }

  private unjoined(now: number): void {
    if (!this.isResumed) this.end(this.joiner.failure ?? "not-found", now);
    else if (this.retryAt === never) this.retryAt = now + limits.retryMs;
  }

  /** The network is there: now the cloud, where there is one. */
  private contact(now: number): void {
    const { session } = this.host;
    const { setup } = this;
    const server = setup?.server ?? settingOf(this.host, "server.url");
    if (setup === undefined || server === undefined) {
      this.finish(now);
      return;
    }
    this.step = "internet";
    if (setup.code !== undefined) this.claim({ ...setup, server }, setup.code, server, now);
    else if (setup.server !== undefined) this.point(setup.server, tokenFor(this.host, setup.server), undefined, now);
    else session.hurry(now);
    this.epoch = session.epoch;
  }

  private claim(setup: Setup, code: string, server: string, now: number): void {
    const key = storeClaim(this.host, setup, now);
    if (key === undefined) this.end("no-cloud", now);
    else this.point(claimURL(server), code, { key, result: undefined }, now);
  }

  private point(server: string, token: string | undefined, claim: Claim | undefined, now: number): void {
    this.isElsewhere = true;
    pointSession(this.host, server, token, now, claim);
  }

  private followSession(now: number): void {
    const { session } = this.host;
    const { state, claim } = session;
    if (this.joiner.trial === undefined) this.unjoined(now);
    else if (claim?.result !== undefined) this.claimed(claim.result, now);
    else if (session.isOnline && claim === undefined) this.finish(now);
    else if (session.epoch !== this.epoch) this.missed(now);
    else if (this.probe !== undefined) this.probed(now);
    else if (state === "connecting" || state === "securing" || state === "upgrading") this.step = "cloud";
    else if (state === "greeting" && claim !== undefined) this.step = "claim";
  }

  /** The connection ended: a refusal is an answer, anything else is tried again a few times. */
  private missed(now: number): void {
    const { session, board, wake } = this.host;
    const why = session.life.lastCause;
    const failure = causeOfSession(why, session.claim !== undefined);
    this.epoch = session.epoch;
    if (failure === undefined) return;
    this.cloudFailure = failure;
    const isFinal = failure === "refused" || failure === "wrong-code";
    this.tries++;
    if (isFinal || (this.tries >= limits.setupTries && !this.isResumed)) {
      if (isNameless(why.code)) this.probe = new NameProbe(board, wake);
      else this.end(failure, now);
    } else this.retryAt = now + limits.retryMs;
  }

  private probed(now: number): void {
    const isFound = this.probe?.isFound;
    if (isFound !== undefined) this.end(isFound ? "no-cloud" : "no-internet", now);
  }

  /** What the code has brought is stored with the network, in the step that forgets the code. */
  private claimed({ id, token, link, page }: Claimed, now: number): void {
    const { setup } = this;
    const server = linkURL(setup?.server ?? settingOf(this.host, "server.url") ?? "", link);
    if (!isWord(token, limits.tokenCharacters) || typeof parseServerURL(server) === "string") {
      // Stored, it could never be used, and the device would be the cloud's no more.
      this.host.log.write("error", "setup.answer", "token or link cannot be used", now);
      this.end("no-cloud", now);
      return;
    }
    const changes = { "server.url": server, "server.token": token, "device.id": id, "server.page": page ?? null };
    if (!this.store({ ...changes, ...withoutKey }, now)) return;
    this.host.session.rename(id);
    this.host.log.write("info", "setup.claimed", id, now);
    this.point(server, token, undefined, now);
    this.epoch = this.host.session.epoch;
  }

  private finish(now: number): void {
    const server = this.setup?.code === undefined ? this.setup?.server : undefined;
    if (!this.isStored && !this.store(server === undefined ? {} : serverChanges(this.host, server), now)) return;
    this.joiner.adopt();
    this.step = "done";
    this.settle(now);
    this.host.log.write("info", "setup.done", undefined, now);
  }

  /** False: there was no room; the setup has failed. */
  private store(changes: Changes, now: number): boolean {
    this.isStored = storeSetup(this.host, this.setup, changes, now);
    if (!this.isStored) this.end("no-cloud", now);
    return this.isStored;
  }

  // Its end

  private late(): SetupFailure {
    if (this.step === "joining")
      return this.joiner.failure ?? (this.air.has(this.SSID ?? "") ? "password" : "not-found");
    if (this.step === "address") return "no-address";
    return this.cloudFailure ?? (this.step === "internet" ? "no-internet" : "no-cloud");
  }

  private end(failure: SetupFailure, now: number): void {
    this.failure = failure;
    this.host.log.write("warn", "setup.failed", failure, now);
    this.goBack(now);
  }

  /** A setup under way is given up for another, or because nobody waits for it any more. */
  giveUp(now: number): void {
    if (this.isUnderWay) this.goBack(now);
    this.step = "idle";
    this.setup = undefined;
  }

  /** To what is stored: the network, and the server. */
  private goBack(now: number): void {
    this.settle(now);
    const { host } = this;
    const store = openSettings(host.board);
    try {
      if (!this.isStored) forgetClaim(store);
      if (this.isElsewhere) pointSession(host, store.read("server.url"), store.read("server.token"), now);
    } finally {
      store.close();
    }
    this.isElsewhere = false;
    this.joiner.begin(now);
  }

  private settle(now: number): void {
    this.deadline = this.retryAt = never;
    this.endedAt = now;
    this.probe?.close();
    this.probe = undefined;
  }

  close(): void {
    this.probe?.close();
    this.probe = undefined;
  }
}

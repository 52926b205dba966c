/**
 * Setup over Wi-Fi, beside the device on its pump: joins the networks that are stored, sets the device up by what a
 * person has entered, opens the portal when there is a reason to, and goes on with what a cut of power interrupted. A
 * board whose host keeps the link up by itself has none of it.
 */
import { Air } from "./air.js";
import { Button } from "./button.js";
import { firstCode, pendingClaim } from "./claim.js";
import { ImprovSerial } from "./improv-serial.js";
import { Joiner } from "./joiner.js";
import { provisioningLimits as limits } from "./limits.js";
import { type PortalReason, PortalWindow } from "./portal-window.js";
import { openSettings, type ProvisioningHost } from "./provisioning-host.js";
import { Setups } from "./setups.js";
import { readNetworks } from "./stored-networks.js";
import { forgetAll } from "./stored-settings.js";

const never = Number.POSITIVE_INFINITY;

export class Provisioning {
  readonly joiner: Joiner;
  readonly air: Air;
  /** undefined: nobody is setting the device up */
  declare setups: Setups | undefined;
  /** undefined: the portal is closed */
  declare window: PortalWindow | undefined;
  private readonly host: ProvisioningHost;
  private readonly button: Button;
  /** undefined: the board has no UART */
  private declare improv: ImprovSerial | undefined;
  /** monotonic ms; when the portal opens because the network has been gone for long; Infinity: it is there */
  private outageAt = never;
  /** monotonic ms; when a closed portal opens, as things stand */
  private opensAt = never;
  /** monotonic ms; an access point that could not be had is not tried before */
  private declare notBefore: number | undefined;

  constructor(host: ProvisioningHost) {
    const now = host.board.clock.now();
    this.host = host;
    this.air = new Air(host);
    this.joiner = new Joiner(host, this.air);
    this.button = new Button(host, now);
    this.openImprov(now);
    this.joiner.begin(now);
    this.goOn(now);
  }

  private openImprov(now: number): void {
    if (this.host.board.io.Serial === undefined) return;
    try {
      this.improv = new ImprovSerial(this.host, this);
    } catch (error) {
      this.host.log.write("warn", "improv.unavailable", (error as Error).message, now);
    }
  }

  /** With what was under way when the device was last switched off, or with the code that a build carries. */
  private goOn(now: number): void {
    const store = openSettings(this.host.board);
    const pending = pendingClaim(store);
    const code = firstCode(store);
    const [network] = readNetworks(store, () => undefined);
    const server = store.read("server.url");
    store.close();
    if (pending !== undefined) this.target().resume(pending, limits.resumeMs, now);
    else if (code !== undefined && server !== undefined) {
      const joined = network ?? { SSID: "wired" };
      if (network !== undefined || this.isWired) this.target().resume({ ...joined, server, code }, limits.firstMs, now);
    }
  }

  private get isWired(): boolean {
    return this.host.link.network.scan === undefined;
  }

  /** For whoever sets the device up. */
  target(): Setups {
    this.setups ??= new Setups(this.host, this.air, this.joiner);
    return this.setups;
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    const { joiner, air, setups, window, button } = this;
    const shown = Math.min(setups?.nextDeadline ?? never, window?.deadline ?? this.opensAt);
    const improv = this.improv?.deadline ?? never;
    return Math.min(joiner.deadline, air.deadline, button.deadline, shown, improv);
  }

  advance(now: number): void {
    const { air, joiner } = this;
    this.watchButton(now);
    if (air.take(now)) joiner.scanned(air.hasFailed, now);
    joiner.isHeld = this.window?.isHolding(now) === true;
    joiner.advance(now);
    this.setups?.advance(now);
    this.watchNetwork(now);
    this.watchWindow(now);
    this.improv?.advance(now);
    this.letGo();
  }

  /** Of what nobody looks at any more. */
  private letGo(): void {
    if (this.window !== undefined || this.improv?.isBusy === true || this.setups?.isUnderWay !== false) return;
    this.setups = undefined;
    this.air.list = undefined;
  }

  private watchButton(now: number): void {
    const press = this.button.advance(now);
    if (press === "portal") this.open("button", now);
    else if (press === "reset") {
      this.host.reset("by the button");
    }
  }

  /** In a network that is stored. */
  get isJoined(): boolean {
    return this.joiner.state === "ready" && this.joiner.trial === undefined;
  }

  private watchNetwork(now: number): void {
    const { state } = this.joiner;
    if (state === "ready") this.outageAt = never;
    else if (this.outageAt === never) this.outageAt = now + limits.outageMs;
    this.opensAt = never;
    if (this.window !== undefined || this.isWired) return;
    const notBefore = this.notBefore ?? 0;
    if (state === "idle") this.openAt("setup", notBefore, now);
    else if (this.setups?.isUnderWay !== true) this.openAt("outage", Math.max(this.outageAt, notBefore), now);
  }

  private openAt(reason: PortalReason, at: number, now: number): void {
    if (now >= at) this.open(reason, now);
    this.opensAt = now >= at ? (this.notBefore ?? never) : at;
  }

  private watchWindow(now: number): void {
    if (this.window?.advance(this.isJoined, now) !== false) return;
    this.window.close(now);
    this.window = undefined;
  }

  /** Opens the portal, where the board has an access point. */
  open(reason: PortalReason, now: number): void {
    if (this.window !== undefined || this.host.board.network.accessPoint === undefined) {
      this.notBefore = now + limits.reopenMs;
      return;
    }
    try {
      this.window = new PortalWindow(this.host, this.air, this.target(), reason, now);
    } catch (error) {
      this.notBefore = now + limits.reopenMs;
      this.host.log.write("error", "portal.failed", (error as Error).message, now);
    }
  }

  /** Idempotent. */
  /** Networks, token, code: of a device that is reset. */
  forget(): void {
    forgetAll(this.host.board);
  }

  close(): void {
    this.window?.close(this.host.board.clock.now());
    this.window = undefined;
    this.setups?.close();
    this.button.close();
    this.improv?.close();
  }
}

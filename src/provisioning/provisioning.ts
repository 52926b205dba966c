/**
 * Setup over Wi-Fi, beside the device on its pump: joins the networks that are stored, sets the device up by what a
 * person has entered, and goes on with what a cut of power interrupted. A board whose host keeps the link up by itself
 * has none of it.
 */
import type { FoundNetwork } from "../board.js";
import { Air } from "./air.js";
import { firstCode, pendingClaim } from "./claim.js";
import { Joiner } from "./joiner.js";
import { provisioningLimits as limits } from "./limits.js";
import { openSettings, type ProvisioningHost } from "./provisioning-host.js";
import { Setups } from "./setups.js";
import { readNetworks } from "./stored-networks.js";

const never = Number.POSITIVE_INFINITY;

export class Provisioning {
  readonly joiner: Joiner;
  readonly air: Air;
  /** undefined: nobody is setting the device up */
  setups: Setups | undefined;
  private readonly host: ProvisioningHost;

  constructor(host: ProvisioningHost) {
    this.host = host;
    this.air = new Air(host, (network: FoundNetwork) => this.joiner.found(network));
    this.joiner = new Joiner(host, this.air);
    const now = host.board.clock.now();
    this.joiner.begin(now);
    this.goOn(now);
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
    return Math.min(this.joiner.deadline, this.air.deadline, this.setups?.nextDeadline ?? never);
  }

  advance(now: number): void {
    if (this.air.take(now)) this.joiner.scanned(this.air.hasFailed, now);
    this.joiner.advance(now);
    const { setups } = this;
    if (setups === undefined) return;
    setups.advance(now);
    if (!setups.isUnderWay) this.setups = undefined;
  }

  close(): void {
    this.setups?.close();
  }
}

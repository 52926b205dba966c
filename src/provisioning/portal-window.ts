/**
 * The portal while it stands open: the access point, and the portal on it. What opens it and what closes it, by why it
 * was opened, is here; how it is served is portal.ts.
 */
import type { AccessPoint } from "../board/network.js";
import type { Air } from "./air.js";
import { provisioningLimits as limits } from "./limits.js";
import { Portal } from "./portal.js";
import { accessPointIdentity, printIdentity, printWords } from "./portal-identity.js";
import type { ProvisioningHost } from "./provisioning-host.js";
import type { Setups } from "./setups.js";

/** setup: no network is stored; button: a person asked for it; outage: the network has been gone for long */
export type PortalReason = "setup" | "button" | "outage";

const never = Number.POSITIVE_INFINITY;

export class PortalWindow {
  reason: PortalReason;
  private readonly host: ProvisioningHost;
  private readonly air: Air;
  private readonly setups: Setups;
  private readonly accessPoint: AccessPoint;
  private readonly portal: Portal;
  private readonly openedAt: number;
  /** monotonic ms; when the phone came that is there; undefined: none is */
  private heldSince: number | undefined;
  private rescanAt: number;

  /** Throws what the board throws for an access point. */
  constructor(host: ProvisioningHost, air: Air, setups: Setups, reason: PortalReason, now: number) {
    const { board, log, wake } = host;
    const place = board.network.accessPoint;
    if (place === undefined) throw new Error("this board has no access point");
    const { io, ...options } = place;
    const { name, passphrase } = accessPointIdentity(board);
    this.host = host;
    this.air = air;
    this.setups = setups;
    this.reason = reason;
    this.openedAt = now;
    this.rescanAt = now + limits.rescanMs;
    this.accessPoint = new io({ ...options, SSID: name, password: passphrase });
    const { address } = this.accessPoint;
    // Before the portal takes its buffers. The code needs more room than there is beside a session: it is for the first.
    try {
      tell(host, reason, pageURL(address, board.network.portal?.httpPort));
      air.list = [];
      air.scan(now);
      this.portal = new Portal({ board, target: setups, log, name, address, wake, ...board.network.portal });
    } catch (error) {
      this.accessPoint.close();
      throw error;
    }
    log.write("info", "portal.open", reason, now);
  }

  /** A phone is there, and has not been for so long that it would keep the device from its network. */
  isHolding(now: number): boolean {
    return this.heldSince !== undefined && now - this.heldSince < limits.holdMs;
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    return Math.min(this.portal.deadline, this.closesAt, this.rescanAt);
  }

  /** monotonic ms; when it closes, as things stand; looked at while no phone is there, or once a setup is done */
  private get closesAt(): number {
    const { endedAt, step } = this.setups;
    if (step === "done" && endedAt !== undefined) return endedAt + limits.successMs;
    if (this.reason !== "button") return never;
    return Math.max(this.openedAt, this.portal.lastVisitAt ?? 0) + limits.unvisitedMs;
  }

  /** isJoined: the device is in a network that is stored. False: it is to be closed. */
  advance(isJoined: boolean, now: number): boolean {
    this.portal.advance(now);
    const isHeld = this.portal.isHeld(now);
    if (!isHeld) this.heldSince = undefined;
    else this.heldSince ??= now;
    if (now >= this.rescanAt) {
      this.rescanAt = now + limits.rescanMs;
      if (!isHeld && !this.setups.isUnderWay) this.air.scan(now);
    }
    if (now >= this.closesAt && (!isHeld || this.setups.step === "done")) return false;
    // Its network is back, or another way of setup was quicker.
    return isHeld || !isJoined || this.reason === "button" || this.setups.step === "done";
  }

  close(now: number): void {
    this.portal.close();
    this.accessPoint.close();
    this.host.log.write("info", "portal.closed", undefined, now);
  }
}

function pageURL(address: string, port = 80): string {
  return `http://${address}${port === 80 ? "" : `:${port}`}/`;
}

/** For a person at the console. */
function tell({ board }: ProvisioningHost, reason: PortalReason, url: string): void {
  const identity = accessPointIdentity(board);
  if (reason === "setup") printIdentity(board, identity, url);
  else printWords(board, identity, url);
}

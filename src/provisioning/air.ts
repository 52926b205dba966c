/**
 * Scans of what is in the air, one at a time, for whoever looks: the joiner, and the list of a portal or of Improv while
 * there is one. What the platform calls back is noted; take() tells of it once.
 */
import type { FoundNetwork, NetworkInterface } from "../board/network.js";
import { provisioningLimits } from "./limits.js";
import type { ProvisioningHost } from "./provisioning-host.js";
import { setupLimits } from "./setup-limits.js";

export class Air {
  /** monotonic ms; by when a scan that says nothing counts as failed; Infinity: none is under way */
  deadline = Number.POSITIVE_INFINITY;
  /** Scans that came to an end. */
  scans = 0;
  /** The newest could not be done. */
  hasFailed = false;
  /** The strongest first, one of each name; undefined: nobody wants a list. */
  declare list: FoundNetwork[] | undefined;
  /** Is told of each access point that is found. */
  declare listener: { found(network: FoundNetwork): void } | undefined;
  private readonly host: ProvisioningHost;
  private epoch = 0;
  private isWanted = false;
  private hasEnded = false;

  constructor(host: ProvisioningHost) {
    this.host = host;
  }

  get isScanning(): boolean {
    return this.deadline !== Number.POSITIVE_INFINITY;
  }

  /** Begins; behind the one that is under way, which may have begun before somebody wanted a list. */
  scan(now: number): void {
    this.isWanted = this.isScanning;
    if (this.isScanning) return;
    const { network } = this.host.link;
    const epoch = ++this.epoch;
    const isNew = this.list !== undefined ? ([] as FoundNetwork[]) : undefined;
    this.deadline = now + provisioningLimits.scanningMs;
    try {
      this.begin(network, epoch, isNew);
    } catch (error) {
      this.host.log.write("warn", "network.scan", (error as Error).message, now);
      this.end(true, undefined);
    }
  }

  private begin(network: NetworkInterface, epoch: number, list: FoundNetwork[] | undefined): void {
    network.scan?.({
      onFound: (found) => {
        if (epoch !== this.epoch) return;
        this.listener?.found(found);
        if (list !== undefined) keep(list, found);
      },
      onComplete: (reason) => {
        if (epoch !== this.epoch) return;
        this.end(reason !== undefined, list);
        this.host.wake();
      },
    });
  }

  private end(hasFailed: boolean, list: FoundNetwork[] | undefined): void {
    this.epoch++;
    this.scans++;
    this.deadline = Number.POSITIVE_INFINITY;
    this.hasEnded = true;
    this.hasFailed = hasFailed;
    if (list !== undefined && this.list !== undefined && !hasFailed) this.list = list;
  }

  /** True, once: a scan has ended since the call before. */
  take(now: number): boolean {
    if (now >= this.deadline) this.end(true, undefined);
    const isNew = this.hasEnded;
    this.hasEnded = false;
    if (isNew && this.isWanted && this.list !== undefined) this.scan(now);
    return isNew;
  }

  /** A list shows a network of that name. */
  has(SSID: string): boolean {
    return this.list?.some((found) => found.SSID === SSID) === true;
  }
}

/** Puts it where its strength belongs, in the place of a weaker one of its name. */
function keep(list: FoundNetwork[], found: FoundNetwork): void {
  if (found.SSID === "") return;
  const same = list.findIndex(({ SSID }) => SSID === found.SSID);
  if (same >= 0 && (list[same]?.RSSI ?? 0) >= found.RSSI) return;
  if (same >= 0) list.splice(same, 1);
  let at = list.length;
  while (at > 0 && (list[at - 1]?.RSSI ?? 0) < found.RSSI) at--;
  if (at >= setupLimits.networks) return;
  list.splice(at, 0, found);
  list.length = Math.min(list.length, setupLimits.networks);
}

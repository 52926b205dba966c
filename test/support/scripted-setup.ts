/** A PortalTarget that does as a test says: a list of networks, and a setup that goes as far as it is led. */
import type { PortalNetwork, PortalTarget, SetupFailure, SetupStep } from "../../src/provisioning/portal-target.js";
import type { Setup } from "../../src/provisioning/setup.js";

export const homeNetworks: readonly PortalNetwork[] = Object.freeze([
  { SSID: "Home", RSSI: -48, isOpen: false },
  { SSID: "Nachbar & Söhne 5G", RSSI: -63, isOpen: false },
  { SSID: "Café am Eck", RSSI: -70, isOpen: true },
  { SSID: "客厅", RSSI: -81, isOpen: false },
]);

export class ScriptedSetup implements PortalTarget {
  networks: readonly PortalNetwork[] = homeNetworks;
  scans = 1;
  isScanning = false;
  isClaimed = false;
  step: SetupStep = "idle";
  failure: SetupFailure | undefined;
  SSID: string | undefined;
  address: string | undefined;
  dashboardURL: string | undefined;
  /** All that was begun, in order. */
  readonly begun: Setup[] = [];
  /** Scans asked for. */
  asked = 0;
  /** Called at the end of begin(): a script may go on by itself. */
  onBegin: (setup: Setup) => void = () => undefined;

  get networkCount(): number {
    return this.networks.length;
  }

  network(index: number): PortalNetwork {
    const network = this.networks[index];
    if (network === undefined) throw new RangeError(`no network ${index}`);
    return network;
  }

  scan(): void {
    this.asked++;
    this.isScanning = true;
  }

  /** The scan ends. */
  found(networks: readonly PortalNetwork[]): void {
    this.networks = networks;
    this.isScanning = false;
    this.scans++;
  }

  begin(setup: Setup): void {
    this.begun.push(setup);
    this.SSID = setup.SSID;
    this.address = undefined;
    this.dashboardURL = undefined;
    this.at("joining");
    this.onBegin(setup);
  }

  at(step: SetupStep, failure?: SetupFailure): void {
    this.step = step;
    this.failure = failure;
  }

  /** All went well. */
  succeed(address: string, dashboardURL: string): void {
    this.at("done");
    this.address = address;
    this.dashboardURL = dashboardURL;
  }
}

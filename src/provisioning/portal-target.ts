/**
 * What the setup portal asks of the rest of provisioning: which networks are in range, to begin a setup, how far it has
 * come. Nothing of HTTP or of the page is known here, and nothing of Wi-Fi in the portal: Improv may ask the same.
 *
 * What a target says is shown to whoever is on the access point: it never says a password, token or code.
 */
import type { Setup } from "./setup.js";

/** A network that was found; of several access points with one name the strongest. */
export interface PortalNetwork {
  /** 1-32 bytes of UTF-8; those that hide their name are not listed */
  readonly SSID: string;
  /** dBm */
  readonly RSSI: number;
  /** Anyone may join without a password. */
  readonly isOpen: boolean;
}

/**
 * idle: nothing was asked for yet; then, in this order: joining: looking for the network and proving the password;
 * address: waiting for one; internet: whether names and the world are there; cloud: reaching the server; claim: the code
 * is exchanged; done: online. A step that is not needed is passed over.
 */
export const setupSteps = Object.freeze(["idle", "joining", "address", "internet", "cloud", "claim", "done"] as const);
export type SetupStep = (typeof setupSteps)[number];

/** Why a setup ended at its step. */
export const setupFailures = Object.freeze([
  /** No network of that name answers. */
  "not-found",
  /** The network refuses the password. */
  "password",
  /** Joined, and got no address. */
  "no-address",
  /** It has an address, and nothing beyond: no names, or a portal of a hotel stands before it. */
  "no-internet",
  /** The server does not answer, or does not speak our protocol. */
  "no-cloud",
  /** The server refuses this device. */
  "refused",
  /** The server does not know the code: wrong, used, or too old. */
  "wrong-code",
] as const);
export type SetupFailure = (typeof setupFailures)[number];

export interface PortalTarget {
  /** Networks that the newest scan has found, at most 24. */
  readonly networkCount: number;
  /** The strongest first; index: 0 up to networkCount. A new object may be made for each call. */
  network(index: number): PortalNetwork;
  /** Scans that came to an end so far: another number, another list. */
  readonly scans: number;
  readonly isScanning: boolean;
  /** A person wants a new list. The target scans by itself before the portal opens, and not while a phone is there. */
  scan(now: number): void;

  /** The device has a server and a token already: a setup without them changes the network alone. */
  readonly isClaimed: boolean;

  /**
   * Begins at once; a setup that is under way is given up for it. `setup` is well-formed (checkSetup) and new, for the
   * target to keep. What worked before stays stored until the new one is online.
   */
  begin(setup: Setup, now: number): void;
  readonly step: SetupStep;
  /** undefined: under way, or well. `step` stays where it failed. Comes 30 s after begin() at the latest, or done does. */
  readonly failure: SetupFailure | undefined;
  /** The network that the setup is about; undefined while idle. */
  readonly SSID: string | undefined;
  /** The device's own in that network, once it has one. */
  readonly address: string | undefined;
  /** Where people see this device, http or https, once the cloud has said so. */
  readonly dashboardURL: string | undefined;
}

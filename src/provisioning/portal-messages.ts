/**
 * What the portal's page and the portal say to each other, as JSON over HTTP. The page is always the firmware's own, so
 * this is no public wire; it is described once all the same. No answer holds a password or a code; the only secret is the
 * page's own token, which goes to the page that asks for it, and back in the header X-Setup-Token.
 *
 * POST /session {take} -> Session     GET /state -> State         GET /networks -> Networks
 * POST /scan {} -> {}                 POST /setup Setup -> {}     each, else: Refusal
 */
import { type FromSchema, freeze } from "../protocol/schema.js";
import type { SetupFailure, SetupStep } from "./portal-target.js";
import type { SetupField } from "./setup.js";
import { setupLimits } from "./setup-limits.js";

const text = (most: number) => ({ type: "string", maxLength: most }) as const;
const address = text(15);

export const sessionRequest = freeze({
  type: "object",
  properties: {
    /** Also from another page of this phone; false: only when nobody holds the portal. */
    take: { type: "boolean" },
  },
  required: ["take"],
});

/** Of what a person enters; what is left empty is left out. */
export const setupRequest = freeze({
  type: "object",
  properties: {
    SSID: text(setupLimits.SSIDBytes),
    password: text(setupLimits.passwordCharacters),
    isHidden: { type: "boolean" },
    fixed: {
      type: "object",
      properties: { address, mask: address, gateway: address, nameServer: address },
      required: ["address", "mask", "gateway"],
    },
    server: text(512),
    code: text(setupLimits.codeCharacters),
  },
  required: ["SSID"],
});
export type SetupRequest = FromSchema<typeof setupRequest>;

export interface PortalSession {
  token: string;
  /** the access point's name */
  device: string;
  isClaimed: boolean;
}
export interface PortalState {
  step: SetupStep;
  failure?: SetupFailure;
  SSID?: string;
  address?: string;
  dashboard?: string;
  scans: number;
  isScanning: boolean;
  /** Setups that were begun since the portal opened. */
  setups: number;
}
export interface PortalNetworks {
  /** n: name, s: dBm, o: open */
  networks: { n: string; s: number; o: boolean }[];
}
/**
 * request: malformed; origin: from another page; busy: another phone holds the portal, for `seconds` at least unless it
 * asks on; token: this page does no longer; field: `field` cannot be right; wait: too many attempts, `seconds` to go.
 */
export interface PortalRefusal {
  error: "request" | "origin" | "busy" | "token" | "field" | "wait";
  field?: SetupField;
  seconds?: number;
}

/**
 * The networks that a device knows, in the key-value store "mooring" under `wifi.networks`: one JSON text, so that a
 * write changes all of it or nothing. They are read when they are needed and kept nowhere else; nothing here is logged.
 * `wifi.ssid` and `wifi.password` are what a build or a person's tool may store for the first start.
 */
import type { KeyValue } from "../board/board.js";
import type { Changes } from "./journal.js";
import { provisioningLimits } from "./limits.js";
import { checkSetup, type FixedAddress, type Setup } from "./setup.js";

export interface StoredNetwork {
  readonly SSID: string;
  /** undefined: an open network, and only while it is open */
  readonly password?: string | undefined;
  readonly isHidden?: boolean | undefined;
  readonly fixed?: FixedAddress | undefined;
  /** the higher is tried first; of two alike the stronger */
  readonly priority: number;
}

export const networksKey = "wifi.networks";
const firstSSID = "wifi.ssid";
const firstPassword = "wifi.password";
/** All keys that hold networks. */
export const networkKeys = Object.freeze([networksKey, firstSSID, firstPassword]);

/** What is stored, at most provisioningLimits.networks. tell: what is wrong with it, without what it says. */
export function readNetworks(store: KeyValue, tell: (fault: string) => void): StoredNetwork[] {
  const text = store.read(networksKey);
  if (text === undefined) return readFirst(store, tell);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    list = undefined;
  }
  if (!Array.isArray(list)) {
    tell(`${networksKey} is no list of networks`);
    return [];
  }
  const networks: StoredNetwork[] = [];
  for (const [at, each] of (list as readonly unknown[]).entries()) {
    if (isNetwork(each) && networks.length < provisioningLimits.networks) networks.push(each);
    else tell(`${networksKey}: number ${at + 1} cannot be used`);
  }
  return networks;
}

function readFirst(store: KeyValue, tell: (fault: string) => void): StoredNetwork[] {
  const SSID = store.read(firstSSID);
  if (SSID === undefined || SSID === "") return [];
  const password = store.read(firstPassword);
  const network = password === undefined || password === "" ? { SSID } : { SSID, password };
  const wrong = checkSetup(network);
  if (wrong === undefined) return [{ ...network, priority: 0 }];
  tell(`wifi.${wrong === "SSID" ? "ssid" : wrong} cannot be used`);
  return [];
}

function isNetwork(value: unknown): value is StoredNetwork {
  if (typeof value !== "object" || value === null) return false;
  const { SSID, password, isHidden, fixed, priority } = value as Readonly<Record<keyof StoredNetwork, unknown>>;
  const isFlag = isHidden === undefined || typeof isHidden === "boolean";
  if (typeof SSID !== "string" || !isTextOrAbsent(password) || !isFlag || !Number.isSafeInteger(priority)) return false;
  return isFixed(fixed) && checkSetup(value as Setup) === undefined;
}

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === "string";

function isFixed(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  const { address, mask, gateway, nameServer } = value as Readonly<Record<keyof FixedAddress, unknown>>;
  if (typeof address !== "string" || typeof mask !== "string" || typeof gateway !== "string") return false;
  return isTextOrAbsent(nameServer);
}

/** What to store when this network has proved itself: it comes first, and takes the place of one of its name. */
export function withNetwork(networks: readonly StoredNetwork[], added: Omit<StoredNetwork, "priority">): Changes {
  const others = networks.filter(({ SSID }) => SSID !== added.SSID);
  others.sort((a, b) => b.priority - a.priority);
  others.length = Math.min(others.length, provisioningLimits.networks - 1);
  let priority = 0;
  for (const other of others) if (other.priority >= priority) priority = other.priority + 1;
  const { SSID, password, isHidden, fixed } = added;
  const text = JSON.stringify([{ SSID, password, isHidden, fixed, priority }, ...others]);
  return { [networksKey]: text, [firstSSID]: null, [firstPassword]: null };
}

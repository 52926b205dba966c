/** What a setup reads and writes of the stored settings, and the session that follows them. */
import type { Claim } from "../session/conversation.js";
import { parseServers } from "../session/servers.js";
import { parseServerURL } from "../session/url.js";
import { keepClaim, withoutClaim } from "./claim.js";
import { type Changes, commit } from "./journal.js";
import { openSettings, type ProvisioningHost } from "./provisioning-host.js";
import type { Setup } from "./setup.js";
import { readNetworks, withNetwork } from "./stored-networks.js";

export function settingOf({ board }: ProvisioningHost, key: string): string | undefined {
  const store = openSettings(board);
  try {
    return store.read(key);
  } finally {
    store.close();
  }
}

/** A claim on its way: the secret that goes with its code. undefined: there was no room, and no code is to be shown. */
export function storeClaim(host: ProvisioningHost, setup: Setup, now: number): string | undefined {
  const store = openSettings(host.board);
  try {
    return keepClaim(host.board, store, setup);
  } catch (error) {
    host.log.write("error", "settings.not-stored", (error as Error).message, now);
    return undefined;
  } finally {
    store.close();
  }
}

/** The network of a setup that has worked, and what came of it, in one step. False: there was no room; nothing has changed. */
export function storeSetup(host: ProvisioningHost, setup: Setup | undefined, changes: Changes, now: number): boolean {
  const store = openSettings(host.board);
  try {
    const tell = (fault: string) => host.log.write("error", "settings.networks", fault, now);
    const isWired = host.link.network.scan === undefined;
    const networks = setup === undefined || isWired ? {} : withNetwork(readNetworks(store, tell), setup);
    commit(store, { ...networks, ...withoutClaim, ...changes });
    return true;
  } catch (error) {
    host.log.write("error", "settings.not-stored", (error as Error).message, now);
    return false;
  } finally {
    store.close();
  }
}

/** Points the session at a server; undefined: nowhere. claim: the token is a code. */
export function pointSession(
  host: ProvisioningHost,
  server: string | undefined,
  token: string | undefined,
  now: number,
  claim?: Claim,
): void {
  const tell = (fault: string) => host.log.write("error", "settings.server-url", `server.url ${fault}`, now);
  host.session.configure(server === undefined ? [] : parseServers(server, tell), token, now, claim);
}

/** The token goes to the server that gave it, as safely as before: whoever is on the portal may name another one. */
export function tokenFor(host: ProvisioningHost, server: string): string | undefined {
  const own = settingOf(host, "server.url");
  return own === undefined || isAmong(server, own) ? settingOf(host, "server.token") : undefined;
}

/** Of another server, which has taken the device without the token of the one before. */
export function serverChanges(host: ProvisioningHost, server: string): Changes {
  const url = { "server.url": server };
  return tokenFor(host, server) === undefined ? { ...url, "server.token": null, "server.page": null } : url;
}

/** own: as in server.url, several with white space between them. */
function isAmong(server: string, own: string): boolean {
  const wanted = parseServerURL(server);
  if (typeof wanted === "string") return false;
  return parseServers(own, () => undefined).some(
    ({ host, isSecure, port }) => host === wanted.host && isSecure === wanted.isSecure && port === wanted.port,
  );
}

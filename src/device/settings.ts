/** What is stored about the device's server, in the key-value store "mooring". A wrong setting is named, not replaced. */
import type { Board, KeyValue } from "../board/board.js";
import { limits } from "../protocol/limits.js";
import { isName } from "../protocol/validate.js";
import { sessionLimits } from "../session/limits.js";
import type { ServerTrust } from "../session/link.js";
import { parseServers, splitWords } from "../session/servers.js";
import type { Session } from "../session/session.js";
import type { SessionLog } from "../session/session-options.js";

export interface Settings {
  /** ws:// or wss://, used as given */
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** How a wss:// server is verified, and who we are to it; undefined: as the host does without a word. */
  readonly trust: ServerTrust | undefined;
  readonly id: string;
  /** instead of the board's own; names or addresses, white space between them in "time.servers" */
  readonly timeServers: readonly string[] | undefined;
  /** ms; window of which a long outage keeps the shape of readings, "outbox.thin" in seconds; undefined: they are all kept */
  readonly thinMs: number | undefined;
}

/** Keys of the store "mooring" that a reset of the device takes away, beside those of setup over Wi-Fi. */
export const settingKeys = Object.freeze([
  "server.url",
  "server.token",
  "server.ca",
  "server.pins",
  "server.cert",
  "server.key",
  "server.verify",
  "time.servers",
  "outbox.thin",
  "device.id",
]);

export function readSettings(board: Board, log: SessionLog, now: number): Settings {
  const store = board.storage.keyValue.open({ path: "mooring" });
  try {
    let id = store.read("device.id") ?? board.identity.id;
    if (!isName(id) || id.length > limits.idCharacters) {
      log.write("error", "settings.device-id", "device.id is no name: using the board's own", now);
      id = board.identity.id;
    }
    const trust = readTrust(store, log, now);
    const servers = store.read("time.servers");
    return {
      url: store.read("server.url"),
      token: readToken(store, log, now),
      trust,
      id,
      timeServers: servers === undefined ? undefined : splitWords(servers),
      thinMs: readThin(store.read("outbox.thin"), log, now),
    };
  } finally {
    store.close();
  }
}

/** A token that no header takes would end every connection before it is one. */
function readToken(store: KeyValue, log: SessionLog, now: number): string | undefined {
  const token = store.read("server.token");
  for (let i = 0; i < (token?.length ?? 0); i++) {
    const c = token?.charCodeAt(i) ?? 0;
    if (c >= 0x20 && c < 0x7f) continue;
    log.write("error", "settings.server-token", "server.token is not printable ASCII: there is none", now);
    return undefined;
  }
  return token;
}

function readThin(text: string | undefined, log: SessionLog, now: number): number | undefined {
  if (text === undefined || text === "0") return undefined;
  const { thinSecondsMinimum: least, thinSecondsMaximum: most } = sessionLimits;
  const seconds = Number(text);
  if (seconds >= least && seconds <= most) return seconds * 1000;
  log.write(
    "error",
    "settings.outbox-thin",
    `outbox.thin is not from ${least} to ${most} s: all readings are kept`,
    now,
  );
  return undefined;
}

/**
 * Pins, a certificate and a key are judged by the TLS class, which refuses every connection while they are wrong: a
 * mistake in a pin must not end in a connection that is not pinned.
 */
function readTrust(store: KeyValue, log: SessionLog, now: number): ServerTrust | undefined {
  const ca = store.read("server.ca");
  const pins = store.read("server.pins");
  const clientCertificate = store.read("server.cert");
  const clientKey = store.read("server.key");
  const verify = store.read("server.verify");
  if (verify !== undefined && verify !== "on" && verify !== "off")
    log.write("error", "settings.server-verify", "server.verify is neither on nor off: the server is verified", now);
  const given = [ca, pins, clientCertificate, clientKey].some((value) => value !== undefined);
  if (!given && verify !== "off") return undefined;
  return {
    ...(ca !== undefined && { ca }),
    ...(pins !== undefined && { pins: pins.split(",").map((pin) => pin.trim()) }),
    ...(clientCertificate !== undefined && { clientCertificate }),
    ...(clientKey !== undefined && { clientKey }),
    ...(verify === "off" && { verify: false }),
  };
}

/** Tells the session which servers there are; without one it waits. */
export function configureSession(session: Session, { url, token }: Settings, log: SessionLog, now: number): void {
  if (url === undefined) {
    log.write("warn", "settings.no-server", "server.url is not set: waiting for it", now);
    return;
  }
  const tell = (fault: string) => log.write("error", "settings.server-url", `server.url ${fault}`, now);
  const servers = parseServers(url, tell);
  if (servers.length > 0) session.configure(servers, token, now);
}

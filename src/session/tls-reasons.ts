/**
 * What a board's TLS says in onError, in words that are the same on every host: they stand in logs, in the next
 * hello's `lastEnd` and on the dashboard. A host maps the errors of its TLS library to these (hosts/desktop/board/
 * reasons.ts, hosts/moddable/tls-reasons.ts); the session decides by them whether to try again soon or slowly.
 */

/** The peer is not who it should be, or does not take us for who we are: tried again slowly, and shown to people. */
export const distrust = Object.freeze({
  unknownAuthority: "certificate of an unknown authority",
  selfSigned: "certificate is self-signed",
  wrongSignature: "certificate has a wrong signature",
  notYetValid: "certificate is not yet valid",
  expired: "certificate has expired",
  revoked: "certificate is revoked",
  chainTooLong: "certificate chain is too long",
  noAuthority: "certificate of an issuer that is no authority",
  wrongPurpose: "certificate is for another purpose",
  wrongHost: "certificate is for another host",
  tooWeak: "certificate is too weak",
  notPinned: "certificate has none of the pinned keys",
  refused: "certificate refused",
  ownRefused: "certificate of this device was refused",
  ownRequired: "TLS: the server requires a client certificate",
  unreadable: "certificate or key of the settings is no PEM",
} as const);

/** Everything else that ends TLS: tried again as any lost connection. */
export const tlsFaults = Object.freeze({
  noVersion: "TLS: no version in common",
  handshakeRefused: "TLS: the server refused the handshake",
  noProtocol: "TLS: no application protocol in common",
  notTLS: "TLS: the server does not speak TLS",
  handshakeCut: "TLS: closed during the handshake",
  truncated: "TLS: cut off without an end",
  handshakeBroken: "TLS: the handshake breaks a rule",
  recordBroken: "TLS: a record is broken",
  alert: "TLS: the server sent an alert",
  memory: "TLS: not enough memory",
  entropy: "TLS: no random numbers",
} as const);

/** Whether TLS failed because one side does not trust the other. */
export function isDistrust(reason: string | undefined): boolean {
  return (Object.values(distrust) as readonly (string | undefined)[]).includes(reason);
}

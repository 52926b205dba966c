/** The reasons of hosts/native/tls in the firmware's words (src/session/tls-reasons.ts). */
import { distrust, tlsFaults } from "../../src/session/tls-reasons.js";

const words: Readonly<Record<string, string>> = Object.freeze({
  "tls.untrusted": distrust.unknownAuthority,
  "tls.self-signed": distrust.selfSigned,
  "tls.signature": distrust.wrongSignature,
  "tls.not-yet-valid": distrust.notYetValid,
  "tls.expired": distrust.expired,
  "tls.wrong-usage": distrust.wrongPurpose,
  "tls.wrong-host": distrust.wrongHost,
  "tls.unknown-host": distrust.wrongHost,
  "tls.weak": distrust.tooWeak,
  "tls.pin": distrust.notPinned,
  "tls.certificate": distrust.refused,
  "tls.client-certificate-refused": distrust.ownRefused,
  "tls.client-certificate-required": distrust.ownRequired,
  "tls.ca": distrust.unreadable,
  "tls.ca-file": distrust.unknownAuthority, // this host's own list is not there: nothing is trusted
  "tls.bundle": distrust.unknownAuthority,
  "tls.client-certificate": distrust.unreadable,
  "tls.client-key": distrust.unreadable,
  "tls.version": tlsFaults.noVersion,
  "tls.minimum-version": tlsFaults.noVersion, // this mbedTLS does not know the version that is asked for
  "tls.handshake-refused": tlsFaults.handshakeRefused,
  "tls.no-protocol": tlsFaults.noProtocol,
  "tls.not-tls": tlsFaults.notTLS,
  "tls.handshake": tlsFaults.handshakeBroken,
  "tls.record": tlsFaults.recordBroken,
  "tls.alert": tlsFaults.alert,
  "tls.memory": tlsFaults.memory,
  "tls.entropy": tlsFaults.entropy,
});

/**
 * code: of tls.h's tlsReason or tlsOpen. isOpen: whether the handshake was done, for an end means another thing then.
 * A code that is not in the table is given as it is.
 */
export function tlsReason(code: string | undefined, isOpen: boolean): string {
  if (code === "tls.truncated") return isOpen ? tlsFaults.truncated : tlsFaults.handshakeCut;
  return code === undefined ? tlsFaults.handshakeBroken : (words[code] ?? `TLS: ${code}`);
}

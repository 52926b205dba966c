/**
 * Why a socket ended, as short stable texts for the firmware, its log and people. What is to do with TLS is in the
 * firmware's own words (src/session/tls-reasons.ts), the same as on boards.
 */
import { distrust, tlsFaults } from "../../../src/session/tls-reasons.js";

const reasons: Readonly<Record<string, string>> = Object.freeze({
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  ECONNABORTED: "connection reset",
  EPIPE: "connection reset",
  ETIMEDOUT: "timed out",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
  EADDRNOTAVAIL: "address not available",
  EADDRINUSE: "port in use",
  EACCES: "not permitted",
  EPERM: "not permitted",
  EMFILE: "too many sockets",
  ENFILE: "too many sockets",
  ENOTFOUND: "name not found",
  ENODATA: "name not found",
  EAI_AGAIN: "no answer from the name server",

  DEPTH_ZERO_SELF_SIGNED_CERT: distrust.selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: distrust.unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: distrust.unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: distrust.unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: distrust.unknownAuthority,
  CERT_SIGNATURE_FAILURE: distrust.wrongSignature,
  CERT_NOT_YET_VALID: distrust.notYetValid,
  CERT_HAS_EXPIRED: distrust.expired,
  CERT_REVOKED: distrust.revoked,
  CERT_CHAIN_TOO_LONG: distrust.chainTooLong,
  PATH_LENGTH_EXCEEDED: distrust.chainTooLong,
  INVALID_CA: distrust.noAuthority,
  INVALID_PURPOSE: distrust.wrongPurpose,
  HOSTNAME_MISMATCH: distrust.wrongHost,
  ERR_TLS_CERT_ALTNAME_INVALID: distrust.wrongHost,
  ERR_SSL_EE_KEY_TOO_SMALL: distrust.tooWeak,
  ERR_SSL_CA_KEY_TOO_SMALL: distrust.tooWeak,
  ERR_SSL_CA_MD_TOO_WEAK: distrust.tooWeak,
  ERR_SSL_WRONG_SIGNATURE_TYPE: distrust.wrongSignature,
  ERR_SSL_BAD_SIGNATURE: distrust.wrongSignature,
  ERR_SSL_CERTIFICATE_VERIFY_FAILED: distrust.refused,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: distrust.ownRefused,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: distrust.ownRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: distrust.ownRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: distrust.ownRefused,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: distrust.ownRefused,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: distrust.ownRefused,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: distrust.ownRefused,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: distrust.wrongHost,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: distrust.ownRequired,
  ERR_SSL_UNSUPPORTED_PROTOCOL: tlsFaults.noVersion,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: tlsFaults.noVersion,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: tlsFaults.handshakeRefused,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: tlsFaults.noProtocol,
  ERR_SSL_UNEXPECTED_MESSAGE: tlsFaults.handshakeBroken,
  ERR_SSL_WRONG_VERSION_NUMBER: tlsFaults.notTLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: tlsFaults.notTLS,
  ERR_SSL_HTTP_REQUEST: tlsFaults.notTLS,
});

/** A text for an error of Node's, also of one that is not in the table. */
export function reasonOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known = reasons[code];
  if (known !== undefined) return known;
  if (/too (weak|small)/.test(error.message)) return distrust.tooWeak;
  if (code === "UNSPECIFIED" || code.includes("CERT")) return distrust.refused;
  if (code.startsWith("ERR_SSL_")) return `TLS: ${code.slice(8).toLowerCase().replaceAll("_", " ")}`;
  return code === "" ? error.message : code;
}

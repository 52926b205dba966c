/**
 * Why a socket ended, as short stable texts for the firmware, its log and people. What is to do with trust begins with
 * "certificate"; those are tried again slowly.
 */
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

  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate of an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT: "certificate of an unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate of an unknown authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate of an unknown authority",
  CERT_SIGNATURE_FAILURE: "certificate has a wrong signature",
  CERT_NOT_YET_VALID: "certificate is not yet valid",
  CERT_HAS_EXPIRED: "certificate has expired",
  CERT_REVOKED: "certificate is revoked",
  CERT_CHAIN_TOO_LONG: "certificate chain is too long",
  PATH_LENGTH_EXCEEDED: "certificate chain is too long",
  INVALID_CA: "certificate of an issuer that is no authority",
  INVALID_PURPOSE: "certificate is for another purpose",
  HOSTNAME_MISMATCH: "certificate is for another host",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another host",
  ERR_SSL_EE_KEY_TOO_SMALL: "certificate is too weak",
  ERR_SSL_CA_KEY_TOO_SMALL: "certificate is too weak",
  ERR_SSL_CA_MD_TOO_WEAK: "certificate is too weak",
  ERR_SSL_WRONG_SIGNATURE_TYPE: "certificate has a wrong signature",
  ERR_SSL_BAD_SIGNATURE: "certificate has a wrong signature",
  ERR_SSL_CERTIFICATE_VERIFY_FAILED: "certificate refused",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "TLS: the server requires a client certificate",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "TLS: no version in common",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "TLS: no version in common",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "TLS: the server refused the handshake",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: "TLS: no application protocol in common",
  ERR_SSL_WRONG_VERSION_NUMBER: "TLS: the server does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "TLS: the server does not speak TLS",
  ERR_SSL_HTTP_REQUEST: "TLS: the server does not speak TLS",
});

/** A text for an error of Node's, also of one that is not in the table. */
export function reasonOf(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known = reasons[code];
  if (known !== undefined) return known;
  if (/too (weak|small)/.test(error.message)) return "certificate is too weak";
  if (code === "UNSPECIFIED" || code.includes("CERT")) return "certificate refused";
  if (code.startsWith("ERR_SSL_")) return `TLS: ${code.slice(8).toLowerCase().replaceAll("_", " ")}`;
  return code === "" ? error.message : code;
}

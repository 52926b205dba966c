/* Why a connection failed, in the words of tls.h: from alerts of the server's and numbers of mbedTLS's. */
#include "tls-client.h"

tlsState tlsFail(tlsClient *client, const char *reason, int number) {
	if (client->state == tlsFailed) return tlsFailed;
	client->state = tlsFailed;
	client->reason = reason;
	client->number = number;
	client->hasPeeked = 0;
	return tlsFailed;
}

/* RFC 8446 6.2: what the server refused us for */
static const char *reasonOfAlert(int description) {
	switch (description) {
	case 40: return "tls.handshake-refused"; /* no cipher suite in common, or a client certificate is missing */
	case 70: return "tls.version";
	case 42: case 43: case 44: case 45: case 46: case 48: case 49: return "tls.client-certificate-refused";
	case 112: return "tls.unknown-host";
	case 116: return "tls.client-certificate-required";
	case 120: return "tls.no-protocol";
	default: return "tls.alert";
	}
}

static const char *reasonOfNumber(const tlsClient *client, int number) {
	switch (number) {
	case MBEDTLS_ERR_SSL_CONN_EOF: return "tls.truncated";
	case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE: return reasonOfAlert(client->alert);
	case MBEDTLS_ERR_SSL_ALLOC_FAILED: return "tls.memory";
	case MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED: return "tls.untrusted";
#if MBEDTLS_VERSION_MAJOR >= 3
	case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION:
#else
	case MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION:
#endif
		return "tls.version";
	/* the server's signature over the exchange of keys, by ECDSA, RSA, PSA: it has not its certificate's key */
	case -0x4E00: case -0x4380: case -149:
		return "tls.signature";
	case MBEDTLS_ERR_SSL_INVALID_MAC:
	case MBEDTLS_ERR_SSL_INVALID_RECORD:
		return "tls.record";
	}
	return client->state == tlsHandshaking ? "tls.handshake" : "tls.record";
}

tlsState tlsFailBy(tlsClient *client, int number) {
	/* a certificate of the wrong usage is refused by the handshake itself, with a number of its own */
	uint32_t flags = client->verify && client->sawCertificate && client->state == tlsHandshaking ? mbedtls_ssl_get_verify_result(&client->ssl) : 0;
	if (flags && flags != (uint32_t)-1 && number != MBEDTLS_ERR_SSL_CONN_EOF) return tlsFail(client, tlsReasonOfFlags(client, flags), number);
	if (number == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) return tlsFail(client, "tls.certificate", number);
	if (client->isForeign && number != MBEDTLS_ERR_SSL_CONN_EOF) return tlsFail(client, "tls.not-tls", number);
	return tlsFail(client, reasonOfNumber(client, number), number);
}

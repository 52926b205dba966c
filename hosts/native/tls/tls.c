/*
 * See tls.h. Sources: RFC 5246, 8446 (TLS), 5280 (certificates), 6125 (names), 7469 2.4 (pins), mbedTLS's own headers.
 * Deviation: revocation lists and OCSP are not consulted; pins are the means against a stolen key.
 */
#include "tls.h"

#include <stdlib.h>
#include <string.h>

#include <mbedtls/version.h>
#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#if MBEDTLS_VERSION_MAJOR < 4
	#include <mbedtls/ctr_drbg.h>
	#include <mbedtls/entropy.h>
	#include <mbedtls/sha256.h>
#endif
#if MBEDTLS_VERSION_MAJOR >= 3
	#include <psa/crypto.h>
#endif

typedef struct {
	uint8_t *bytes;
	size_t capacity, start, count;
} Queue;

struct tlsClientRecord {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	mbedtls_x509_crt ca, certificate;
	mbedtls_pk_context key;
#if MBEDTLS_VERSION_MAJOR < 4
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
#endif
	const char *protocols[tlsProtocols + 1];
	uint8_t pins[tlsPins][tlsPinBytes];
	int pinCount, verify, isAddress, offersSession, sawCertificate;
	uint8_t address[16];
	size_t addressBytes;
	mbedtls_x509_time now;
	tlsState state;
	const char *reason;
	int number, isEnded, alert; /* alert: description of a plain alert record, -1: none came */
	uint8_t header[5];
	size_t headerBytes, recordBytes; /* of the record that is coming in */
	size_t pending; /* of a write that mbedTLS took and could not send whole: it must be repeated with the same length */
	Queue in, out;
	uint8_t inBytes[tlsInBytes], outBytes[tlsOutBytes];
};

/* Queues: rings of bytes inside the record. */

static size_t queuePut(Queue *queue, const uint8_t *bytes, size_t count) {
	size_t free = queue->capacity - queue->count, at, first;
	if (count > free) count = free;
	at = (queue->start + queue->count) % queue->capacity;
	first = queue->capacity - at;
	if (first > count) first = count;
	if (count == 0) return 0;
	memcpy(queue->bytes + at, bytes, first);
	memcpy(queue->bytes, bytes + first, count - first);
	queue->count += count;
	return count;
}

static size_t queueTake(Queue *queue, uint8_t *into, size_t capacity) {
	size_t count = queue->count < capacity ? queue->count : capacity, first;
	if (count == 0) return 0;
	first = queue->capacity - queue->start;
	if (first > count) first = count;
	memcpy(into, queue->bytes + queue->start, first);
	memcpy(into + first, queue->bytes, count - first);
	queue->start = (queue->start + count) % queue->capacity;
	queue->count -= count;
	return count;
}

static int onSend(void *context, const unsigned char *bytes, size_t count) {
	size_t taken = queuePut(&((tlsClient *)context)->out, bytes, count);
	return taken ? (int)taken : MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* Follows the records (RFC 8446 5.1) to know a plain alert: mbedTLS does not say which one it met. */
static void noteAlert(tlsClient *client, const uint8_t *bytes, size_t count) {
	size_t i;
	for (i = 0; i < count; i++) {
		if (client->recordBytes == 0) {
			client->header[client->headerBytes++] = bytes[i];
			if (client->headerBytes < sizeof(client->header)) continue;
			client->headerBytes = 0;
			client->recordBytes = (size_t)client->header[3] << 8 | client->header[4];
		} else if (--client->recordBytes == 0 && client->header[0] == MBEDTLS_SSL_MSG_ALERT && client->header[3] == 0 && client->header[4] == 2)
			client->alert = bytes[i];
	}
}

static int onReceive(void *context, unsigned char *into, size_t capacity) {
	tlsClient *client = context;
	size_t count = queueTake(&client->in, into, capacity);
	if (count) {
		if (client->state == tlsHandshaking) noteAlert(client, into, count);
		return (int)count;
	}
	return client->isEnded ? MBEDTLS_ERR_SSL_CONN_EOF : MBEDTLS_ERR_SSL_WANT_READ;
}

/* Time: validity is judged by the board's clock. */

static mbedtls_x509_time dateOf(double seconds) {
	/* days since 0000-03-01 to year, month, day: the civil calendar, without the C library's time zone */
	mbedtls_x509_time date;
	long long total = seconds < 0 ? 0 : (seconds > 253402300799.0 ? 253402300799LL : (long long)seconds);
	long days = (long)(total / 86400) + 719468, second = (long)(total % 86400);
	long era = days / 146097, day = days % 146097;
	long year = (day - day / 1460 + day / 36524 - day / 146096) / 365, ofYear = day - (365 * year + year / 4 - year / 100);
	long month = (5 * ofYear + 2) / 153;
	date.day = (int)(ofYear - (153 * month + 2) / 5 + 1);
	date.mon = (int)(month < 10 ? month + 3 : month - 9);
	date.year = (int)(year + era * 400 + (date.mon <= 2));
	date.hour = (int)(second / 3600);
	date.min = (int)(second / 60 % 60);
	date.sec = (int)(second % 60);
	return date;
}

static int isBefore(const mbedtls_x509_time *a, const mbedtls_x509_time *b) {
	if (a->year != b->year) return a->year < b->year;
	if (a->mon != b->mon) return a->mon < b->mon;
	if (a->day != b->day) return a->day < b->day;
	if (a->hour != b->hour) return a->hour < b->hour;
	if (a->min != b->min) return a->min < b->min;
	return a->sec < b->sec;
}

static uint32_t validityFlags(const tlsClient *client, const mbedtls_x509_crt *certificate) {
	if (isBefore(&client->now, &certificate->valid_from)) return MBEDTLS_X509_BADCERT_FUTURE;
	if (isBefore(&certificate->valid_to, &client->now)) return MBEDTLS_X509_BADCERT_EXPIRED;
	return 0;
}

/* Literal addresses: mbedTLS before 3.5 knows names alone, so iPAddress entries (RFC 5280 4.2.1.6) are read here. */

static size_t parseIPv4(const char *text, uint8_t *into) {
	int part;
	for (part = 0; part < 4; part++) {
		int value = 0, digits = 0;
		while (*text >= '0' && *text <= '9' && digits++ < 3) value = value * 10 + *text++ - '0';
		if (digits == 0 || value > 255 || *text != (part < 3 ? '.' : 0)) return 0;
		into[part] = (uint8_t)value;
		text++;
	}
	return 4;
}

static int hexDigit(char c) {
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	if (c >= 'A' && c <= 'F') return c - 'A' + 10;
	return -1;
}

static size_t parseIPv6(const char *text, uint8_t *into) {
	int count = 0, gap = -1;
	memset(into, 0, 16);
	if (text[0] == ':' && text[1] == ':') { gap = 0; text += 2; }
	while (*text) {
		int value = 0, digits = 0;
		if (count == 16) return 0;
		for (; hexDigit(*text) >= 0; text++) {
			if (++digits > 4) return 0;
			value = value * 16 + hexDigit(*text);
		}
		if (digits == 0) return 0;
		into[count++] = (uint8_t)(value >> 8);
		into[count++] = (uint8_t)value;
		if (*text == 0) break;
		if (*text++ != ':') return 0;
		if (*text == ':') {
			if (gap >= 0) return 0;
			gap = count;
			text++;
		} else if (*text == 0)
			return 0;
	}
	if (gap < 0) return count == 16 ? 16 : 0;
	if (count == 16) return 0;
	memmove(into + 16 - (count - gap), into + gap, (size_t)(count - gap));
	memset(into + gap, 0, (size_t)(16 - count));
	return 16;
}

static size_t parseAddress(const char *text, uint8_t *into) {
	size_t count = parseIPv4(text, into);
	return count ? count : parseIPv6(text, into);
}

/* Looks for the address among the entries of subjectAltName; every length is checked against the end by mbedTLS. */
static int namesAddress(const mbedtls_x509_crt *certificate, const uint8_t *address, size_t addressBytes) {
	static const uint8_t subjectAltName[] = { 0x55, 0x1d, 0x11 };
	unsigned char *at = certificate->v3_ext.p, *end;
	size_t length;
	if (at == NULL) return 0;
	end = at + certificate->v3_ext.len;
	if (mbedtls_asn1_get_tag(&at, end, &length, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)) return 0;
	while (at < end) {
		unsigned char *extension, *extensionEnd;
		int isNames, critical = 0;
		if (mbedtls_asn1_get_tag(&at, end, &length, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)) return 0;
		extension = at;
		extensionEnd = at = at + length;
		if (mbedtls_asn1_get_tag(&extension, extensionEnd, &length, MBEDTLS_ASN1_OID)) return 0;
		isNames = length == sizeof(subjectAltName) && memcmp(extension, subjectAltName, length) == 0;
		extension += length;
		if (!isNames) continue;
		(void)mbedtls_asn1_get_bool(&extension, extensionEnd, &critical);
		if (mbedtls_asn1_get_tag(&extension, extensionEnd, &length, MBEDTLS_ASN1_OCTET_STRING)) return 0;
		if (mbedtls_asn1_get_tag(&extension, extensionEnd, &length, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)) return 0;
		while (extension < extensionEnd) {
			int tag = *extension++;
			if (mbedtls_asn1_get_len(&extension, extensionEnd, &length)) return 0;
			if (tag == (MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7) && length == addressBytes && memcmp(extension, address, length) == 0) return 1;
			extension += length;
		}
	}
	return 0;
}

/* mbedTLS calls this for each certificate of the chain, the root first (depth falls to 0, the server's own). */
static int onVerify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	tlsClient *client = context;
	client->sawCertificate = 1;
	*flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
	*flags |= validityFlags(client, certificate);
	if (depth >= tlsChain) *flags |= MBEDTLS_X509_BADCERT_OTHER;
	if (depth == 0 && client->isAddress && !namesAddress(certificate, client->address, client->addressBytes))
		*flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
	return 0;
}

static int sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
#if MBEDTLS_VERSION_MAJOR >= 4
	size_t length;
	return psa_hash_compute(PSA_ALG_SHA_256, bytes, count, digest, tlsPinBytes, &length) != PSA_SUCCESS;
#elif MBEDTLS_VERSION_MAJOR == 3
	return mbedtls_sha256(bytes, count, digest, 0);
#else
	return mbedtls_sha256_ret(bytes, count, digest, 0);
#endif
}

static int isPinned(const tlsClient *client, const mbedtls_x509_crt *certificate) {
	uint8_t digest[tlsPinBytes];
	int i;
	if (certificate == NULL || sha256(certificate->pk_raw.p, certificate->pk_raw.len, digest)) return 0;
	for (i = 0; i < client->pinCount; i++)
		if (memcmp(digest, client->pins[i], tlsPinBytes) == 0) return 1;
	return 0;
}

/* Faults */

static tlsState fail(tlsClient *client, const char *reason, int number) {
	if (client->state == tlsFailed) return tlsFailed;
	client->state = tlsFailed;
	client->reason = reason;
	client->number = number;
	return tlsFailed;
}

static const char *reasonOfFlags(uint32_t flags) {
	if (flags & MBEDTLS_X509_BADCERT_FUTURE) return "tls.not-yet-valid";
	if (flags & MBEDTLS_X509_BADCERT_EXPIRED) return "tls.expired";
	if (flags & (MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY)) return "tls.weak";
	if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) return "tls.untrusted";
	if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) return "tls.wrong-host";
	if (flags & (MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE | MBEDTLS_X509_BADCERT_NS_CERT_TYPE)) return "tls.wrong-usage";
	return "tls.certificate";
}

/* RFC 8446 6.2: what the server refused us for */
static const char *reasonOfAlert(int description) {
	switch (description) {
	case 40: return "tls.handshake-refused"; /* no cipher suite in common, or a client certificate is missing */
	case 70: return "tls.version";
	case 42: case 43: case 44: case 45: case 46: case 48: case 49: case 116: return "tls.client-certificate-refused";
	case 112: return "tls.unknown-host";
	case 120: return "tls.no-protocol";
	default: return "tls.alert";
	}
}

static tlsState failBy(tlsClient *client, int number) {
	uint32_t flags = client->verify && client->sawCertificate ? mbedtls_ssl_get_verify_result(&client->ssl) : 0;
	switch (number) {
	case MBEDTLS_ERR_SSL_CONN_EOF:
		return fail(client, "tls.truncated", number);
	case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED:
		return fail(client, reasonOfFlags(flags), number);
	case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
		return fail(client, reasonOfAlert(client->alert), number);
#if MBEDTLS_VERSION_MAJOR >= 3
	case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION:
#else
	case MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION:
#endif
		return fail(client, "tls.version", number);
	case MBEDTLS_ERR_SSL_ALLOC_FAILED:
		return fail(client, "tls.memory", number);
	case MBEDTLS_ERR_SSL_INVALID_MAC:
	case MBEDTLS_ERR_SSL_INVALID_RECORD:
		return fail(client, "tls.record", number);
	}
	/* a certificate of the wrong usage is refused by the handshake itself, with a number of its own */
	if (flags && flags != (uint32_t)-1) return fail(client, reasonOfFlags(flags), number);
	return fail(client, client->state == tlsHandshaking ? "tls.handshake" : "tls.record", number);
}

/* Opening */

static int configureRandom(tlsClient *client) {
#if MBEDTLS_VERSION_MAJOR >= 3
	if (psa_crypto_init() != PSA_SUCCESS) return -1;
#endif
#if MBEDTLS_VERSION_MAJOR < 4
	/* entropy: getrandom(2) on Linux, the hardware generator on the ESP32 */
	if (mbedtls_ctr_drbg_seed(&client->random, mbedtls_entropy_func, &client->entropy, (const unsigned char *)"mooring", 7)) return -1;
	mbedtls_ssl_conf_rng(&client->config, mbedtls_ctr_drbg_random, &client->random);
#endif
	return 0;
}

static void configureVersions(tlsClient *client, int minimumVersion) {
#if MBEDTLS_VERSION_MAJOR >= 3
	mbedtls_ssl_conf_min_tls_version(&client->config, minimumVersion >= 13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
#else
	static const int hashes[] = { MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512, MBEDTLS_MD_NONE };
	static const int suites[] = {
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, 0 };
	(void)minimumVersion;
	mbedtls_ssl_conf_min_version(&client->config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
	mbedtls_ssl_conf_sig_hashes(&client->config, hashes);
	mbedtls_ssl_conf_ciphersuites(&client->config, suites);
#endif
}

static int parseKey(tlsClient *client, const char *pem) {
	size_t count = strlen(pem) + 1;
#if MBEDTLS_VERSION_MAJOR >= 4
	return mbedtls_pk_parse_key(&client->key, (const unsigned char *)pem, count, NULL, 0);
#elif MBEDTLS_VERSION_MAJOR == 3
	return mbedtls_pk_parse_key(&client->key, (const unsigned char *)pem, count, NULL, 0, mbedtls_ctr_drbg_random, &client->random);
#else
	return mbedtls_pk_parse_key(&client->key, (const unsigned char *)pem, count, NULL, 0);
#endif
}

static const char *configureCertificates(tlsClient *client, const tlsOptions *options) {
	if (options->ca) {
		if (mbedtls_x509_crt_parse(&client->ca, (const unsigned char *)options->ca, strlen(options->ca) + 1)) return "tls.ca";
		mbedtls_ssl_conf_ca_chain(&client->config, &client->ca, NULL);
	}
	if (options->clientCertificate || options->clientKey) {
		const char *certificate = options->clientCertificate;
		if (!certificate || !options->clientKey) return "tls.client-certificate";
		if (mbedtls_x509_crt_parse(&client->certificate, (const unsigned char *)certificate, strlen(certificate) + 1)) return "tls.client-certificate";
		if (parseKey(client, options->clientKey)) return "tls.client-key";
		if (mbedtls_ssl_conf_own_cert(&client->config, &client->certificate, &client->key)) return "tls.client-certificate";
	}
	mbedtls_ssl_conf_authmode(&client->config, options->verify ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
	mbedtls_ssl_conf_cert_profile(&client->config, &mbedtls_x509_crt_profile_next);
	mbedtls_ssl_conf_verify(&client->config, onVerify, client);
	return NULL;
}

static int configureFragment(tlsClient *client, int bytes) {
	static const int lengths[] = { 512, 1024, 2048, 4096 };
	static const unsigned char codes[] = { MBEDTLS_SSL_MAX_FRAG_LEN_512, MBEDTLS_SSL_MAX_FRAG_LEN_1024, MBEDTLS_SSL_MAX_FRAG_LEN_2048, MBEDTLS_SSL_MAX_FRAG_LEN_4096 };
	int i;
	for (i = 0; i < 4; i++)
		if (bytes == lengths[i]) return mbedtls_ssl_conf_max_frag_len(&client->config, codes[i]);
	return bytes == 0 ? 0 : -1;
}

/* A session that cannot be read is no fault: the handshake is then a full one. */
static void offerSession(tlsClient *client, const uint8_t *bytes, size_t count) {
	mbedtls_ssl_session session;
	mbedtls_ssl_session_init(&session);
	if (mbedtls_ssl_session_load(&session, bytes, count) == 0 && mbedtls_ssl_set_session(&client->ssl, &session) == 0) client->offersSession = 1;
	mbedtls_ssl_session_free(&session);
}

static const char *configure(tlsClient *client, const tlsOptions *options) {
	const char *reason;
	if (options->pinCount < 0 || options->pinCount > tlsPins) return "tls.pins";
	if (options->minimumVersion != 12 && options->minimumVersion != 13) return "tls.minimum-version";
#if MBEDTLS_VERSION_MAJOR < 3
	if (options->minimumVersion == 13) return "tls.minimum-version";
#endif
	if (configureRandom(client)) return "tls.entropy";
	if (mbedtls_ssl_config_defaults(&client->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT)) return "tls.memory";
	configureVersions(client, options->minimumVersion);
	reason = configureCertificates(client, options);
	if (reason) return reason;
	if (configureFragment(client, options->maximumFragmentLength)) return "tls.maximum-fragment-length";
	memcpy(client->protocols, options->protocols, sizeof(client->protocols));
	client->protocols[tlsProtocols] = NULL;
	if (client->protocols[0] && mbedtls_ssl_conf_alpn_protocols(&client->config, client->protocols)) return "tls.protocols";
	mbedtls_ssl_conf_session_tickets(&client->config, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
	if (mbedtls_ssl_setup(&client->ssl, &client->config)) return "tls.memory";
	client->addressBytes = parseAddress(options->host, client->address);
	client->isAddress = client->addressBytes != 0;
	/* no SNI for an address (RFC 6066 3); onVerify compares it */
	if (mbedtls_ssl_set_hostname(&client->ssl, client->isAddress ? NULL : options->host)) return "tls.host";
	mbedtls_ssl_set_bio(&client->ssl, client, onSend, onReceive, NULL);
	if (options->session) offerSession(client, options->session, options->sessionBytes);
	return NULL;
}

tlsClient *tlsOpen(const tlsOptions *options, const char **reason) {
	tlsClient *client;
	*reason = "tls.host";
	if (!options->host || !*options->host) return NULL;
	client = calloc(1, sizeof(tlsClient));
	*reason = "tls.memory";
	if (!client) return NULL;
	client->in = (Queue){ client->inBytes, tlsInBytes, 0, 0 };
	client->out = (Queue){ client->outBytes, tlsOutBytes, 0, 0 };
	client->alert = -1;
	client->verify = options->verify;
	client->now = dateOf(options->now);
	mbedtls_ssl_init(&client->ssl);
	mbedtls_ssl_config_init(&client->config);
	mbedtls_x509_crt_init(&client->ca);
	mbedtls_x509_crt_init(&client->certificate);
	mbedtls_pk_init(&client->key);
#if MBEDTLS_VERSION_MAJOR < 4
	mbedtls_entropy_init(&client->entropy);
	mbedtls_ctr_drbg_init(&client->random);
#endif
	*reason = configure(client, options);
	if (*reason) {
		tlsFree(client);
		return NULL;
	}
	client->pinCount = options->pinCount;
	if (options->pinCount) memcpy(client->pins, options->pins, (size_t)options->pinCount * tlsPinBytes);
	return client;
}

void tlsFree(tlsClient *client) {
	if (!client) return;
	mbedtls_ssl_free(&client->ssl);
	mbedtls_ssl_config_free(&client->config);
	mbedtls_x509_crt_free(&client->ca);
	mbedtls_x509_crt_free(&client->certificate);
	mbedtls_pk_free(&client->key);
#if MBEDTLS_VERSION_MAJOR < 4
	mbedtls_ctr_drbg_free(&client->random);
	mbedtls_entropy_free(&client->entropy);
#endif
	free(client);
}

/* Running */

size_t tlsReceive(tlsClient *client, const uint8_t *bytes, size_t count) {
	return queuePut(&client->in, bytes, count);
}

void tlsEnd(tlsClient *client) {
	client->isEnded = 1;
}

static int isWaiting(int result) {
	return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
		|| result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
#endif
		|| result == MBEDTLS_ERR_SSL_ASYNC_IN_PROGRESS || result == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS;
}

/* What the handshake itself does not judge: pins, and the validity of a resumed session's certificate. */
static tlsState judge(tlsClient *client) {
	const mbedtls_x509_crt *certificate = mbedtls_ssl_get_peer_cert(&client->ssl);
	if (client->pinCount && !isPinned(client, certificate)) return fail(client, "tls.pin", 0);
	if (client->verify && !client->sawCertificate && !client->offersSession) return fail(client, "tls.untrusted", 0);
	if (client->verify && certificate) {
		uint32_t flags = validityFlags(client, certificate);
		if (flags) return fail(client, reasonOfFlags(flags), 0);
	}
	client->state = tlsOpened;
	return tlsOpened;
}

tlsState tlsStep(tlsClient *client) {
	int result;
	if (client->state != tlsHandshaking) return client->state;
	result = mbedtls_ssl_handshake(&client->ssl);
	if (result == 0) return judge(client);
	if (isWaiting(result)) return tlsHandshaking;
	return failBy(client, result);
}

size_t tlsRead(tlsClient *client, uint8_t *into, size_t capacity) {
	int result;
	if (client->state != tlsOpened || capacity == 0) return 0;
	result = mbedtls_ssl_read(&client->ssl, into, capacity);
	if (result > 0) return (size_t)result;
	if (isWaiting(result)) return 0;
	if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) client->state = tlsClosed;
	/* 0: the transport ended without close_notify (RFC 8446 6.1) */
	else (void)failBy(client, result ? result : MBEDTLS_ERR_SSL_CONN_EOF);
	return 0;
}

size_t tlsWrite(tlsClient *client, const uint8_t *bytes, size_t count) {
	int result;
	if (client->state != tlsOpened || count == 0) return 0;
	/* mbedTLS wants the same call again after WANT_WRITE; it keeps the record itself, so only the length must be the same */
	if (client->pending) count = client->pending;
	else if (client->out.capacity - client->out.count < 64) return 0;
	result = mbedtls_ssl_write(&client->ssl, bytes, count);
	if (result > 0) {
		client->pending = 0;
		return (size_t)result;
	}
	if (isWaiting(result)) {
		client->pending = count;
		return 0;
	}
	(void)failBy(client, result);
	return 0;
}

size_t tlsTransmit(tlsClient *client, uint8_t *into, size_t capacity) {
	return queueTake(&client->out, into, capacity);
}

void tlsClose(tlsClient *client) {
	if (client->state == tlsOpened) (void)mbedtls_ssl_close_notify(&client->ssl);
	if (client->state != tlsFailed) client->state = tlsClosed;
}

tlsState tlsStateOf(const tlsClient *client) { return client->state; }
const char *tlsReason(const tlsClient *client) { return client->reason; }
int tlsErrorNumber(const tlsClient *client) { return client->number; }
int tlsIsResumed(const tlsClient *client) { return client->state == tlsOpened && client->offersSession && !client->sawCertificate; }

const char *tlsProtocol(const tlsClient *client) {
	return client->state == tlsOpened ? mbedtls_ssl_get_alpn_protocol(&client->ssl) : NULL;
}

size_t tlsSession(tlsClient *client, uint8_t *into, size_t capacity) {
	mbedtls_ssl_session session;
	size_t count = 0;
	if (client->state != tlsOpened) return 0;
	mbedtls_ssl_session_init(&session);
	if (mbedtls_ssl_get_session(&client->ssl, &session) || mbedtls_ssl_session_save(&session, into, capacity, &count)) count = 0;
	mbedtls_ssl_session_free(&session);
	return count;
}

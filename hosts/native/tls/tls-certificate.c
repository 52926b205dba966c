/*
 * Who the server is: dates, literal addresses, the chain, pins. Sources: RFC 5280 (certificates), 6125 (names), 7469 2.4
 * (pins), mbedTLS's own headers. Deviation: revocation lists and OCSP are not consulted; pins are the means against a
 * stolen key.
 */
#include "tls-client.h"

#include <string.h>

#include <mbedtls/asn1.h>
#if MBEDTLS_VERSION_MAJOR < 4
	#include <mbedtls/sha256.h>
#endif
#if defined(ESP_PLATFORM)
	#include "sdkconfig.h"
#endif

/* Time: validity is judged by the board's clock. */

mbedtls_x509_time tlsDateOf(double seconds) {
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

uint32_t tlsValidityFlags(const tlsClient *client, const tlsValidity *validity) {
	if (isBefore(&client->now, &validity->from)) return MBEDTLS_X509_BADCERT_FUTURE;
	if (isBefore(&validity->to, &client->now)) return MBEDTLS_X509_BADCERT_EXPIRED;
	return 0;
}

tlsValidity tlsValidityOf(const mbedtls_x509_crt *certificate) {
	return (tlsValidity){ certificate->valid_from, certificate->valid_to };
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

size_t tlsParseAddress(const char *text, uint8_t *into) {
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

static int isIssuedByItself(const mbedtls_x509_crt *certificate) {
	/* an empty message of certificates comes here as one without anything, and is refused by its flags */
	return certificate->subject_raw.len > 0 && certificate->issuer_raw.len == certificate->subject_raw.len
		&& memcmp(certificate->issuer_raw.p, certificate->subject_raw.p, certificate->subject_raw.len) == 0;
}

/*
 * ESP-IDF's bundle knows authorities by name and key alone. Its own callback vouches for a certificate that mbedTLS could
 * not trace to the (empty) list, when one of the bundle signed it; it then clears every flag, so that strength is put
 * back. Compiled only with ESP-IDF.
 */
#if defined(CONFIG_MBEDTLS_CERTIFICATE_BUNDLE)
	#if defined(CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY)
		#error "tls-certificate.c is not written for CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY"
	#endif
int esp_crt_verify_callback(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);

static void askBundle(mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	uint32_t weak = MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY;
	if (!isIssuedByItself(certificate)) weak |= MBEDTLS_X509_BADCERT_BAD_MD; /* a root's own signature proves nothing */
	weak &= *flags;
	(void)esp_crt_verify_callback(NULL, certificate, depth, flags); /* where it does not vouch the flag stays */
	*flags |= weak;
}
#else
static void askBundle(mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	(void)certificate;
	(void)depth;
	(void)flags;
}
#endif

/* mbedTLS calls this for each certificate of the chain, the root first (depth falls to 0, the server's own). */
int tlsOnVerify(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	tlsClient *client = context;
	tlsValidity validity = tlsValidityOf(certificate);
	client->sawCertificate = 1;
	*flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
	if (client->usesBundle) askBundle(certificate, depth, flags);
	*flags |= tlsValidityFlags(client, &validity);
	if (depth >= tlsChain) *flags |= MBEDTLS_X509_BADCERT_OTHER;
	if (depth > 0) return 0;
	client->isSelfSigned = isIssuedByItself(certificate);
	if (client->isAddress && !namesAddress(certificate, client->address, client->addressBytes))
		*flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
	return 0;
}

int tlsSHA256(const uint8_t *bytes, size_t count, uint8_t *digest) {
#if MBEDTLS_VERSION_MAJOR >= 4
	size_t length;
	return psa_hash_compute(PSA_ALG_SHA_256, bytes, count, digest, tlsPinBytes, &length) != PSA_SUCCESS;
#elif MBEDTLS_VERSION_MAJOR == 3
	return mbedtls_sha256(bytes, count, digest, 0);
#else
	return mbedtls_sha256_ret(bytes, count, digest, 0);
#endif
}

int tlsIsPinned(const tlsClient *client, const mbedtls_x509_crt *certificate) {
	uint8_t digest[tlsPinBytes];
	int i;
	if (certificate == NULL || tlsSHA256(certificate->pk_raw.p, certificate->pk_raw.len, digest)) return 0;
	for (i = 0; i < client->pinCount; i++)
		if (memcmp(digest, client->pins[i], tlsPinBytes) == 0) return 1;
	return 0;
}

const char *tlsReasonOfFlags(const tlsClient *client, uint32_t flags) {
	if (flags & MBEDTLS_X509_BADCERT_FUTURE) return "tls.not-yet-valid";
	if (flags & MBEDTLS_X509_BADCERT_EXPIRED) return "tls.expired";
	if (flags & (MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY)) return "tls.weak";
	if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) return client->isSelfSigned ? "tls.self-signed" : "tls.untrusted";
	if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) return "tls.wrong-host";
	if (flags & (MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE | MBEDTLS_X509_BADCERT_NS_CERT_TYPE)) return "tls.wrong-usage";
	return "tls.certificate";
}

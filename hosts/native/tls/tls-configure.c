/*
 * The options of a client, made mbedTLS's. Everything that differs between mbedTLS 2.28, 3.6 and 4.0 in this is told
 * apart here.
 */
#include "tls-client.h"

#include <string.h>

#if defined(ESP_PLATFORM)
	#include "sdkconfig.h"
	#if defined(CONFIG_MBEDTLS_CERTIFICATE_BUNDLE)
		#include "esp_crt_bundle.h"
	#endif
#endif

static int configureRandom(tlsClient *client) {
#if MBEDTLS_VERSION_MAJOR >= 3
	if (psa_crypto_init() != PSA_SUCCESS) return -1;
#endif
#if MBEDTLS_VERSION_MAJOR < 4
	/* entropy: getrandom(2) on Linux, the hardware generator on the ESP32 */
	if (mbedtls_ctr_drbg_seed(&client->random, mbedtls_entropy_func, &client->entropy, (const unsigned char *)"mooring", 7)) return -1;
	mbedtls_ssl_conf_rng(&client->config, mbedtls_ctr_drbg_random, &client->random);
#else
	(void)client;
#endif
	return 0;
}

static void configureVersions(tlsClient *client, int minimumVersion) {
#if MBEDTLS_VERSION_MAJOR >= 3
	mbedtls_ssl_conf_min_tls_version(&client->config, minimumVersion >= 13 ? MBEDTLS_SSL_VERSION_TLS1_3 : MBEDTLS_SSL_VERSION_TLS1_2);
#else
	static const int hashes[] = { MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512, MBEDTLS_MD_NONE };
	(void)minimumVersion;
	mbedtls_ssl_conf_min_version(&client->config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
	mbedtls_ssl_conf_sig_hashes(&client->config, hashes);
#endif
}

/* Forward secrecy and authenticated encryption alone (RFC 9325 4.2); the suites of TLS 1.3 come first where it is known. */
static void configureSuites(tlsClient *client) {
	static const int suites[] = {
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && MBEDTLS_VERSION_MAJOR >= 3
		MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
#endif
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, 0 };
	mbedtls_ssl_conf_ciphersuites(&client->config, suites);
}

static int parseKey(tlsClient *client, const char *pem) {
	size_t count = strlen(pem) + 1;
#if MBEDTLS_VERSION_MAJOR == 3
	return mbedtls_pk_parse_key(&client->key, (const unsigned char *)pem, count, NULL, 0, mbedtls_ctr_drbg_random, &client->random);
#else
	return mbedtls_pk_parse_key(&client->key, (const unsigned char *)pem, count, NULL, 0);
#endif
}

/* A list of authorities may hold kinds that this mbedTLS does not know: they are left out. */
static int readFile(mbedtls_x509_crt *chain, const char *path) {
#if defined(MBEDTLS_FS_IO)
	return mbedtls_x509_crt_parse_file(chain, path) < 0 || chain->version == 0;
#else
	(void)chain;
	(void)path;
	return -1;
#endif
}

static int attachBundle(tlsClient *client) {
#if defined(CONFIG_MBEDTLS_CERTIFICATE_BUNDLE)
	return esp_crt_bundle_attach(&client->config) != ESP_OK;
#else
	(void)client;
	return -1;
#endif
}

static const char *configureTrust(tlsClient *client, const tlsOptions *options) {
	mbedtls_ssl_conf_authmode(&client->config, options->verify ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
	mbedtls_ssl_conf_cert_profile(&client->config, &mbedtls_x509_crt_profile_next);
	if (!options->verify) return NULL;
	if (options->ca && mbedtls_x509_crt_parse(&client->ca, (const unsigned char *)options->ca, strlen(options->ca) + 1)) return "tls.ca";
	if (options->caFile && readFile(&client->ca, options->caFile)) return "tls.ca-file";
	if (options->ca || options->caFile) mbedtls_ssl_conf_ca_chain(&client->config, &client->ca, NULL);
	else if (options->usesBundle) {
		if (attachBundle(client)) return "tls.bundle";
		client->usesBundle = 1;
	}
	mbedtls_ssl_conf_verify(&client->config, tlsOnVerify, client); /* in place of the bundle's own, which it asks */
	return NULL;
}

static const char *configureOwn(tlsClient *client, const tlsOptions *options) {
	const char *certificate = options->clientCertificate;
	if (!certificate && !options->clientKey) return NULL;
	if (!certificate || !options->clientKey) return "tls.client-certificate";
	if (mbedtls_x509_crt_parse(&client->certificate, (const unsigned char *)certificate, strlen(certificate) + 1)) return "tls.client-certificate";
	if (parseKey(client, options->clientKey)) return "tls.client-key";
	if (mbedtls_ssl_conf_own_cert(&client->config, &client->certificate, &client->key)) return "tls.client-certificate";
	return NULL;
}

/*
 * RFC 6066 4. mbedTLS offers it in TLS 1.3 too and then refuses a server that grants it there: so that asking for it
 * means TLS 1.2, and TLS 1.3 alone cannot be asked for beside it.
 */
static int configureFragment(tlsClient *client, const tlsOptions *options) {
	static const int lengths[] = { 512, 1024, 2048, 4096 };
	static const unsigned char codes[] = { MBEDTLS_SSL_MAX_FRAG_LEN_512, MBEDTLS_SSL_MAX_FRAG_LEN_1024, MBEDTLS_SSL_MAX_FRAG_LEN_2048, MBEDTLS_SSL_MAX_FRAG_LEN_4096 };
	int i;
	if (options->maximumFragmentLength == 0) return 0;
	if (options->minimumVersion == 13) return -1;
#if MBEDTLS_VERSION_MAJOR >= 3
	mbedtls_ssl_conf_max_tls_version(&client->config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
	for (i = 0; i < 4; i++)
		if (options->maximumFragmentLength == lengths[i]) return mbedtls_ssl_conf_max_frag_len(&client->config, codes[i]);
	return -1;
}

/* Copies the names, since mbedTLS keeps the pointers. */
static int configureProtocols(tlsClient *client, const char *names) {
	int count = 0;
	char *at = client->protocolNames;
	if (!names) return 0;
	if (strlen(names) >= tlsProtocolBytes) return -1;
	strcpy(at, names);
	for (;;) {
		char *comma = strchr(at, ',');
		if (count == tlsProtocols || *at == 0 || at == comma) return -1;
		client->protocols[count++] = at;
		if (!comma) break;
		*comma = 0;
		at = comma + 1;
	}
	return mbedtls_ssl_conf_alpn_protocols(&client->config, client->protocols);
}

/* What a session is bound to: who is asked for, what is trusted, which keys are pinned, who we say we are. */
static int bindSession(tlsClient *client, const tlsOptions *options) {
	const char *texts[] = { options->host, options->ca, options->caFile, options->clientCertificate };
	uint8_t parts[6][tlsPinBytes];
	size_t i;
	memset(parts, 0, sizeof(parts));
	for (i = 0; i < 4; i++)
		if (texts[i] && tlsSHA256((const uint8_t *)texts[i], strlen(texts[i]), parts[i])) return -1;
	if (options->pinCount && tlsSHA256(options->pins, (size_t)options->pinCount * tlsPinBytes, parts[4])) return -1;
	parts[5][0] = (uint8_t)client->usesBundle;
	parts[5][1] = (uint8_t)options->minimumVersion;
	return tlsSHA256(parts[0], sizeof(parts), client->binding);
}

/* A session that does not fit or cannot be read is no fault: the handshake is then a full one. */
static void offerSession(tlsClient *client, const uint8_t *bytes, size_t count) {
	mbedtls_ssl_session session;
	const size_t head = tlsPinBytes + sizeof(tlsValidity);
	if (!client->verify || count <= head || memcmp(bytes, client->binding, tlsPinBytes)) return;
	memcpy(&client->offered, bytes + tlsPinBytes, sizeof(tlsValidity));
	mbedtls_ssl_session_init(&session);
	if (mbedtls_ssl_session_load(&session, bytes + head, count - head) == 0 && mbedtls_ssl_set_session(&client->ssl, &session) == 0) client->offersSession = 1;
	mbedtls_ssl_session_free(&session);
}

static void configureTickets(tlsClient *client) {
	mbedtls_ssl_conf_session_tickets(&client->config, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3) && MBEDTLS_VERSION_NUMBER >= 0x03060100 && MBEDTLS_VERSION_MAJOR == 3 /* 4.0 always does */
	mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(&client->config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
}

const char *tlsConfigure(tlsClient *client, const tlsOptions *options) {
	const char *reason;
	if (options->pinCount < 0 || options->pinCount > tlsPins) return "tls.pins";
	if (options->minimumVersion != 12 && options->minimumVersion != 13) return "tls.minimum-version";
#if MBEDTLS_VERSION_MAJOR < 3 || !defined(MBEDTLS_SSL_PROTO_TLS1_3)
	if (options->minimumVersion == 13) return "tls.minimum-version";
#endif
	if (configureRandom(client)) return "tls.entropy";
	if (mbedtls_ssl_config_defaults(&client->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT)) return "tls.memory";
	configureVersions(client, options->minimumVersion);
	configureSuites(client);
	configureTickets(client);
	reason = configureTrust(client, options);
	if (!reason) reason = configureOwn(client, options);
	if (reason) return reason;
	if (configureFragment(client, options)) return "tls.maximum-fragment-length";
	if (configureProtocols(client, options->protocols)) return "tls.protocols";
	if (bindSession(client, options)) return "tls.memory";
	if (mbedtls_ssl_setup(&client->ssl, &client->config)) return "tls.memory";
	client->addressBytes = tlsParseAddress(options->host, client->address);
	client->isAddress = client->addressBytes != 0;
	/* no SNI for an address (RFC 6066 3); tlsOnVerify compares it */
	if (mbedtls_ssl_set_hostname(&client->ssl, client->isAddress ? NULL : options->host)) return "tls.host";
	if (options->session) offerSession(client, options->session, options->sessionBytes);
	return NULL;
}

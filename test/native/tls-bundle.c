/*
 * Plays ESP-IDF's certificate bundle (6.0) on Linux, so that what hosts/native/tls does around it is run and not only
 * compiled: an empty list of authorities, and a callback that vouches for what one of the bundle signed and then clears
 * every flag. The bundle is the PEM file that MOORING_TEST_BUNDLE names. For mbedTLS 2.28.
 */
#include <stdlib.h>
#include <string.h>

#include <mbedtls/md.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "idf/esp_crt_bundle.h"

int esp_crt_verify_callback(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);

static int isSignedBy(const mbedtls_x509_crt *child, mbedtls_x509_crt *root) {
	const mbedtls_md_info_t *md = mbedtls_md_info_from_type(child->sig_md);
	unsigned char hash[MBEDTLS_MD_MAX_SIZE];
	if (child->issuer_raw.len != root->subject_raw.len || memcmp(child->issuer_raw.p, root->subject_raw.p, root->subject_raw.len)) return 0;
	if (!md || mbedtls_md(md, child->tbs.p, child->tbs.len, hash)) return 0;
	return mbedtls_pk_verify(&root->pk, child->sig_md, hash, mbedtls_md_get_size(md), child->sig.p, child->sig.len) == 0;
}

int esp_crt_verify_callback(void *context, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
	mbedtls_x509_crt roots;
	int isVouched;
	(void)context;
	(void)depth;
	if ((*flags & ~(uint32_t)MBEDTLS_X509_BADCERT_BAD_MD) != MBEDTLS_X509_BADCERT_NOT_TRUSTED) return 0;
	mbedtls_x509_crt_init(&roots);
	isVouched = mbedtls_x509_crt_parse_file(&roots, getenv("MOORING_TEST_BUNDLE")) == 0 && isSignedBy(certificate, &roots);
	mbedtls_x509_crt_free(&roots);
	if (!isVouched) return MBEDTLS_ERR_X509_CERT_VERIFY_FAILED;
	*flags = 0;
	return 0;
}

int esp_crt_bundle_attach(void *config) {
	static mbedtls_x509_crt none;
	mbedtls_ssl_conf_ca_chain(config, &none, NULL);
	mbedtls_ssl_conf_verify(config, esp_crt_verify_callback, NULL);
	return ESP_OK;
}

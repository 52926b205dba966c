/* What the files of this folder share; not for others. */
#ifndef MOORING_TLS_CLIENT_H
#define MOORING_TLS_CLIENT_H

#include "tls.h"

#include <mbedtls/version.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#if MBEDTLS_VERSION_MAJOR < 4
	#include <mbedtls/ctr_drbg.h>
	#include <mbedtls/entropy.h>
#endif
#if MBEDTLS_VERSION_MAJOR >= 3
	#include <psa/crypto.h>
#endif
#if !defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
	#error "pins need MBEDTLS_SSL_KEEP_PEER_CERTIFICATE"
#endif

typedef struct {
	uint8_t *bytes;
	size_t capacity, start, count;
} tlsQueue;

typedef struct {
	mbedtls_x509_time from, to;
} tlsValidity;

struct tlsClientRecord {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config config;
	mbedtls_x509_crt ca, certificate;
	mbedtls_pk_context key;
#if MBEDTLS_VERSION_MAJOR < 4
	mbedtls_entropy_context entropy;
	mbedtls_ctr_drbg_context random;
#endif
	char protocolNames[tlsProtocolBytes];
	const char *protocols[tlsProtocols + 1];
	uint8_t pins[tlsPins][tlsPinBytes];
	uint8_t binding[tlsPinBytes];    /* digest of what a saved session is bound to */
	int pinCount, verify, usesBundle, isAddress, offersSession, sawCertificate, isSelfSigned, hasSession;
	uint8_t address[16];
	size_t addressBytes;
	mbedtls_x509_time now;
	tlsValidity offered;             /* of the certificate behind the session that is offered */
	tlsState state;
	const char *reason;
	int number, isEnded;
	int alert;                       /* description of a plain alert record, -1: none came */
	int isForeign;                   /* the first bytes are no record of TLS */
	uint8_t header[5];
	size_t headerBytes, recordBytes; /* of the record that is coming in */
	uint8_t peeked;                  /* first byte of a record that was decrypted ahead */
	int hasPeeked;
	tlsQueue in, out;
	uint8_t inBytes[tlsInBytes], outBytes[tlsOutBytes];
};

/* tls-certificate.c: who the server is */
mbedtls_x509_time tlsDateOf(double seconds);
size_t tlsParseAddress(const char *text, uint8_t *into);
uint32_t tlsValidityFlags(const tlsClient *client, const tlsValidity *validity);
tlsValidity tlsValidityOf(const mbedtls_x509_crt *certificate);
int tlsOnVerify(void *client, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);
int tlsSHA256(const uint8_t *bytes, size_t count, uint8_t *digest);
int tlsIsPinned(const tlsClient *client, const mbedtls_x509_crt *certificate);
const char *tlsReasonOfFlags(const tlsClient *client, uint32_t flags);

/* tls-reasons.c: the first failure stays; give tlsFailed */
tlsState tlsFail(tlsClient *client, const char *reason, int number);
tlsState tlsFailBy(tlsClient *client, int number);

/* tls-configure.c: options to mbedTLS; gives NULL or a reason */
const char *tlsConfigure(tlsClient *client, const tlsOptions *options);

#endif

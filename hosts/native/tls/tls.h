/*
 * A TLS client without I/O over mbedTLS: cipher text in and out, plain text in and out, a state, a reason.
 * The same files serve Linux (Debian's 2.28) and ESP-IDF (4.0; 3.6 too); what differs is told apart at compile time.
 * It knows neither JavaScript nor sockets: tls-xs.c binds it to XS.
 *
 * Order of calls: tlsOpen; then, for as long as the state is neither closed nor failed: tlsReceive what the transport
 * brought, tlsStep, tlsRead until it gives 0, tlsWrite, tlsTransmit until it gives 0. tlsFree ends it at any moment.
 */
#ifndef MOORING_TLS_H
#define MOORING_TLS_H

#include <stddef.h>
#include <stdint.h>

enum {
	tlsInBytes = 2048,        /* queue of cipher text that came in */
	tlsOutBytes = 4096,       /* queue of cipher text that goes out */
	tlsPins = 4,
	tlsPinBytes = 32,
	tlsProtocols = 4,         /* of ALPN, at most */
	tlsProtocolBytes = 64,    /* all their names */
	tlsChain = 8              /* certificates above the server's */
};

typedef enum { tlsHandshaking, tlsOpened, tlsClosed, tlsFailed } tlsState;

typedef struct {
	const char *host;                 /* name or literal address that the certificate must be for; also the SNI name */
	const char *ca;                   /* PEM, one or more certificates, zero-terminated, or NULL */
	const char *caFile;               /* a file of the same, where there are files; some of its certificates may be unknown kinds */
	int usesBundle;                   /* 1: ESP-IDF's certificate bundle is trusted; elsewhere there is none */
	const char *clientCertificate;    /* PEM or NULL */
	const char *clientKey;            /* PEM or NULL */
	const char *protocols;            /* ALPN, the names separated by commas, or NULL */
	const uint8_t *pins;              /* pinCount times SHA-256 of an acceptable SubjectPublicKeyInfo */
	int pinCount;                     /* 0 to tlsPins */
	int minimumVersion;               /* 12 or 13 */
	int maximumFragmentLength;        /* 0 (not negotiated), 512, 1024, 2048, 4096 */
	int verify;                       /* 0 only by an explicit setting */
	double now;                       /* seconds since 1970 UTC: validity is judged by it, never by the system's clock */
	const uint8_t *session;           /* of tlsSession on an earlier connection, or NULL; one that does not fit is ignored */
	size_t sessionBytes;
} tlsOptions;

typedef struct tlsClientRecord tlsClient;

/* NULL when there is no memory or an option is wrong: *reason says which, a stable text such as "tls.ca". */
tlsClient *tlsOpen(const tlsOptions *options, const char **reason);
void tlsFree(tlsClient *client);

/* Takes cipher text; gives the number of bytes taken, at most tlsReceivable. */
size_t tlsReceive(tlsClient *client, const uint8_t *bytes, size_t count);
size_t tlsReceivable(const tlsClient *client);
/* The transport ended: before close_notify this is a fault ("tls.truncated"). */
void tlsEnd(tlsClient *client);
/* Goes on with the handshake; later decrypts the next record once the one before was read. */
tlsState tlsStep(tlsClient *client);
/* Plain text that tlsRead gives at least. */
size_t tlsReadable(const tlsClient *client);
/* Gives plain text; 0: none now. A read that meets the end changes the state. */
size_t tlsRead(tlsClient *client, uint8_t *into, size_t capacity);
/* Plain text that tlsWrite takes now; 0 unless the state is open. */
size_t tlsWritable(const tlsClient *client);
/* Takes plain text; gives the number of bytes taken. */
size_t tlsWrite(tlsClient *client, const uint8_t *bytes, size_t count);
/* Cipher text that waits for the transport. */
size_t tlsTransmittable(const tlsClient *client);
size_t tlsTransmit(tlsClient *client, uint8_t *into, size_t capacity);
/* Sends close_notify; what was written before goes first. */
void tlsClose(tlsClient *client);

tlsState tlsStateOf(const tlsClient *client);
/* Why it failed: a stable text; NULL when it did not. */
const char *tlsReason(const tlsClient *client);
/* mbedTLS's own number behind the reason, or 0 */
int tlsErrorNumber(const tlsClient *client);
/* The protocol that ALPN chose, or NULL. */
const char *tlsProtocol(const tlsClient *client);
/* 1 when the server took the session of the options, so that no certificate was sent. */
int tlsIsResumed(const tlsClient *client);
/* 1 when there is a session that was not saved yet. Never where the server is not verified. */
int tlsHasSession(const tlsClient *client);
/*
 * Saves what a later connection may resume with; gives its size, 0 when there is nothing or no room. It is bound to
 * the host, what is trusted, the pins and the own certificate: with other ones it is ignored. It holds a secret.
 */
size_t tlsSession(tlsClient *client, uint8_t *into, size_t capacity);

#endif

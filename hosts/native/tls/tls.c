/*
 * See tls.h. Sources: RFC 5246, 8446 (TLS), mbedTLS's own headers. Options are in tls-configure.c, certificates in
 * tls-certificate.c, reasons in tls-reasons.c.
 */
#include "tls-client.h"

#include <stdlib.h>
#include <string.h>

/*
 * bytes; kept free in the outgoing queue, so that an alert or close_notify of mbedTLS's own (31 bytes) always fits: once
 * open, a send must never be cut short, for mbedTLS would then take the next write for the repetition of it.
 */
enum { reserveBytes = 128 };
/* bytes; of a record beside its plain text: header 5, nonce 8 or type 1, tag 16 */
enum { recordBytes = 32 };

/* Queues: rings of bytes inside the record. */

static size_t queuePut(tlsQueue *queue, const uint8_t *bytes, size_t count) {
	size_t free = queue->capacity - queue->count, at, first;
	if (count > free) count = free;
	if (count == 0) return 0;
	at = (queue->start + queue->count) % queue->capacity;
	first = queue->capacity - at;
	if (first > count) first = count;
	memcpy(queue->bytes + at, bytes, first);
	memcpy(queue->bytes, bytes + first, count - first);
	queue->count += count;
	return count;
}

static size_t queueTake(tlsQueue *queue, uint8_t *into, size_t capacity) {
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

/*
 * Follows the records (RFC 8446 5.1) up to the end of the handshake: mbedTLS does not say which alert it met, nor tell
 * a server that speaks something else from one that breaks a rule.
 */
static void followRecords(tlsClient *client, const uint8_t *bytes, size_t count) {
	size_t i;
	for (i = 0; i < count; i++) {
		if (client->recordBytes == 0) {
			client->header[client->headerBytes++] = bytes[i];
			if (client->headerBytes < sizeof(client->header)) continue;
			client->headerBytes = 0;
			client->recordBytes = (size_t)client->header[3] << 8 | client->header[4];
			if (client->header[0] < MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC || client->header[0] > MBEDTLS_SSL_MSG_APPLICATION_DATA || client->header[1] != 3)
				client->isForeign = 1;
		} else if (--client->recordBytes == 0 && client->header[0] == MBEDTLS_SSL_MSG_ALERT && client->header[3] == 0 && client->header[4] == 2)
			client->alert = bytes[i];
	}
}

static int onReceive(void *context, unsigned char *into, size_t capacity) {
	tlsClient *client = context;
	size_t count = queueTake(&client->in, into, capacity);
	if (count) {
		if (client->state == tlsHandshaking) followRecords(client, into, count);
		return (int)count;
	}
	return client->isEnded ? MBEDTLS_ERR_SSL_CONN_EOF : MBEDTLS_ERR_SSL_WANT_READ;
}

/* Opening */

tlsClient *tlsOpen(const tlsOptions *options, const char **reason) {
	tlsClient *client;
	*reason = "tls.host";
	if (!options->host || !*options->host) return NULL;
	client = calloc(1, sizeof(tlsClient));
	*reason = "tls.memory";
	if (!client) return NULL;
	client->in = (tlsQueue){ client->inBytes, tlsInBytes, 0, 0 };
	client->out = (tlsQueue){ client->outBytes, tlsOutBytes, 0, 0 };
	client->alert = -1;
	client->verify = options->verify;
	client->now = tlsDateOf(options->now);
	mbedtls_ssl_init(&client->ssl);
	mbedtls_ssl_config_init(&client->config);
	mbedtls_x509_crt_init(&client->ca);
	mbedtls_x509_crt_init(&client->certificate);
	mbedtls_pk_init(&client->key);
#if MBEDTLS_VERSION_MAJOR < 4
	mbedtls_entropy_init(&client->entropy);
	mbedtls_ctr_drbg_init(&client->random);
#endif
	*reason = tlsConfigure(client, options);
	if (*reason) {
		tlsFree(client);
		return NULL;
	}
	mbedtls_ssl_set_bio(&client->ssl, client, onSend, onReceive, NULL);
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

size_t tlsReceivable(const tlsClient *client) {
	return client->in.capacity - client->in.count;
}

void tlsEnd(tlsClient *client) {
	client->isEnded = 1;
}

static int isWaiting(int result) {
	return result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* What the handshake itself does not judge: pins, and the validity of a resumed session's certificate. */
static const char *judge(const tlsClient *client) {
	const mbedtls_x509_crt *certificate = mbedtls_ssl_get_peer_cert(&client->ssl);
	int isResumed = client->offersSession && !client->sawCertificate;
	tlsValidity validity = client->offered;
	uint32_t flags;
	if (client->verify && !client->sawCertificate && !isResumed) return "tls.untrusted";
	/* a session of TLS 1.3 keeps no certificate: it was judged when it began, and is bound to the pins of then */
	if (client->pinCount && !(isResumed && !certificate) && !tlsIsPinned(client, certificate)) return "tls.pin";
	if (!client->verify) return NULL;
	if (certificate) validity = tlsValidityOf(certificate);
	flags = tlsValidityFlags(client, &validity);
	return flags ? tlsReasonOfFlags(client, flags) : NULL;
}

static tlsState openUp(tlsClient *client) {
	const char *reason = judge(client), *version = mbedtls_ssl_get_version(&client->ssl);
	if (reason) {
		(void)mbedtls_ssl_send_alert_message(&client->ssl, MBEDTLS_SSL_ALERT_LEVEL_FATAL, MBEDTLS_SSL_ALERT_MSG_BAD_CERT);
		return tlsFail(client, reason, 0);
	}
	/* nothing is verified from here on, so that the memory of the authorities is given back */
	mbedtls_ssl_conf_ca_chain(&client->config, NULL, NULL);
	mbedtls_x509_crt_free(&client->ca);
	mbedtls_x509_crt_init(&client->ca);
	client->hasSession = client->verify && version && strcmp(version, "TLSv1.3") != 0; /* there its ticket comes later */
	return client->state = tlsOpened;
}

/* mbedtls_ssl_read, with its results made states; gives 0 when there is nothing. */
static size_t decrypt(tlsClient *client, uint8_t *into, size_t capacity) {
	int result;
	while (client->state == tlsOpened && client->out.capacity - client->out.count >= reserveBytes) {
		result = mbedtls_ssl_read(&client->ssl, into, capacity);
		if (result > 0) return (size_t)result;
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
		if (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET) {
			client->hasSession = client->verify;
			continue;
		}
#endif
		if (isWaiting(result)) {
			if (client->in.count == 0) return 0;
			continue; /* a message without plain text was taken: the next one */
		}
		if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
			(void)mbedtls_ssl_close_notify(&client->ssl);
			client->state = tlsClosed;
		} else /* 0: the transport ended without close_notify (RFC 8446 6.1) */
			(void)tlsFailBy(client, result ? result : MBEDTLS_ERR_SSL_CONN_EOF);
	}
	return 0;
}

tlsState tlsStep(tlsClient *client) {
	if (client->state == tlsHandshaking) {
		int result = mbedtls_ssl_handshake(&client->ssl);
		if (result == 0) (void)openUp(client);
		else if (!isWaiting(result)) (void)tlsFailBy(client, result);
	}
	if (client->state == tlsOpened && tlsReadable(client) == 0) client->hasPeeked = decrypt(client, &client->peeked, 1) == 1;
	return client->state;
}

size_t tlsReadable(const tlsClient *client) {
	/* state closed: what came before close_notify was read before it was met */
	return client->state == tlsOpened ? (size_t)client->hasPeeked + mbedtls_ssl_get_bytes_avail(&client->ssl) : 0;
}

size_t tlsRead(tlsClient *client, uint8_t *into, size_t capacity) {
	size_t done = 0, count;
	if (client->state != tlsOpened || capacity == 0) return 0;
	if (client->hasPeeked) {
		client->hasPeeked = 0;
		into[done++] = client->peeked;
	}
	while (done < capacity && (count = decrypt(client, into + done, capacity - done)) > 0) done += count;
	return done;
}

size_t tlsWritable(const tlsClient *client) {
	size_t free = client->out.capacity - client->out.count, whole, rest;
	int largest = client->state == tlsOpened ? mbedtls_ssl_get_max_out_record_payload(&client->ssl) : 0;
	if (largest <= 0 || free <= reserveBytes) return 0;
	whole = (free - reserveBytes) / ((size_t)largest + recordBytes);
	rest = (free - reserveBytes) % ((size_t)largest + recordBytes);
	return whole * (size_t)largest + (rest > recordBytes ? rest - recordBytes : 0);
}

size_t tlsWrite(tlsClient *client, const uint8_t *bytes, size_t count) {
	size_t done = 0, most = tlsWritable(client);
	if (count > most) count = most;
	while (done < count) {
		int result = mbedtls_ssl_write(&client->ssl, bytes + done, count - done);
		if (result <= 0) {
			(void)tlsFailBy(client, result); /* also WANT_WRITE: there is room, so that it cannot be */
			break;
		}
		done += (size_t)result;
	}
	return done;
}

size_t tlsTransmittable(const tlsClient *client) {
	return client->out.count;
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
int tlsHasSession(const tlsClient *client) { return client->state == tlsOpened && client->hasSession; }

const char *tlsProtocol(const tlsClient *client) {
	return client->state == tlsOpened ? mbedtls_ssl_get_alpn_protocol(&client->ssl) : NULL;
}

size_t tlsSession(tlsClient *client, uint8_t *into, size_t capacity) {
	mbedtls_ssl_session session;
	const mbedtls_x509_crt *certificate;
	tlsValidity validity = client->offered;
	const size_t head = tlsPinBytes + sizeof(validity);
	size_t count = 0;
	if (!tlsHasSession(client) || capacity <= head) return 0;
	client->hasSession = 0;
	certificate = mbedtls_ssl_get_peer_cert(&client->ssl);
	if (certificate) validity = tlsValidityOf(certificate);
	memcpy(into, client->binding, tlsPinBytes);
	memcpy(into + tlsPinBytes, &validity, sizeof(validity));
	mbedtls_ssl_session_init(&session);
	if (mbedtls_ssl_get_session(&client->ssl, &session) || mbedtls_ssl_session_save(&session, into + head, capacity - head, &count)) count = 0;
	mbedtls_ssl_session_free(&session);
	return count ? head + count : 0;
}

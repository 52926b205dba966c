/*
 * Binds the TLS client of this folder to XS, for native-tls.js. A client is the host data of its object; its memory is
 * freed by close() or by the garbage collector. Strings of the options are copied, since XS moves its own.
 *
 * The client is compiled as a part of this file, so that a build without mbedTLS (the simulator where libmbedtls-dev is
 * absent) differs in one place: isPresent() is false then, and the others throw. The manifest beside this file looks.
 */
#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#if defined(ESP32) || defined(MOORING_HAS_MBEDTLS)

#include "tls.c"
#include "tls-configure.c"
#include "tls-reasons.c"
#include "tls-certificate.c"

enum { sessionBytes = 4096 };

typedef struct {
	char *host, *ca, *caFile, *certificate, *key, *protocols;
} Texts;

void xs_mooring_tls_destructor(void *data) {
	tlsFree(data);
}

void xs_mooring_tls_present(xsMachine *the) {
	xsmcSetBoolean(xsResult, 1);
}

static tlsClient *clientOf(xsMachine *the) {
	tlsClient *client = xsmcGetHostData(xsThis);
	if (client == NULL) xsUnknownError("tls: closed");
	return client;
}

/* NULL: undefined, or no memory; *isMissing tells the latter */
static char *copyText(xsMachine *the, xsIdentifier id, int *isMissing) {
	char *text, *copy;
	size_t size;
	xsmcGet(xsResult, xsArg(0), id);
	if (!xsmcTest(xsResult)) return NULL;
	text = xsmcToString(xsResult);
	size = strlen(text) + 1;
	copy = malloc(size);
	if (copy) memcpy(copy, text, size);
	else *isMissing = 1;
	return copy;
}

static void freeTexts(Texts *texts) {
	free(texts->host);
	free(texts->ca);
	free(texts->caFile);
	free(texts->certificate);
	if (texts->key) memset(texts->key, 0, strlen(texts->key));
	free(texts->key);
	free(texts->protocols);
}

static int integerOf(xsMachine *the, xsIdentifier id) {
	xsmcGet(xsResult, xsArg(0), id);
	return xsmcToInteger(xsResult);
}

/* The bytes stay where they are until XS allocates: to be asked for last. */
static uint8_t *bytesOf(xsMachine *the, xsIdentifier id, size_t *count) {
	void *bytes;
	xsUnsignedValue size;
	*count = 0;
	xsmcGet(xsResult, xsArg(0), id);
	if (!xsmcTest(xsResult)) return NULL;
	xsmcGetBufferReadable(xsResult, &bytes, &size);
	*count = size;
	return bytes;
}

static void readTexts(xsMachine *the, Texts *texts, tlsOptions *options, int *isMissing) {
	options->host = texts->host = copyText(the, xsID_host, isMissing);
	options->ca = texts->ca = copyText(the, xsID_ca, isMissing);
	options->caFile = texts->caFile = copyText(the, xsID_caFile, isMissing);
	options->clientCertificate = texts->certificate = copyText(the, xsID_clientCertificate, isMissing);
	options->clientKey = texts->key = copyText(the, xsID_clientKey, isMissing);
	options->protocols = texts->protocols = copyText(the, xsID_protocols, isMissing);
}

/* new NativeTLS(options: TLSEngineOptions); throws an Error with the reason */
void xs_mooring_tls(xsMachine *the) {
	tlsOptions options;
	Texts texts;
	tlsClient *client = NULL;
	const char *reason = "tls.memory";
	size_t size;
	int isMissing = 0;
	memset(&options, 0, sizeof(options));
	(void)bytesOf(the, xsID_pins, &size); /* what is no buffer throws here, before anything is allocated */
	(void)bytesOf(the, xsID_session, &size);
	xsmcGet(xsResult, xsArg(0), xsID_now);
	options.now = xsmcToNumber(xsResult);
	options.minimumVersion = integerOf(the, xsID_minimumVersion);
	options.maximumFragmentLength = integerOf(the, xsID_maximumFragmentLength);
	options.verify = integerOf(the, xsID_verify);
	options.usesBundle = integerOf(the, xsID_usesBundle);
	readTexts(the, &texts, &options, &isMissing);
	options.pins = bytesOf(the, xsID_pins, &size);
	options.pinCount = size % tlsPinBytes ? -1 : (int)(size / tlsPinBytes);
	options.session = bytesOf(the, xsID_session, &options.sessionBytes);
	if (!isMissing) client = tlsOpen(&options, &reason);
	freeTexts(&texts);
	if (client == NULL) xsUnknownError((char *)reason);
	xsmcSetHostData(xsThis, client);
	xsmcSetUndefined(xsResult); /* this is the constructor itself: an object here would stand in for the new one */
}

/* close(): sends nothing; everything is freed */
void xs_mooring_tls_free(xsMachine *the) {
	tlsFree(xsmcGetHostData(xsThis));
	xsmcSetHostData(xsThis, NULL);
}

/* receivable: number */
void xs_mooring_tls_receivable(xsMachine *the) {
	xsmcSetInteger(xsResult, (int)tlsReceivable(clientOf(the)));
}

/* receive(bytes): number of bytes taken */
void xs_mooring_tls_receive(xsMachine *the) {
	tlsClient *client = clientOf(the);
	void *bytes;
	xsUnsignedValue size;
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	xsmcSetInteger(xsResult, (int)tlsReceive(client, bytes, size));
}

/* end(): the transport has ended */
void xs_mooring_tls_end(xsMachine *the) {
	tlsEnd(clientOf(the));
}

/* step(): state, see tls.h */
void xs_mooring_tls_step(xsMachine *the) {
	xsmcSetInteger(xsResult, tlsStep(clientOf(the)));
}

/* state: number */
void xs_mooring_tls_state(xsMachine *the) {
	xsmcSetInteger(xsResult, tlsStateOf(clientOf(the)));
}

/* readable: number */
void xs_mooring_tls_readable(xsMachine *the) {
	xsmcSetInteger(xsResult, (int)tlsReadable(clientOf(the)));
}

/* read(into): number of bytes */
void xs_mooring_tls_read(xsMachine *the) {
	tlsClient *client = clientOf(the);
	void *bytes;
	xsUnsignedValue size;
	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	xsmcSetInteger(xsResult, (int)tlsRead(client, bytes, size));
}

/* writable: number */
void xs_mooring_tls_writable(xsMachine *the) {
	xsmcSetInteger(xsResult, (int)tlsWritable(clientOf(the)));
}

/* write(bytes): number of bytes taken */
void xs_mooring_tls_write(xsMachine *the) {
	tlsClient *client = clientOf(the);
	void *bytes;
	xsUnsignedValue size;
	xsmcGetBufferReadable(xsArg(0), &bytes, &size);
	xsmcSetInteger(xsResult, (int)tlsWrite(client, bytes, size));
}

/* transmittable: number */
void xs_mooring_tls_transmittable(xsMachine *the) {
	xsmcSetInteger(xsResult, (int)tlsTransmittable(clientOf(the)));
}

/* transmit(into): number of bytes */
void xs_mooring_tls_transmit(xsMachine *the) {
	tlsClient *client = clientOf(the);
	void *bytes;
	xsUnsignedValue size;
	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	xsmcSetInteger(xsResult, (int)tlsTransmit(client, bytes, size));
}

/* shut(): close_notify goes out with the next transmit */
void xs_mooring_tls_shut(xsMachine *the) {
	tlsClose(clientOf(the));
}

/* reason: string | undefined */
void xs_mooring_tls_reason(xsMachine *the) {
	const char *reason = tlsReason(clientOf(the));
	if (reason) xsmcSetString(xsResult, (char *)reason);
}

/* isResumed: boolean */
void xs_mooring_tls_resumed(xsMachine *the) {
	xsmcSetBoolean(xsResult, tlsIsResumed(clientOf(the)));
}

/* session(): ArrayBuffer | undefined */
void xs_mooring_tls_session(xsMachine *the) {
	tlsClient *client = clientOf(the);
	uint8_t *bytes;
	size_t count;
	if (!tlsHasSession(client)) return;
	bytes = malloc(sessionBytes);
	if (bytes == NULL) return; /* the next connection is a full one */
	count = tlsSession(client, bytes, sessionBytes);
	xsTry {
		if (count) (void)xsmcSetArrayBuffer(xsResult, bytes, (xsIntegerValue)count);
	}
	xsCatch {
		xsmcSetUndefined(xsResult);
	}
	memset(bytes, 0, sessionBytes);
	free(bytes);
}

#else

void xs_mooring_tls_destructor(void *data) {
	(void)data;
}

void xs_mooring_tls_present(xsMachine *the) {
	xsmcSetBoolean(xsResult, 0);
}

#define absent(NAME) void NAME(xsMachine *the) { xsUnknownError("tls: absent"); }
absent(xs_mooring_tls)
absent(xs_mooring_tls_free)
absent(xs_mooring_tls_receivable)
absent(xs_mooring_tls_receive)
absent(xs_mooring_tls_end)
absent(xs_mooring_tls_step)
absent(xs_mooring_tls_state)
absent(xs_mooring_tls_readable)
absent(xs_mooring_tls_read)
absent(xs_mooring_tls_writable)
absent(xs_mooring_tls_write)
absent(xs_mooring_tls_transmittable)
absent(xs_mooring_tls_transmit)
absent(xs_mooring_tls_shut)
absent(xs_mooring_tls_reason)
absent(xs_mooring_tls_resumed)
absent(xs_mooring_tls_session)

#endif

/*
 * Drives hosts/native/tls/tls.c from a pipe, for the tests: cipher text on standard input and output, and on standard
 * error one line for each thing that happens. After the handshake it sends the text given and prints what comes back.
 *
 *   tls-harness HOST NOW [-ca FILE] [-cafile FILE] [-bundle FILE] [-cert FILE -key FILE] [-pin HEX]... [-alpn NAMES] [-mfl N]
 *               [-min 12|13] [-noverify] [-session FILE] [-save FILE] [-say TEXT]
 *   tls-harness features          prints what this mbedTLS can: 13 (TLS 1.3), defragments (messages of the handshake)
 */
#include "../../hosts/native/tls/tls-client.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *slurp(const char *path, size_t *size) {
	FILE *file = fopen(path, "rb");
	char *text = calloc(1, 65536);
	if (!file || !text) exit(2);
	*size = fread(text, 1, 65535, file);
	fclose(file);
	return text;
}

static void hex(const char *text, uint8_t *into, size_t count) {
	size_t i;
	unsigned value;
	for (i = 0; i < count; i++) into[i] = sscanf(text + 2 * i, "%2x", &value) == 1 ? (uint8_t)value : 0;
}

static void flush(tlsClient *client) {
	uint8_t bytes[700];
	size_t count;
	while ((count = tlsTransmit(client, bytes, sizeof(bytes))) > 0) {
		size_t at = 0;
		while (at < count) {
			ssize_t written = write(1, bytes + at, count - at);
			if (written < 0 && errno != EINTR) return; /* the peer is gone: reading will tell */
			if (written > 0) at += (size_t)written;
		}
	}
}

int main(int argc, char **argv) {
	tlsOptions options = { 0 };
	uint8_t pins[tlsPins * tlsPinBytes], cipher[900], plain[600], session[8192];
	const char *reason, *say = "", *save = NULL;
	size_t size, have = 0, at = 0, said = 0;
	tlsClient *client;
	tlsState state;
	int i, isTold = 0, isEnd = 0;
	if (argc == 2 && !strcmp(argv[1], "features")) {
#if MBEDTLS_VERSION_MAJOR >= 3 && defined(MBEDTLS_SSL_PROTO_TLS1_3)
			puts("13");
#endif
#if MBEDTLS_VERSION_NUMBER >= 0x03060300
		puts("defragments");
#endif
		return 0;
	}
	if (argc < 3) return 2;
	options.host = argv[1];
	options.now = atof(argv[2]);
	options.verify = 1;
	options.minimumVersion = 12;
	options.pins = pins;
	for (i = 3; i < argc; i++) {
		const char *next = i + 1 < argc ? argv[i + 1] : "";
		if (!strcmp(argv[i], "-noverify")) { options.verify = 0; continue; }
		i++;
		if (!strcmp(argv[i - 1], "-ca")) options.ca = slurp(next, &size);
		else if (!strcmp(argv[i - 1], "-bundle")) options.usesBundle = setenv("MOORING_TEST_BUNDLE", next, 1) == 0;
		else if (!strcmp(argv[i - 1], "-cafile")) options.caFile = next;
		else if (!strcmp(argv[i - 1], "-cert")) options.clientCertificate = slurp(next, &size);
		else if (!strcmp(argv[i - 1], "-key")) options.clientKey = slurp(next, &size);
		else if (!strcmp(argv[i - 1], "-pin") && options.pinCount < tlsPins) hex(next, pins + tlsPinBytes * options.pinCount++, tlsPinBytes);
		else if (!strcmp(argv[i - 1], "-alpn")) options.protocols = next;
		else if (!strcmp(argv[i - 1], "-mfl")) options.maximumFragmentLength = atoi(next);
		else if (!strcmp(argv[i - 1], "-min")) options.minimumVersion = atoi(next);
		else if (!strcmp(argv[i - 1], "-session")) options.session = (uint8_t *)slurp(next, &options.sessionBytes);
		else if (!strcmp(argv[i - 1], "-save")) save = next;
		else if (!strcmp(argv[i - 1], "-say")) say = next;
		else return 2;
	}
	client = tlsOpen(&options, &reason);
	if (!client) {
		fprintf(stderr, "failed %s 0\n", reason);
		state = tlsFailed;
		goto end;
	}
	for (;;) {
		state = tlsStep(client);
		if (state == tlsOpened && !isTold) {
			const char *protocol = tlsProtocol(client);
			isTold = 1;
			fprintf(stderr, "open %s %s\n", tlsIsResumed(client) ? "resumed" : "full", protocol ? protocol : "-");
		}
		if (state == tlsOpened && said < strlen(say)) said += tlsWrite(client, (const uint8_t *)say + said, strlen(say) - said);
		if (tlsReadable(client) > 0 && tlsStateOf(client) != tlsOpened) return 3;
		while ((size = tlsRead(client, plain, sizeof(plain) - 1)) > 0) {
			plain[size] = 0;
			fprintf(stderr, "plain %s\n", plain);
			if (strstr((char *)plain, "bye")) {
				if (save && (size = tlsSession(client, session, sizeof(session))) > 0) {
					FILE *file = fopen(save, "wb");
					if (file) { fwrite(session, 1, size, file); fclose(file); }
				}
				tlsClose(client);
			}
		}
		flush(client);
		state = tlsStateOf(client);
		if (state == tlsFailed) { fprintf(stderr, "failed %s %d\n", tlsReason(client), tlsErrorNumber(client)); break; }
		if (state == tlsClosed) { fprintf(stderr, "closed\n"); break; }
		if (at < have) {
			size_t room = tlsReceivable(client), taken = tlsReceive(client, cipher + at, have - at);
			if (taken != (room < have - at ? room : have - at)) return 3;
			at += taken;
			if (taken) continue;
		}
		if (isEnd) { fprintf(stderr, "stuck\n"); break; }
		if (at == have) {
			ssize_t got = read(0, cipher, sizeof(cipher));
			at = have = 0;
			if (got > 0) have = (size_t)got;
			else { isEnd = 1; tlsEnd(client); }
		}
	}
	tlsFree(client);
end:
	free((void *)options.ca);
	free((void *)options.clientCertificate);
	free((void *)options.clientKey);
	free((void *)options.session);
	return state == tlsClosed ? 0 : 1;
}

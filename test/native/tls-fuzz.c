/*
 * Fuzz of what hosts/native/tls reads: a server's stream is recorded once and played back thousands of times, mutated.
 * For that the client must do the same each time: its random numbers and the time are replaced here, which works with
 * the shared libraries of mbedTLS 2.28 alone.
 *
 *   tls-fuzz record HOST CA STREAM [-session FILE] [-save FILE]   speaks on standard input and output, keeps what came
 *   tls-fuzz play HOST CA STREAM COUNT SEED [-session FILE]       prints "COUNT opened N failed N closed N"
 *
 * Each play must end, free everything (the sanitizers look), and give no plain text but the genuine one's beginning.
 */
#include "../../hosts/native/tls/tls-client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { most = 32768 };

static uint8_t stream[most], mutated[2 * most], session[8192];
static size_t streamBytes, sessionSize;
static char ca[16384], genuine[64];
static int hasOpened, hasResumed; /* the client of this play or record */
static uint64_t chance, secret;

static uint64_t next(uint64_t *state) { /* splitmix64 */
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static size_t below(size_t limit) { return limit ? (size_t)(next(&chance) % limit) : 0; }

int mbedtls_ctr_drbg_random(void *context, unsigned char *into, size_t count) {
	size_t i;
	(void)context;
	for (i = 0; i < count; i++) into[i] = (uint8_t)next(&secret);
	return 0;
}

time_t time(time_t *into) {
	if (into) *into = 1800000000;
	return 1800000000;
}

static size_t slurp(const char *path, void *into, size_t capacity) {
	FILE *file = fopen(path, "rb");
	size_t count = file ? fread(into, 1, capacity, file) : 0;
	if (file) fclose(file);
	if (count == 0 || count == capacity) exit(2);
	return count;
}

static void keep(const char *path, const void *bytes, size_t count) {
	FILE *file = fopen(path, "wb");
	if (!file || fwrite(bytes, 1, count, file) != count) exit(2);
	fclose(file);
}

static tlsClient *begin(const char *host) {
	tlsOptions options = { .host = host, .ca = ca, .minimumVersion = 12, .verify = 1, .now = 1800000000 };
	const char *reason;
	tlsClient *client;
	secret = 1;
	options.session = sessionSize ? session : NULL;
	options.sessionBytes = sessionSize;
	client = tlsOpen(&options, &reason);
	if (!client) exit(3);
	return client;
}

/* One turn of the client; plain text is held against the genuine one. */
static void turn(tlsClient *client, size_t *said, size_t *heard, int out) {
	uint8_t bytes[700];
	size_t count;
	if (tlsStep(client) == tlsOpened) hasOpened = 1;
	hasResumed |= tlsIsResumed(client);
	if (tlsStateOf(client) == tlsOpened && *said < 5) *said += tlsWrite(client, (const uint8_t *)"hello" + *said, 5 - *said);
	while ((count = tlsRead(client, bytes, sizeof(bytes))) > 0) {
		if (out >= 0 && *heard + count < sizeof(genuine)) memcpy(genuine + *heard, bytes, count);
		else if (out < 0 && (*heard + count > strlen(genuine) || memcmp(genuine + *heard, bytes, count))) abort();
		*heard += count;
	}
	while ((count = tlsTransmit(client, bytes, sizeof(bytes))) > 0)
		if (out >= 0 && write(out, bytes, count) != (ssize_t)count) exit(4);
}

static int record(const char *host, const char *path, const char *save) {
	tlsClient *client = begin(host);
	size_t said = 0, heard = 0, at = 0;
	turn(client, &said, &heard, 1);
	while (tlsStateOf(client) < tlsClosed && streamBytes < most - 900) {
		ssize_t got = read(0, stream + streamBytes, 900);
		if (got <= 0) break;
		streamBytes += (size_t)got;
		while (at < streamBytes && tlsStateOf(client) < tlsClosed) {
			at += tlsReceive(client, stream + at, streamBytes - at);
			turn(client, &said, &heard, 1);
		}
	}
	if (tlsReason(client)) fprintf(stderr, "%s\n", tlsReason(client));
	keep(path, stream, streamBytes);
	fprintf(stderr, "%s %s", hasResumed ? "resumed" : "full", genuine);
	tlsFree(client);
	if (save) {
		/* once more, to save the session before the end */
		client = begin(host);
		at = said = heard = 0;
		while (at < streamBytes && tlsStateOf(client) != tlsOpened) {
			at += tlsReceive(client, stream + at, 1);
			(void)tlsStep(client);
		}
		keep(save, session, tlsSession(client, session, sizeof(session)));
		tlsFree(client);
	}
	return 0;
}

/* bits, bytes, cuts, repetitions, insertions, exchanges; gives the new length */
static size_t mutate(void) {
	size_t size = streamBytes, times = 1 + below(3);
	memcpy(mutated, stream, size);
	while (times-- > 0 && size > 4) {
		size_t at = below(size), count = 1 + below(below(4) ? 8 : 400);
		if (at + count > size) count = size - at;
		switch (below(7)) {
		case 0: mutated[at] ^= (uint8_t)(1 << below(8)); break;
		case 1: mutated[at] = (uint8_t)next(&chance); break;
		case 2: size = at; break;
		case 3: memmove(mutated + at, mutated + at + count, size - at - count); size -= count; break;
		case 4:
			if (size + count > sizeof(mutated)) break;
			memmove(mutated + at + count, mutated + at, size - at);
			size += count;
			break;
		case 5: {
			static const uint8_t odd[] = { 0, 1, 2, 3, 20, 21, 22, 23, 24, 0x7f, 0x80, 0xff };
			mutated[at] = odd[below(sizeof(odd))];
			break;
		}
		case 6: {
			size_t other = below(size - count + 1), i;
			for (i = 0; i < count; i++) {
				uint8_t byte = mutated[at + i];
				mutated[at + i] = mutated[other + i];
				mutated[other + i] = byte;
			}
			break;
		}
		}
	}
	return size;
}

static tlsState play(const char *host, const uint8_t *bytes, size_t size, size_t piece) {
	tlsClient *client = begin(host);
	size_t said = 0, heard = 0, at = 0, turns = 0;
	tlsState state;
	hasOpened = 0;
	for (;;) {
		size_t count = size - at < piece ? size - at : piece;
		turn(client, &said, &heard, -1);
		state = tlsStateOf(client);
		if (state == tlsClosed || state == tlsFailed) break;
		if (turns++ > 2 * size + 100) abort(); /* it hangs */
		if (count == 0) tlsEnd(client);
		else at += tlsReceive(client, bytes + at, count);
	}
	if (state == tlsFailed && !tlsReason(client)) abort();
	tlsFree(client);
	return state;
}

static int fuzz(const char *host, long count, uint64_t seed) {
	long i, opened = 0, failed = 0, closed = 0;
	strcpy(genuine, "bye");
	if (play(host, stream, streamBytes, 4096) != tlsClosed || !hasOpened) return 5; /* not the same each time */
	for (i = 0; i < count; i++) {
		tlsState state;
		chance = seed + (uint64_t)i;
		state = play(host, mutated, mutate(), 1 + below(below(3) ? 2000 : 40));
		opened += hasOpened;
		failed += state == tlsFailed;
		closed += state == tlsClosed;
	}
	printf("%ld opened %ld failed %ld closed %ld\n", count, opened, failed, closed);
	return 0;
}

int main(int argc, char **argv) {
	const char *save = NULL;
	int i, isPlay = argc > 1 && !strcmp(argv[1], "play"), first = isPlay ? 7 : 5;
	if (argc < first) return 2;
	slurp(argv[3], ca, sizeof(ca) - 1);
	for (i = first; i + 1 < argc; i += 2) {
		if (!strcmp(argv[i], "-session")) sessionSize = slurp(argv[i + 1], session, sizeof(session));
		else if (!strcmp(argv[i], "-save")) save = argv[i + 1];
	}
	if (!isPlay) return record(argv[2], argv[4], save);
	streamBytes = slurp(argv[4], stream, sizeof(stream));
	return fuzz(argv[2], atol(argv[5]), strtoull(argv[6], NULL, 10));
}

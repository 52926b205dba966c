/*
 * Handshakes of hosts/native/tls against a server on this machine, for bench/tls.ts: processor time of the client, time
 * that passes, and native bytes, counted in place of malloc.
 *
 *   tls-bench PORT CA|- CAFILE|- COUNT    prints JSON
 */
#include "../../hosts/native/tls/tls.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void __libc_free(void *);
static size_t used, peak;

static void *counted(void *block) {
	used += block ? malloc_usable_size(block) : 0;
	if (used > peak) peak = used;
	return block;
}
void *malloc(size_t size) { return counted(__libc_malloc(size)); }
void *calloc(size_t count, size_t size) { return counted(__libc_calloc(count, size)); }
void *realloc(void *block, size_t size) {
	used -= block ? malloc_usable_size(block) : 0;
	return counted(__libc_realloc(block, size));
}
void free(void *block) {
	used -= block ? malloc_usable_size(block) : 0;
	__libc_free(block);
}

typedef struct {
	double cpu, wall; /* us */
	size_t peak, open, wire, session;
	int isResumed;
} Figures;

static double us(clockid_t clock) {
	struct timespec time;
	clock_gettime(clock, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int dial(int port) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address))) exit(3);
	return fd;
}

static uint8_t session[8192];
static size_t sessionSize;
static int isWarm; /* what mbedTLS and the C library make once is made */

static Figures handshake(int port, const char *ca, const char *caFile, int resumes) {
	tlsOptions options = { .host = "example.test", .ca = ca, .caFile = caFile, .minimumVersion = 12, .verify = 1, .now = (double)time(NULL) };
	Figures figures = { 0 };
	uint8_t bytes[1024];
	const char *reason;
	int fd = dial(port);
	size_t before = used, count;
	ssize_t got;
	double cpu = us(CLOCK_PROCESS_CPUTIME_ID), wall = us(CLOCK_MONOTONIC);
	tlsClient *client;
	peak = used;
	if (resumes) options.session = session, options.sessionBytes = sessionSize;
	client = tlsOpen(&options, &reason);
	if (!client) fprintf(stderr, "%s\n", reason), exit(4);
	while (tlsStep(client) == tlsHandshaking) {
		while ((count = tlsTransmit(client, bytes, sizeof(bytes))) > 0)
			if (write(fd, bytes, count) != (ssize_t)count) exit(5);
		count = tlsReceivable(client);
		got = read(fd, bytes, count < sizeof(bytes) ? count : sizeof(bytes));
		if (got <= 0) tlsEnd(client);
		else figures.wire += tlsReceive(client, bytes, (size_t)got);
	}
	if (tlsStateOf(client) != tlsOpened) fprintf(stderr, "%s\n", tlsReason(client)), exit(6);
	figures.cpu = us(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	figures.wall = us(CLOCK_MONOTONIC) - wall;
	figures.peak = peak - before;
	figures.open = used - before;
	figures.isResumed = tlsIsResumed(client);
	if (!resumes) sessionSize = tlsSession(client, session, sizeof(session));
	figures.session = sessionSize;
	tlsFree(client);
	close(fd);
	if (used != before && isWarm) fprintf(stderr, "%zu bytes are left\n", used - before), exit(7);
	return figures;
}

static int byNumber(const void *a, const void *b) {
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

static void report(const char *name, int port, const char *ca, const char *caFile, int count, int resumes) {
	double *cpu = calloc((size_t)count, sizeof(double)), *wall = calloc((size_t)count, sizeof(double));
	Figures figures = { 0 };
	int i, resumed = 0;
	for (i = 0; i < count; i++) {
		figures = handshake(port, ca, caFile, resumes);
		cpu[i] = figures.cpu;
		wall[i] = figures.wall;
		resumed += figures.isResumed;
	}
	qsort(cpu, (size_t)count, sizeof(double), byNumber);
	qsort(wall, (size_t)count, sizeof(double), byNumber);
	printf("\"%s\":{\"cpuUs\":%.0f,\"wallUs\":%.0f,\"peakBytes\":%zu,\"openBytes\":%zu,\"wireBytes\":%zu,\"sessionBytes\":%zu,\"resumed\":%d}",
		name, cpu[count / 2], wall[count / 2], figures.peak, figures.open, figures.wire, figures.session, resumed);
	free(cpu);
	free(wall);
}

int main(int argc, char **argv) {
	char *ca = calloc(1, 65536);
	FILE *file = argc == 5 && strcmp(argv[2], "-") ? fopen(argv[2], "rb") : NULL;
	const char *caFile;
	if (argc != 5) return 2;
	if (file && fread(ca, 1, 65535, file) == 0) return 2;
	caFile = strcmp(argv[3], "-") ? argv[3] : NULL;
	(void)handshake(atoi(argv[1]), file ? ca : NULL, caFile, 0);
	isWarm = 1;
	printf("{");
	report("full", atoi(argv[1]), file ? ca : NULL, caFile, atoi(argv[4]), 0);
	printf(",");
	report("resumed", atoi(argv[1]), file ? ca : NULL, caFile, atoi(argv[4]), 1);
	printf("}\n");
	free(ca);
	return 0;
}

/*
 * What the simulator needs of the machine that it runs on and the SDK's modules do not give: the environment, entropy
 * (Math.random is unseeded here), a clock that never steps back, XS's own memory figures, and an end with a status,
 * written down so that the next start knows why. Called by native.ts alone. Run on Linux; the parts for macOS and
 * Windows are written, not run.
 */
#include "xsAll.h"
#include "xs.h"
#include "mc.xs.h"
#include "screen.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if mxWindows
	#include <windows.h>
	#include <bcrypt.h>
#else
	#include <signal.h>
	#include <sys/random.h>
	#include <unistd.h>
#endif

static char endPath[1024];
static txScreenAbortProc hostAbort;

/* environment(name: string): string | undefined */
void xs_simulator_environment(xsMachine *the)
{
	char *value = getenv(xsToString(xsArg(0)));
	if (value && *value)
		xsResult = xsString(value);
}

/* entropy(count: number): ArrayBuffer of 1..256 bytes */
void xs_simulator_entropy(xsMachine *the)
{
	unsigned char bytes[256];
	int count = xsToInteger(xsArg(0)), bad;
	if (count < 1 || count > (int)sizeof(bytes))
		xsRangeError("1 to 256 bytes");
#if mxWindows
	bad = BCryptGenRandom(NULL, bytes, count, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0;
#else
	bad = getentropy(bytes, count) != 0;
#endif
	if (bad)
		xsUnknownError("no entropy");
	xsResult = xsArrayBuffer(bytes, count);
}

/* now(): number, milliseconds that only rise */
void xs_simulator_now(xsMachine *the)
{
#if mxWindows
	xsResult = xsNumber((double)GetTickCount64());
#else
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	xsResult = xsNumber((double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6);
#endif
}

/* version(): string */
void xs_simulator_version(xsMachine *the)
{
	char text[32];
	snprintf(text, sizeof(text), "%d.%d.%d", XS_MAJOR_VERSION, XS_MINOR_VERSION, XS_PATCH_VERSION);
	xsResult = xsString(text);
}

/*
 * Bytes that chunks take only because this machine has 64 bits: a header of 16 bytes and not 8, an element of an array
 * 32 and not 16. What alignment to 8 costs is left out. Garbage counts: collect before.
 */
static txSize wideBytes(txMachine *the)
{
	txSize bytes = 0;
	for (txBlock *block = the->firstBlock; block; block = block->nextBlock) {
		txByte *at = (txByte *)block + sizeof(txBlock);
		while (at < block->current) {
			bytes += sizeof(txChunk) - 8;
			at = ((txChunk *)at)->temporary;
		}
	}
	for (txSlot *heap = the->firstHeap; heap; heap = heap->next)
		for (txSlot *slot = heap + 1; slot < heap->value.reference; slot++)
			if (slot->kind == XS_ARRAY_KIND && slot->value.array.address) {
				txChunk *chunk = (txChunk *)((txByte *)slot->value.array.address - sizeof(txChunk));
				bytes += (txSize)(chunk->size / sizeof(txSlot) * (sizeof(txSlot) - 16));
			}
	return bytes;
}

/* memory(which: number): number; see memory.ts for the order. Bytes of chunks, counts of slots and of stack slots. */
void xs_simulator_memory(xsMachine *the)
{
	txSize figure = -1;
	switch (xsToInteger(xsArg(0))) {
	case 0: figure = the->currentChunksSize; break;
	case 1: figure = the->peakChunksSize; break;
	case 2: figure = the->maximumChunksSize; break;
	case 3: figure = the->currentHeapCount; break;
	case 4: figure = the->peakHeapCount; break;
	case 5: figure = the->maximumHeapCount; break;
	case 6: figure = (txSize)(the->stackTop - the->stack); break;
#ifdef mxInstrument
	case 7: figure = (txSize)(the->stackTop - the->stackPeak); break;
#endif
	case 8: figure = (txSize)(the->stackTop - the->stackBottom); break;
	case 9: figure = wideBytes(the); break;
#ifdef mxInstrument
	case 10: figure = (txSize)the->loadedModulesCount; break;
#endif
	}
	xsResult = xsInteger(figure);
}

/* collect(): undefined */
void xs_simulator_collect(xsMachine *the)
{
	xsCollectGarbage();
}

static void onAbort(txScreen *screen, int status)
{
	FILE *file = endPath[0] ? fopen(endPath, "wx") : NULL; /* "x": a reason that stands there already is the first one */
	if (file) {
		fprintf(file, "crash %d", status);
		fclose(file);
	}
	(*hostAbort)(screen, status);
}

/* guard(path: string): from now on the status that ends the program is written to this file first */
void xs_simulator_guard(xsMachine *the)
{
	txScreen *screen = the->host;
	xsToStringBuffer(xsArg(0), endPath, sizeof(endPath));
	if (screen->abort != onAbort) {
		hostAbort = screen->abort;
		screen->abort = onAbort;
	}
#if !mxWindows
	signal(SIGPIPE, SIG_IGN); /* a socket that the peer has reset: the write fails, and that is enough */
#endif
}

/* end(status: number): ends the program; mcsim does so a moment later */
void xs_simulator_end(xsMachine *the)
{
	txScreen *screen = the->host;
	(*screen->abort)(screen, xsToInteger(xsArg(0)));
}

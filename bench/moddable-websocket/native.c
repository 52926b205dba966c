/* What the comparison needs of the machine: a variable of the environment, CPU time, and XS's own memory figures. */
#include "xsAll.h"
#include "xs.h"
#include <stdlib.h>
#include <time.h>

/* environment(name: string): string | undefined */
void xs_bench_environment(xsMachine *the)
{
	char *value = getenv(xsToString(xsArg(0)));
	if (value && *value)
		xsResult = xsString(value);
}

/* cpu(): number, ms of CPU time of this process */
void xs_bench_cpu(xsMachine *the)
{
	struct timespec time;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	xsResult = xsNumber((double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6);
}

/* memory(which: number): number; chunks used, free limit; slots used, limit */
void xs_bench_memory(xsMachine *the)
{
	txSize figure = -1;
	switch (xsToInteger(xsArg(0))) {
	case 0: figure = the->currentChunksSize; break;
	case 1: figure = the->maximumChunksSize; break;
	case 2: figure = the->currentHeapCount; break;
	case 3: figure = the->maximumHeapCount; break;
	}
	xsResult = xsInteger(figure);
}

/* collect(): undefined */
void xs_bench_collect(xsMachine *the)
{
	xsCollectGarbage();
}

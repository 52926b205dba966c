/*
 * Memory figures for chip.js. Compiled only with ESP-IDF (v6.0).
 *
 * XS counts what its slots and chunks take in the machine's record (xsAll.h); with `static` in the manifest both come
 * from one block of that size, so free is the block less what either has taken of it.
 */

#include "xsAll.h"
#include "mc.xs.h"

#include "esp_heap_caps.h"

void xs_mooring_memory(txMachine *the)
{
	txNumber used = (txNumber)the->currentChunksSize + (txNumber)the->currentHeapCount * sizeof(txSlot);
	txNumber taken = (txNumber)the->maximumChunksSize + (txNumber)the->maximumHeapCount * sizeof(txSlot);
	txNumber unclaimed = the->heap ? (txNumber)(the->heap_pend - the->heap_ptr) : 0;
	txNumber result = 0;

	switch (fxToInteger(the, mxArgv(0))) {
		case 0: result = used; break;
		case 1: result = taken - used + unclaimed; break;
		case 2: result = heap_caps_get_free_size(MALLOC_CAP_8BIT); break;
		case 3: result = heap_caps_get_largest_free_block(MALLOC_CAP_8BIT); break;
	}
	fxNumber(the, mxResult, result);
}

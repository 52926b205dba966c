/*
 * The heap of a board, inside a larger one.
 *
 * On a board the built-ins and the preloaded code lie in flash; here they lie in the heap. So the script is loaded into
 * a heap that grows, garbage is collected (chunks are compacted: all free bytes then follow the used ones), and then
 *   chunks  the limit of the one block is moved to exactly the budget's bytes behind what is used;
 *   slots   a chain of slots that stays alive (the ballast) takes as many as leave exactly the budget's count free;
 *   stack   its bottom is moved to exactly the budget's count below what is used;
 * and nothing grows any more. Slots are counted, not weighed: 32 bytes here, 16 on a board. Chunks are weighed as they
 * are here, which is a little more than on a board (a header of 16 bytes and not 8, an element of an array 32 and not 16).
 */
#include "host.h"

#define paint 0xa5
/* slots: as many in a row are never skipped by a call */
#define untouchedSlots 8

static struct {
  int isFixed;
  txSize chunks, slots;                /* used by built-ins, code and ballast */
  txSize chunkLimit, slotLimit, stackLimit; /* the budget */
  txSlot* stackStart;                  /* stack in use outside all calls */
  txSlot* stackBottom;                 /* as XS had allocated it */
  txSlot ballast;
} budget;

/* xsMemory.c has it, xsAll.h does not name it. */
extern void fxGrowSlots(txMachine* the, txSize count);

static txSize countFree(txMachine* the)
{
  txSize count = 0;
  for (txSlot* slot = the->freeHeap; slot; slot = slot->next)
    count++;
  return count;
}

static void layBallast(txMachine* the, txSize count)
{
  txSlot* last = fxNewSlot(the);
  last->kind = XS_INSTANCE_KIND;
  last->value.instance.garbage = C_NULL;
  last->value.instance.prototype = C_NULL;
  budget.ballast.kind = XS_REFERENCE_KIND;
  budget.ballast.value.reference = last;
  fxRemember(the, &budget.ballast);
  while (--count > 0) {
    last = last->next = fxNewSlot(the);
    last->kind = XS_UNDEFINED_KIND;
    last->flag = XS_INTERNAL_FLAG;
  }
}

static void paintStack(txMachine* the)
{
  memset(the->stackBottom, paint, (size_t)((uint8_t*)the->stack - (uint8_t*)the->stackBottom));
}

/* Called outside all calls, once, when the script has run. Without a budget (chunkBytes 0) it only begins to count. */
void hostFixHeap(txMachine* the, txSize chunkBytes, txSize slots, txSize stackSlots)
{
  /* twice: the second collects what a finalizer or a weak reference of the first has let go */
  fxCollectGarbage(the);
  fxEndJob(the);
  fxCollectGarbage(the);
  budget.stackStart = the->stack;
  budget.stackBottom = the->stackBottom;
  if (chunkBytes > 0) {
    txBlock* block = the->firstBlock;
    if (block->nextBlock)
      hostFail(the, XS_FATAL_CHECK_EXIT, "chunks are in more than one block");
    if (block->limit - block->current < chunkBytes) {
      txByte* end = fxAllocateChunks(the, chunkBytes);
      if (end != block->limit)
        hostFail(the, XS_NOT_ENOUGH_MEMORY_EXIT, "no memory for the budget");
    }
    while (countFree(the) < slots + 1)
      fxGrowSlots(the, slots + 3);
    layBallast(the, countFree(the) - slots);
    the->minimumChunksSize = 0;
    the->minimumHeapCount = 0;
    block->limit = block->current + chunkBytes;
    the->maximumChunksSize = the->currentChunksSize + chunkBytes;
    the->stackBottom = the->stack - stackSlots;
    budget.isFixed = 1;
    budget.chunkLimit = chunkBytes;
    budget.slotLimit = slots;
    budget.stackLimit = stackSlots;
  }
  budget.chunks = the->peakChunksSize = the->currentChunksSize;
  budget.slots = the->peakHeapCount = the->currentHeapCount;
  paintStack(the);
}

/* Lets the heap grow again, so that the last words can be said. */
void hostLiftHeap(txMachine* the)
{
  if (!budget.isFixed)
    return;
  the->stackBottom = budget.stackBottom;
  the->minimumChunksSize = 65536;
  the->minimumHeapCount = 4096;
}

void hostDescribeFull(txMachine* the, char* text, size_t size)
{
  int used = the->currentHeapCount - budget.slots;
  if (!budget.isFixed)
    snprintf(text, size, "out of memory: %s", the->freeHeap ? "chunks" : "slots");
  else if (the->freeHeap == C_NULL)
    snprintf(text, size, "out of memory: slots, %d of %d used", used, (int)budget.slotLimit);
  else
    snprintf(text, size, "out of memory: chunks, %d of %d bytes used, and more asked for",
      (int)(the->currentChunksSize - budget.chunks), (int)budget.chunkLimit);
}

static int isPainted(const txSlot* slot)
{
  const uint8_t* p = (const uint8_t*)slot;
  for (size_t i = 0; i < sizeof(txSlot); i++)
    if (p[i] != paint)
      return 0;
  return 1;
}

/* Downwards to the first slots that nobody has touched: XS also uses the bottom as scratch for numbers and patterns. */
static int stackPeak(txMachine* the)
{
  int untouched = 0;
  const txSlot* slot = budget.stackStart;
  while (slot > the->stackBottom && untouched < untouchedSlots)
    untouched = isPainted(--slot) ? untouched + 1 : 0;
  return (int)(budget.stackStart - slot) - untouched;
}

/* JSON: bytes of chunks, counts of slots, beyond built-ins and loaded code. Used includes what is not yet collected. */
void hostFigures(txMachine* the, char* text, size_t size)
{
  int slotsFree = (int)countFree(the);
  int chunksFree = budget.isFixed ? (int)(the->firstBlock->limit - the->firstBlock->current) : 0;
  char meter[24] = "";
#ifdef mxMetering
  snprintf(meter, sizeof(meter), ",\"meter\":%u", (unsigned)the->meterIndex);
#endif
  snprintf(text, size,
    "{\"chunksUsed\":%d,\"chunksPeak\":%d,\"chunksFree\":%d,\"chunksLimit\":%d,"
    "\"slotsUsed\":%d,\"slotsPeak\":%d,\"slotsFree\":%d,\"slotsLimit\":%d,"
    "\"stackPeak\":%d,\"stackLimit\":%d,\"codeChunks\":%d,\"codeSlots\":%d%s}",
    (int)(the->currentChunksSize - budget.chunks), (int)(the->peakChunksSize - budget.chunks), chunksFree,
    (int)budget.chunkLimit, (int)(the->currentHeapCount - budget.slots), (int)(the->peakHeapCount - budget.slots),
    slotsFree, (int)budget.slotLimit, stackPeak(the), (int)budget.stackLimit, (int)budget.chunks,
    (int)budget.slots, meter);
}

/*
 * The platform under XS: memory for chunks, promise jobs, random numbers, and how a machine ends.
 *
 * It is not a loader of modules: the firmware comes as one script, an import() fails. A machine ends as on a board,
 * with the exit codes of XS: 1 memory, 2 JavaScript stack, 5 unhandled exception, 8 unhandled rejection; and 7 when Node
 * interrupts a script that does not come to its end.
 */
#include "host.h"

#include <sys/mman.h>

/* bytes of address space, reserved and not used: chunks stay in one block, so that one limit bounds them all */
#define reservedBytes 0x7ff00000
#define pageBytes 65536

static uint32_t randomState = 0x6d6f6f72;

void hostSeed(uint32_t seed)
{
  randomState = seed;
}

/* A counter with a multiplicative finish (32 bits). ../random.ts does the same for Node's engine. */
int hostRandom(void)
{
  uint32_t z = (randomState += 0x9e3779b9);
  z = (z ^ (z >> 16)) * 0x21f0aaad;
  z = (z ^ (z >> 15)) * 0x735a2d97;
  return (int)((z ^ (z >> 15)) >> 1);
}

/* Grows the one block in place: XS joins memory that begins where its first block ends. */
void* fxAllocateChunks(txMachine* the, txSize size)
{
  static uint8_t* base = NULL;
  static size_t committed = 0;
  uint8_t* start = the->firstBlock ? (uint8_t*)the->firstBlock->limit : NULL;
  if (base == NULL) {
    void* memory = mmap(NULL, reservedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
      return NULL;
    start = base = memory;
  }
  size_t end = (size_t)(start - base) + (size_t)size;
  if (end > committed) {
    size_t rounded = (end + pageBytes - 1) / pageBytes * pageBytes;
    if (rounded > reservedBytes || mprotect(base + committed, rounded - committed, PROT_READ | PROT_WRITE) != 0)
      return NULL;
    committed = rounded;
  }
  return start;
}

void fxFreeChunks(txMachine* the, void* chunks)
{
}

txID fxFindModule(txMachine* the, txSlot* realm, txID moduleID, txSlot* slot)
{
  return XS_NO_ID;
}

void fxLoadModule(txMachine* the, txSlot* module, txID moduleID)
{
}

void fxQueuePromiseJobs(txMachine* the)
{
  the->hasPromiseJobs = 1;
}

/* All that the last event has set off. A rejection that nobody took by then ends the machine. */
void hostRunJobs(txMachine* the)
{
  do {
    the->hasPromiseJobs = 0;
    fxRunPromiseJobs(the);
    fxEndJob(the);
  } while (the->hasPromiseJobs);
  fxCheckUnhandledRejections(the, 1);
}

/* Where the script is: one line a frame, innermost first, without allocating. */
static void describeFrames(txMachine* the, char* text, size_t size)
{
  char name[128];
  txSlot* frame = the->frame;
  for (int depth = 0; frame && frame->next && depth < 30; frame = frame->next, depth++) {
    txSlot* environment = mxFrameToEnvironment(frame);
    size_t length = strlen(text);
    if (environment->ID == XS_NO_ID || length + 2 * sizeof(name) > size)
      continue;
    name[0] = 0;
    fxBufferFrameName(the, name, sizeof(name), frame, "");
    snprintf(text + length, size - length, "\n at %s (%s:%d)", name, fxGetKeyName(the, environment->ID),
      (int)environment->value.environment.line);
  }
}

/* Text of an exception: its stack, which begins with its message; what is no Error has its own text. */
static void describeException(txMachine* the, char* text, size_t size)
{
  mxTry(the) {
    mxPush(mxException);
    mxException = mxUndefined;
    if (the->stack->kind == XS_REFERENCE_KIND && the->stack->value.reference->next
      && the->stack->value.reference->next->kind == XS_ERROR_KIND) {
      mxDub();
      mxGetID(mxID(_stack));
    }
    snprintf(text, size, "%s", fxToString(the, the->stack));
  }
  mxCatch(the) {
    snprintf(text, size, "an exception whose text cannot be had");
  }
}

/* Says why and leaves. */
void hostFail(txMachine* the, int code, const char* message)
{
  uint8_t status = (uint8_t)code;
  Buffer payload = { NULL, 0, 0 };
  bufferAppend(&payload, &status, 1);
  bufferAppend(&payload, message, strlen(message));
  sendFrame(frameEnd, payload.bytes, payload.length);
  _exit(code);
}

void fxAbort(txMachine* the, int status)
{
  static int isEnding = 0;
  static char text[8192];
  static txSlot* frame;
  if (isEnding)
    hostFail(the, status, text[0] ? text : "ended while it was ending");
  isEnding = 1;
  switch (status) {
  case XS_NOT_ENOUGH_MEMORY_EXIT:
    hostDescribeFull(the, text, sizeof(text));
    describeFrames(the, text, sizeof(text));
    break;
  case XS_STACK_OVERFLOW_EXIT:
    snprintf(text, sizeof(text), "stack overflow");
    hostLiftHeap(the);
    describeFrames(the, text, sizeof(text));
    break;
  case XS_UNHANDLED_EXCEPTION_EXIT:
  case XS_UNHANDLED_REJECTION_EXIT: {
    int isRejection = status == XS_UNHANDLED_REJECTION_EXIT;
    size_t length = (size_t)snprintf(text, sizeof(text), isRejection ? "unhandled rejection: " : "unhandled exception: ");
    frame = the->frame;
    hostLiftHeap(the);
    describeException(the, text + length, sizeof(text) - length);
    the->frame = frame;
    break;
  }
  case XS_TOO_MUCH_COMPUTATION_EXIT:
    snprintf(text, sizeof(text), "interrupted");
    describeFrames(the, text, sizeof(text));
    break;
  case XS_NO_MORE_KEYS_EXIT:
    snprintf(text, sizeof(text), "out of keys");
    break;
  default:
    snprintf(text, sizeof(text), "XS gave up with status %d", status);
  }
  hostFail(the, status, text);
}

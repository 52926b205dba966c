/*
 * What the C files of the host share: the state of the machine's budget, frames on the pipe, and values.
 * The pipe's format is described in ../wire.ts, its other end.
 */
#ifndef MOORING_HOST
#define MOORING_HOST

#include "xsAll.h"
#include "xsScript.h"

/* Frames: four bytes of length (little endian), one byte of kind, the payload. The same letters as in ../wire.ts. */
enum {
  frameCall = 'C',
  frameDone = 'D',
  framePrint = 'P',
  frameReady = 'R',
  frameEnd = 'X',
  frameFigures = 'F',
  frameScript = 'L',
  frameAnswer = 'A',
  frameThrow = 'T',
  frameStart = 'S',
  frameEvent = 'E',
  frameMemory = 'M',
};

typedef struct {
  uint8_t* bytes;
  size_t length;
  size_t capacity;
} Buffer;

/* platform.c */
extern void hostSeed(uint32_t seed);
extern void hostFail(txMachine* the, int code, const char* message);
extern void hostRunJobs(txMachine* the);

/* budget.c */
extern void hostFixHeap(txMachine* the, txSize chunkBytes, txSize slots, txSize stackSlots);
extern void hostLiftHeap(txMachine* the);
extern void hostDescribeFull(txMachine* the, char* text, size_t size);
extern void hostFigures(txMachine* the, char* text, size_t size);

/* wire.c */
extern void bufferAppend(Buffer* buffer, const void* bytes, size_t length);
extern void bufferAppendString(Buffer* buffer, const char* string);
extern void sendFrame(uint8_t kind, const void* payload, size_t length);
extern uint8_t receiveFrame(Buffer* into);
extern void encodeValue(txMachine* the, Buffer* into, txSlot* value, int argument);
extern const uint8_t* pushValue(txMachine* the, const uint8_t* from);

#endif

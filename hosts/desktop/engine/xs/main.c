/*
 * The engine of the desktop host: XS in a process of its own, driven over a pipe by Node (../xs.ts).
 *
 *   mooring-xs CHUNK-BYTES SLOTS STACK-SLOTS SEED
 *
 * Loads the script of the first frame (it defines things and sets host.start), cuts the heap down to the budget (0 bytes
 * of chunks: no budget), says that it is ready, and then handles one command after another: start, event, memory. After
 * each, promise jobs are drained and "done" is said. A call of the script into the board blocks until its answer comes.
 */
#include "host.h"

#include <signal.h>

static txMachine* machine;
static txSlot host;
static Buffer incoming, outgoing;

/* The error that the board threw, thrown into the script. */
static void throwAnswer(txMachine* the)
{
  mxPush(mxErrorConstructor);
  mxNew();
  mxPushUndefined();
  fxStringBuffer(the, the->stack, (txString)incoming.bytes, (txSize)incoming.length);
  mxRunCount(1);
  mxPull(mxException);
  fxJump(the);
}

static void host_call(txMachine* the)
{
  uint8_t count = (uint8_t)(mxArgc - 2);
  if (mxArgc < 2)
    mxTypeError("host.call: object and operation are missing");
  uint32_t object = (uint32_t)fxToInteger(the, mxArgv(0));
  uint32_t operation = (uint32_t)fxToInteger(the, mxArgv(1));
  outgoing.length = 0;
  bufferAppend(&outgoing, &object, 4);
  bufferAppend(&outgoing, &operation, 4);
  bufferAppend(&outgoing, &count, 1);
  for (int i = 0; i < count; i++)
    encodeValue(the, &outgoing, mxArgv(i + 2), i);
  sendFrame(frameCall, outgoing.bytes, outgoing.length);
  if (receiveFrame(&incoming) == frameThrow)
    throwAnswer(the);
  pushValue(the, incoming.bytes);
  mxPullSlot(mxResult);
}

static void host_memory(txMachine* the)
{
  char text[512];
  hostFigures(the, text, sizeof(text));
  fxString(the, mxResult, text);
}

static void host_print(txMachine* the)
{
  outgoing.length = 0;
  if (mxArgc > 0)
    bufferAppendString(&outgoing, fxToString(the, mxArgv(0)));
  sendFrame(framePrint, outgoing.bytes, outgoing.length);
}

static void defineFunction(txMachine* the, const char* name, txCallback callback, int length)
{
  txID id = fxNewNameC(the, (txString)name);
  fxNewHostFunction(the, callback, length, id, XS_NO_ID);
  mxPushSlot(&host);
  mxSetID(id);
  mxPop();
}

static void buildHost(txMachine* the)
{
  fxBeginHost(the);
  mxPush(mxObjectPrototype);
  fxNewObjectInstance(the);
  mxPull(host);
  fxRemember(the, &host);
  defineFunction(the, "call", host_call, 2);
  defineFunction(the, "memory", host_memory, 0);
  defineFunction(the, "print", host_print, 1);
  char name[32];
  snprintf(name, sizeof(name), "xs %d.%d", XS_MAJOR_VERSION, XS_MINOR_VERSION);
  mxPushStringC(name);
  mxPushSlot(&host);
  mxSetID(fxNewNameC(the, "engine"));
  mxPop();
  mxPushSlot(&host);
  mxPush(mxGlobal);
  mxSetID(fxNewNameC(the, "host"));
  mxPop();
  fxEndHost(the);
}

static void runScript(txMachine* the)
{
  txStringCStream stream = { (txString)incoming.bytes, 0, (txSize)incoming.length };
  fxBeginHost(the);
  mxTry(the) {
    txSlot* realm = mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm;
    txScript* script = fxParseScript(the, &stream, fxStringCGetter, mxProgramFlag | mxStrictFlag | mxDebugFlag);
    fxRunScript(the, script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL,
      mxProgram.value.reference);
    mxPop();
  }
  mxCatch(the) {
    fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
  }
  fxEndHost(the);
  hostRunJobs(the);
}

/* Calls host.start() or host.deliver(...), if the script has set it, with the values that lie at `from`. */
static void callGuest(txMachine* the, const char* name, const uint8_t* from, int integers, int count)
{
  fxBeginHost(the);
  mxTry(the) {
    mxPushSlot(&host);
    mxDub();
    mxGetID(fxFindName(the, (txString)name));
    if (the->stack->kind == XS_REFERENCE_KIND) {
      mxCall();
      for (int i = 0; i < integers; i++, from += 4) {
        txInteger integer;
        memcpy(&integer, from, 4);
        mxPushInteger(integer);
      }
      from += integers > 0;
      for (int i = 0; i < count; i++)
        from = pushValue(the, from);
      mxRunCount(integers + count);
    }
  }
  mxCatch(the) {
    fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
  }
  fxEndHost(the);
  hostRunJobs(the);
}

static void sendFigures(txMachine* the, uint8_t kind)
{
  char text[512];
  hostFigures(the, text, sizeof(text));
  sendFrame(kind, text, strlen(text));
}

static void handleCommands(txMachine* the)
{
  for (;;) {
    switch (receiveFrame(&incoming)) {
    case frameStart:
      callGuest(the, "start", C_NULL, 0, 0);
      sendFrame(frameDone, C_NULL, 0);
      break;
    case frameEvent:
      callGuest(the, "deliver", incoming.bytes, 2, incoming.bytes[8]);
      sendFrame(frameDone, C_NULL, 0);
      break;
    case frameMemory:
      if (incoming.bytes[0])
        fxCollectGarbage(the);
      sendFigures(the, frameFigures);
      break;
    default:
      hostFail(the, XS_FATAL_CHECK_EXIT, "a frame that the engine does not know");
    }
  }
}

/* Only to say where the script is before leaving, so what a signal may not do does no harm. */
static void interrupt(int number)
{
  fxAbort(machine, XS_TOO_MUCH_COMPUTATION_EXIT);
}

int main(int argc, char* argv[])
{
  if (argc != 5) {
    fprintf(stderr, "usage: mooring-xs CHUNK-BYTES SLOTS STACK-SLOTS SEED (descriptor 3 is the pipe to Node)\n");
    return 2;
  }
  txSize chunkBytes = atoi(argv[1]);
  txCreation creation = {
    /* without a budget in large steps: XS collects garbage before each, and moves all that lives */
    .initialChunkSize = 1024 * 1024,
    .incrementalChunkSize = chunkBytes > 0 ? 1024 * 1024 : 16 * 1024 * 1024,
    .initialHeapCount = 8192,
    .incrementalHeapCount = chunkBytes > 0 ? 4096 : 65536,
    .stackCount = 8192,
    .initialKeyCount = 4096,
    .incrementalKeyCount = 1024,
    .nameModulo = 1993,
    .symbolModulo = 127,
    .parserBufferSize = 1024 * 1024,
    .parserTableModulo = 1993,
  };
  hostSeed((uint32_t)strtoul(argv[4], NULL, 10));
  txMachine* the = fxCreateMachine(&creation, "mooring", C_NULL, XS_NO_ID);
  if (the == NULL)
    return XS_NOT_ENOUGH_MEMORY_EXIT;
  machine = the;
  signal(SIGUSR1, interrupt);
  /* Ctrl-C and a supervisor's end reach the whole group: the board in Node ends this process in order, its end too */
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  buildHost(the);
  if (receiveFrame(&incoming) != frameScript)
    hostFail(the, XS_FATAL_CHECK_EXIT, "the first frame is not the script");
  runScript(the);
  hostFixHeap(the, chunkBytes, atoi(argv[2]), atoi(argv[3]));
  sendFigures(the, frameReady);
  handleCommands(the);
}

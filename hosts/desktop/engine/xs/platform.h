/*
 * What XS wants to know of the platform that it is compiled for (XSPLATFORM, read by XS's own xsPlatform.h).
 *
 * The features are those of a board, not those of the worker that the npm package would build: strings are UTF-8
 * (no mxCESU8), no regular expression property escapes, no String.prototype.normalize, no console. It is the debug flavour
 * without its debugger, because the other one does not know lines. XS's defaults are used for what does not matter here;
 * chunks, promise jobs, modules, random numbers and the end of the machine are in platform.c.
 */
#ifndef MOORING_PLATFORM
#define MOORING_PLATFORM

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#if defined(__linux__)
  #undef mxLinux
  #define mxLinux 1
#elif defined(__APPLE__)
  #undef mxMacOSX
  #define mxMacOSX 1
#endif

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultDebug 1
#define mxUseDefaultMachinePlatform 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1
#define mxUseDefaultSlotAllocation 1

/* Keys are counted in 32 bits: the tests of the whole firmware are one bundle, with more names than a board has. */
#define mx32bitID 1

/* Fields of txMachine that belong to the platform: the first three are for XS's Atomics. */
#define mxMachinePlatform \
  void* waiterCondition; \
  void* waiterData; \
  void* waiterLink; \
  int hasPromiseJobs;

/* Math.random() takes its numbers from here: 0 to 2^31 - 1, repeatable, from the seed on the command line. */
extern int hostRandom(void);
#define c_rand hostRandom
#define C_RAND_MAX 0x7fffffff

#endif

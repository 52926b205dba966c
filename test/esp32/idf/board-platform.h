/* The platform of xs/platforms/esp as far as the machine's record goes, for a syntax check with a desktop's compiler. */
#include <stdint.h>
#include <stdbool.h>
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#undef mxLinux
#define mxLinux 1
#define XS_FUNCTION_NORETURN __attribute__((noreturn))
typedef int txSocket;
#define mxNoSocket -1
#define mxMachinePlatform uint8_t *heap; uint8_t *heap_ptr; uint8_t *heap_pend;

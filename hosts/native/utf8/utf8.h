/* UTF-8 (RFC 3629; Unicode, table 3-7) in pieces, as src/websocket/utf8.ts checks it: the same states. No I/O, no memory. */
#ifndef MOORING_UTF8_H
#define MOORING_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Goes on in a text: the state behind the bytes, 0 at its beginning and where it may end; below 0: it is not UTF-8. */
int32_t checkUtf8(const uint8_t *bytes, size_t count, int32_t state);

#endif

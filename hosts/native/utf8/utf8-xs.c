/* Binds the check of UTF-8 to XS, for native-utf8.js. The check is compiled as a part of this file. */
#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#include "utf8.c"

/* (bytes: Uint8Array, start, end, state): number. The places are held against the bytes: XS would not notice. */
void xs_mooring_utf8(xsMachine *the) {
	void *data;
	xsUnsignedValue count;
	xsIntegerValue start = xsmcToInteger(xsArg(1));
	xsIntegerValue end = xsmcToInteger(xsArg(2));
	xsIntegerValue state = xsmcToInteger(xsArg(3));

	xsmcGetBufferReadable(xsArg(0), &data, &count);
	if (start < 0 || end < start || (xsUnsignedValue)end > count) xsRangeError("utf8: not within the bytes");
	xsmcSetInteger(xsResult, checkUtf8((const uint8_t *)data + start, (size_t)(end - start), state));
}

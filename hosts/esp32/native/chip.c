/*
 * Clock, random numbers, address, console and restart of the chip, for chip.js. Compiled only with ESP-IDF (v6.0).
 * Source: ESP-IDF Programming Guide, "System Time", "Random Number Generation", "Miscellaneous System APIs".
 */

#include <stdio.h>
#include <sys/time.h>

#include "xsmc.h"
#include "xsHost.h"

#include "esp_mac.h"
#include "esp_random.h"
#include "esp_system.h"
#include "esp_timer.h"

void xs_mooring_now(xsMachine *the)
{
	xsmcSetNumber(xsResult, (xsNumberValue)esp_timer_get_time() / 1000.0);
}

void xs_mooring_setWall(xsMachine *the)
{
	xsNumberValue ms = xsmcToNumber(xsArg(0));
	struct timeval time;

	if (!(ms >= 0) || (ms > 253402300799999.0))		/* up to the year 9999; refuses NaN */
		xsRangeError("time");
	time.tv_sec = (time_t)(ms / 1000.0);
	time.tv_usec = (suseconds_t)((ms - 1000.0 * (xsNumberValue)time.tv_sec) * 1000.0);
	settimeofday(&time, NULL);
}

void xs_mooring_random(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue count;

	xsmcGetBufferWritable(xsArg(0), &bytes, &count);
	esp_fill_random(bytes, count);
}

void xs_mooring_address(xsMachine *the)
{
	void *bytes;
	xsUnsignedValue count;

	xsmcGetBufferWritable(xsArg(0), &bytes, &count);
	if (count != 6)
		xsRangeError("six bytes");
	if (ESP_OK != esp_efuse_mac_get_default(bytes))
		xsUnknownError("no address");
}

void xs_mooring_print(xsMachine *the)
{
#ifdef mxDebug
	xsTrace(xsmcToString(xsArg(0)));
	xsTrace("\n");
#else
	printf("%s\n", xsmcToString(xsArg(0)));
	fflush(stdout);
#endif
}

void xs_mooring_resetCode(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)esp_reset_reason());
}

void xs_mooring_restart(xsMachine *the)
{
	esp_restart();
}

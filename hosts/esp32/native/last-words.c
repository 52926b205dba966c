/*
 * A line of text that outlives a restart, for chip.js. Compiled only with ESP-IDF (v6.0).
 *
 * It lies in RTC memory that the start does not clear: it survives a restart, a panic and a watchdog, and costs no
 * flash. After a power cut the memory holds noise, which the check tells apart. Keeping allocates nothing, so that it
 * works when memory is full.
 */

#include <stdint.h>
#include <string.h>

#include "xsmc.h"
#include "xsHost.h"

#include "esp_attr.h"

#define WORDS 160
#define MAGIC 0x4d4f4f52		/* "MOOR" */

static RTC_NOINIT_ATTR struct {
	uint32_t magic;
	uint32_t check;
	char text[WORDS];
} gWords;

/* FNV-1a, 32 bits */
static uint32_t check(const char *text)
{
	uint32_t hash = 2166136261u;
	int i;

	for (i = 0; i < WORDS; i++)
		hash = (hash ^ (uint8_t)text[i]) * 16777619u;
	return hash;
}

void xs_mooring_keepWords(xsMachine *the)
{
	const char *text = xsmcToString(xsArg(0));
	size_t length = strlen(text);

	if (length > WORDS - 1) {
		length = WORDS - 1;
		while (length && ((text[length] & 0xC0) == 0x80))		/* not inside a character */
			length--;
	}
	memset(gWords.text, 0, WORDS);
	memcpy(gWords.text, text, length);
	gWords.check = check(gWords.text);
	gWords.magic = MAGIC;
}

void xs_mooring_takeWords(xsMachine *the)
{
	if ((gWords.magic == MAGIC) && (gWords.check == check(gWords.text)) && !gWords.text[WORDS - 1])
		xsmcSetString(xsResult, gWords.text);
	else
		xsmcSetString(xsResult, "");
	gWords.magic = 0;
}

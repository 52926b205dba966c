/* The check of UTF-8; see utf8.h. Runs of ASCII are passed over a word at a time. */
#include "utf8.h"
#include <string.h>

enum { wrong = -1, lowerShift = 8, upperShift = 16 };

static const uint8_t *skipASCII(const uint8_t *at, const uint8_t *end) {
	const size_t highBits = (size_t)-1 / 0xff * 0x80;
	size_t word;
	while ((size_t)(end - at) >= sizeof(word)) {
		memcpy(&word, at, sizeof(word)); /* at any address: it becomes one load where the chip can */
		if (word & highBits) break;
		at += sizeof(word);
	}
	while (at < end && *at < 0x80) at++;
	return at;
}

int32_t checkUtf8(const uint8_t *at, size_t count, int32_t state) {
	const uint8_t *end = at + count;
	uint32_t remaining = (uint32_t)state & 3;
	uint32_t lower = ((uint32_t)state >> lowerShift) & 0xff;
	uint32_t upper = ((uint32_t)state >> upperShift) & 0xff;

	for (;;) {
		while (remaining > 0) {
			if (at == end) return (int32_t)(remaining | (lower << lowerShift) | (upper << upperShift));
			if (*at < lower || *at > upper) return wrong;
			lower = 0x80;
			upper = 0xbf;
			at++;
			remaining--;
		}
		at = skipASCII(at, end);
		if (at == end) return 0;
		uint8_t lead = *at++;
		if (lead < 0xc2 || lead > 0xf4) return wrong;
		remaining = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
		lower = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
		upper = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	}
}

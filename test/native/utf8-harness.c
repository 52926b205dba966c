/*
 * For utf8.test.ts: pieces of text on stdin (4 bytes of length, 4 of state, little-endian, then the bytes), the state
 * behind each as a line on stdout. Each piece lies in memory of exactly its size, so that a sanitizer sees one byte more.
 */
#include "../../hosts/native/utf8/utf8.h"
#include <stdio.h>
#include <stdlib.h>

int main(void) {
	uint32_t head[2];
	while (fread(head, sizeof(head), 1, stdin) == 1) {
		uint8_t *bytes = malloc(head[0] ? head[0] : 1);
		if (bytes == NULL || fread(bytes, 1, head[0], stdin) != head[0]) return 1;
		printf("%d\n", (int)checkUtf8(bytes, head[0], (int32_t)head[1]));
		free(bytes);
	}
	return 0;
}

/*
 * Frames and values on the pipe to Node (file descriptor 3, both ways). The other end is ../wire.ts.
 *
 * Reading blocks. When Node is gone, the host leaves without a word. Integers are little endian, as is every machine
 * that XS is built for here. Strings travel as UTF-8; inside XS a NUL is C0 80, because its strings end in a NUL.
 */
#include "host.h"

#define pipe 3

enum { tagUndefined, tagFalse, tagTrue, tagInteger, tagNumber, tagString, tagBytes };

void bufferAppend(Buffer* buffer, const void* bytes, size_t length)
{
  if (buffer->length + length > buffer->capacity) {
    buffer->capacity = (buffer->length + length) * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    if (buffer->bytes == NULL)
      _exit(XS_NOT_ENOUGH_MEMORY_EXIT);
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
}

static void writeAll(const uint8_t* bytes, size_t length)
{
  while (length > 0) {
    ssize_t count = write(pipe, bytes, length);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      _exit(0);
    bytes += count;
    length -= (size_t)count;
  }
}

static void readAll(uint8_t* bytes, size_t length)
{
  while (length > 0) {
    ssize_t count = read(pipe, bytes, length);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      _exit(0);
    bytes += count;
    length -= (size_t)count;
  }
}

void sendFrame(uint8_t kind, const void* payload, size_t length)
{
  static Buffer frame;
  uint32_t size = (uint32_t)length;
  frame.length = 0;
  bufferAppend(&frame, &size, 4);
  bufferAppend(&frame, &kind, 1);
  if (length > 0)
    bufferAppend(&frame, payload, length);
  writeAll(frame.bytes, frame.length);
}

/* Fills `into` with the payload and a NUL behind it; returns the kind. */
uint8_t receiveFrame(Buffer* into)
{
  uint8_t head[5];
  uint32_t size;
  readAll(head, sizeof(head));
  memcpy(&size, head, 4);
  if (into->capacity < (size_t)size + 1) {
    free(into->bytes);
    into->capacity = (size_t)size + 1;
    into->bytes = malloc(into->capacity);
    if (into->bytes == NULL)
      _exit(XS_NOT_ENOUGH_MEMORY_EXIT);
  }
  readAll(into->bytes, size);
  into->bytes[size] = 0;
  into->length = size;
  return head[4];
}

static void encodeTag(Buffer* into, uint8_t tag)
{
  bufferAppend(into, &tag, 1);
}

static void encodeBytes(Buffer* into, uint8_t tag, const void* bytes, size_t length)
{
  uint32_t size = (uint32_t)length;
  encodeTag(into, tag);
  bufferAppend(into, &size, 4);
  bufferAppend(into, bytes, length);
}

/* A string of XS as UTF-8. */
void bufferAppendString(Buffer* buffer, const char* string)
{
  size_t start = buffer->length;
  bufferAppend(buffer, string, strlen(string));
  uint8_t* to = buffer->bytes + start;
  const uint8_t* end = buffer->bytes + buffer->length;
  for (const uint8_t* from = to; from < end; from++) {
    int isNul = from + 1 < end && from[0] == 0xc0 && from[1] == 0x80;
    *to++ = isNul ? 0 : from[0];
    from += isNul;
  }
  buffer->length = (size_t)(to - buffer->bytes);
}

static void encodeString(Buffer* into, const char* string)
{
  size_t start = into->length;
  encodeBytes(into, tagString, "", 0);
  bufferAppendString(into, string);
  uint32_t size = (uint32_t)(into->length - start - 5);
  memcpy(into->bytes + start + 1, &size, 4);
}

/* An ArrayBuffer, a typed array or a DataView: its bytes. */
static int encodeBuffer(txMachine* the, Buffer* into, txSlot* instance)
{
  txSlot* slot = instance->next;
  txInteger offset = 0, size = -1;
  if (slot && slot->kind == XS_TYPED_ARRAY_KIND)
    slot = slot->next;
  if (slot && slot->kind == XS_DATA_VIEW_KIND) {
    offset = slot->value.dataView.offset;
    size = fxGetDataViewSize(the, slot, slot->next);
    slot = slot->next->value.reference->next;
  }
  if (!slot || slot->kind != XS_ARRAY_BUFFER_KIND)
    return 0;
  if (size < 0)
    size = slot->next->value.bufferInfo.length;
  encodeBytes(into, tagBytes, slot->value.arrayBuffer.address + offset, (size_t)size);
  return 1;
}

void encodeValue(txMachine* the, Buffer* into, txSlot* value, int argument)
{
  switch (value->kind) {
  case XS_UNDEFINED_KIND:
    encodeTag(into, tagUndefined);
    return;
  case XS_BOOLEAN_KIND:
    encodeTag(into, value->value.boolean ? tagTrue : tagFalse);
    return;
  case XS_INTEGER_KIND:
    encodeTag(into, tagInteger);
    bufferAppend(into, &value->value.integer, 4);
    return;
  case XS_NUMBER_KIND:
    encodeTag(into, tagNumber);
    bufferAppend(into, &value->value.number, 8);
    return;
  case XS_STRING_KIND:
  case XS_STRING_X_KIND:
    encodeString(into, value->value.string);
    return;
  case XS_REFERENCE_KIND:
    if (encodeBuffer(the, into, value->value.reference))
      return;
    /* fall through */
  default:
    mxTypeError("host.call: argument %d is neither undefined, boolean, number, string nor bytes", argument);
  }
}

static void pushString(txMachine* the, const char* from, size_t length)
{
  size_t zeros = 0;
  for (size_t i = 0; i < length; i++)
    zeros += from[i] == 0;
  mxPushUndefined();
  fxStringBuffer(the, the->stack, C_NULL, (txSize)(length + zeros));
  char* to = the->stack->value.string;
  for (size_t i = 0; i < length; i++) {
    if (from[i] == 0) {
      *to++ = (char)0xc0;
      *to++ = (char)0x80;
    }
    else
      *to++ = from[i];
  }
  *to = 0;
}

/* Pushes the value that begins at `from`, returns where the next begins. */
const uint8_t* pushValue(txMachine* the, const uint8_t* from)
{
  uint8_t tag = *from++;
  uint32_t size;
  txInteger integer;
  txNumber number;
  switch (tag) {
  case tagFalse:
  case tagTrue:
    mxPushBoolean(tag == tagTrue);
    return from;
  case tagInteger:
    memcpy(&integer, from, 4);
    mxPushInteger(integer);
    return from + 4;
  case tagNumber:
    memcpy(&number, from, 8);
    mxPushNumber(number);
    return from + 8;
  case tagString:
    memcpy(&size, from, 4);
    pushString(the, (const char*)from + 4, size);
    return from + 4 + size;
  case tagBytes:
    memcpy(&size, from, 4);
    mxPushUndefined();
    fxArrayBuffer(the, the->stack, (void*)(from + 4), (txInteger)size, -1);
    return from + 4 + size;
  default:
    mxPushUndefined();
    return from;
  }
}

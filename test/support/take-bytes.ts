/** Moves bytes that have come in pieces into a buffer, as an ECMA-419 read() does; returns how many. */
export function takeBytes(pieces: Uint8Array[], into: Uint8Array): number {
  let count = 0;
  for (let first = pieces[0]; first !== undefined && count < into.length; first = pieces[0]) {
    const part = first.subarray(0, into.length - count);
    into.set(part, count);
    count += part.length;
    if (part.length === first.length) pieces.shift();
    else pieces[0] = first.subarray(part.length);
  }
  return count;
}

/**
 * How flash-log.ts lays out its bytes. A sector: a header, then entries, the rest erased. Big-endian.
 *
 * Sector header: magic (4), number of sectors (2), tag (2), sequence (4), stream (12), reserved (8, float), checksum (4).
 * Entry: state (1), kind (1), length of the payload (2), checksum (4), number of its first record (8, float), number of
 * records (2), unused (2), payload, filled up to four bytes.
 */
export const logFormat = Object.freeze({
  /** "MLG1" */
  magic: 0x4d4c4731,
  /** bytes */
  sectorHeaderBytes: 36,
  entryHeaderBytes: 20,
  streamBytes: 12,
} as const);

/** Bits that fall one after another; each change is one bit, which power cannot tear. */
export const entryStates = Object.freeze({ written: 0xff, committed: 0x7f, consumed: 0x3f } as const);

/** reservation: its number is the first that is not reserved, and it has no payload */
export const entryKinds = Object.freeze({ records: 0x01, reservation: 0x02 } as const);

const offsetBasis = 0x811c9dc5;

/** FNV-1a with 32 bits, over bytes from `start` up to `end`; `sum` is what came before. */
export function checksum(bytes: Uint8Array, start: number, end: number, sum: number = offsetBasis): number {
  let result = sum;
  for (let i = start; i < end; i++) result = Math.imul(result ^ (bytes[i] ?? 0), 0x01000193);
  return result >>> 0;
}

/** Of an entry with its header: everything but its state and the checksum itself. */
export function entryChecksum(entry: Uint8Array, length: number): number {
  return checksum(entry, 8, logFormat.entryHeaderBytes + length, checksum(entry, 1, 4));
}

/** Bytes that an entry takes in a sector. */
export function entryBytes(length: number): number {
  return (logFormat.entryHeaderBytes + length + 3) & ~3;
}

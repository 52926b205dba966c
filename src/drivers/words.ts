/** Words of 16 bits as chips send them, and the checksum of Sensirion's. */

/** High byte first. */
export function bigWord(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
}

/** Low byte first. */
export function littleWord(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) + (data[at + 1] ?? 0) * 256;
}

/** Two's complement of 16 bits. */
export function signed(word: number): number {
  return word < 0x8000 ? word : word - 0x10000;
}

/** CRC-8 of two bytes: polynomial 0x31, begins with 0xff; 0xBEEF gives 0x92 (SHT4x 4.4, SCD4x 3.11). */
export function checksum(data: Uint8Array, at: number): number {
  let crc = 0xff;
  for (let i = at; i < at + 2; i++) {
    crc ^= data[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x31) & 0xff;
  }
  return crc;
}

/** Whether each word from 0 to the end is followed by its checksum. */
export function isIntact(data: Uint8Array): boolean {
  for (let at = 0; at + 2 < data.length; at += 3) if (checksum(data, at) !== data[at + 2]) return false;
  return true;
}

/** A relative humidity, in percent, at an end of what there is. */
export function isAtEnd(humidity: number): boolean {
  return humidity <= 0 || humidity >= 100;
}

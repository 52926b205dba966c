/**
 * CRC-8 of Sensirion's chips: polynomial 0x31 (x^8 + x^5 + x^4 + 1), initial value 0xFF, not reflected, no final XOR.
 * Source: SHT4x datasheet, "Checksum calculation"; its example is 0xBEEF -> 0x92.
 */
export function crc8(high: number, low: number): number {
  let crc = 0xff ^ high;
  for (let bit = 0; bit < 8; bit++) crc = shift(crc);
  crc ^= low;
  for (let bit = 0; bit < 8; bit++) crc = shift(crc);
  return crc;
}

function shift(crc: number): number {
  return (crc & 0x80 ? (crc << 1) ^ 0x31 : crc << 1) & 0xff;
}

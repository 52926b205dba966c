/** The error correction of QR codes: Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004, 7.5). */

function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** The remainder of the data, times x^count, by (x - 1)(x - 2)...(x - 2^(count - 1)). */
export function reedSolomon(data: Uint8Array, count: number): Uint8Array {
  const divisor = new Uint8Array(count);
  divisor[count - 1] = 1;
  for (let i = 0, root = 1; i < count; i++, root = multiply(root, 2)) {
    for (let j = 0; j < count; j++) divisor[j] = multiply(divisor[j] as number, root) ^ (divisor[j + 1] ?? 0);
  }
  const remainder = new Uint8Array(count);
  for (let i = 0; i < data.length; i++) {
    const factor = (data[i] as number) ^ (remainder[0] as number);
    remainder.copyWithin(0, 1);
    remainder[count - 1] = 0;
    for (let j = 0; j < count; j++) remainder[j] = (remainder[j] as number) ^ multiply(divisor[j] as number, factor);
  }
  return remainder;
}

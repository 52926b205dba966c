/** SHA-1 and SHA-256 (FIPS 180-4) in the language alone, for virtual boards. Not for secrets, not fast. */
export function digest(algorithm: "SHA-1" | "SHA-256", bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((bytes.length + 8) & ~63) + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const isSHA1 = algorithm === "SHA-1";
  const state = isSHA1 ? [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] : roots(8, 1 / 2);
  const constants = isSHA1 ? [] : roots(64, 1 / 3);
  for (let at = 0; at < padded.length; at += 64) (isSHA1 ? block1 : block256)(state, view, at, constants);
  const out = new DataView(new ArrayBuffer(state.length * 4));
  for (const [i, word] of state.entries()) out.setUint32(i * 4, word);
  return new Uint8Array(out.buffer);
}

/** The first 32 bits behind the point of roots of the first primes. */
function roots(count: number, power: number): number[] {
  const words: number[] = [];
  for (let n = 2; words.length < count; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (isPrime) words.push(((n ** power % 1) * 0x100000000) | 0);
  }
  return words;
}

const left = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

function block1(h: number[], view: DataView, at: number, _constants: readonly number[]): void {
  const w = new Int32Array(80);
  for (let t = 0; t < 80; t++)
    w[t] =
      t < 16
        ? view.getInt32(at + t * 4)
        : left((w[t - 3] ?? 0) ^ (w[t - 8] ?? 0) ^ (w[t - 14] ?? 0) ^ (w[t - 16] ?? 0), 1);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = h;
  for (let t = 0; t < 80; t++) {
    const f = t < 20 ? (b & c) | (~b & d) : t < 40 || t >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
    const k = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][Math.floor(t / 20)] ?? 0;
    const next = (left(a, 5) + f + e + k + (w[t] ?? 0)) | 0;
    [e, d, c, b, a] = [d, c, left(b, 30), a, next];
  }
  for (const [i, x] of [a, b, c, d, e].entries()) h[i] = ((h[i] ?? 0) + x) | 0;
}

function block256(h: number[], view: DataView, at: number, k: readonly number[]): void {
  const w = new Int32Array(64);
  for (let t = 0; t < 64; t++) {
    const x = w[t - 15] ?? 0;
    const y = w[t - 2] ?? 0;
    const s0 = left(x, 25) ^ left(x, 14) ^ (x >>> 3);
    const s1 = left(y, 15) ^ left(y, 13) ^ (y >>> 10);
    w[t] = t < 16 ? view.getInt32(at + t * 4) : ((w[t - 16] ?? 0) + s0 + (w[t - 7] ?? 0) + s1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, i = 0] = h;
  for (let t = 0; t < 64; t++) {
    const s1 = left(e, 26) ^ left(e, 21) ^ left(e, 7);
    const t1 = (i + s1 + ((e & f) ^ (~e & g)) + (k[t] ?? 0) + (w[t] ?? 0)) | 0;
    const s0 = left(a, 30) ^ left(a, 19) ^ left(a, 10);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [i, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [n, x] of [a, b, c, d, e, f, g, i].entries()) h[n] = ((h[n] ?? 0) + x) | 0;
}

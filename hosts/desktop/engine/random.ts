/**
 * Math.random() for a guest on Node's engine: the numbers of xs/platform.c, so that one seed gives one run on both.
 * Not for anything that must be hard to guess: the board has random() for that.
 */

/** 0 <= number < 1, from a seed of 32 bits. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 1;
  };
  return () => {
    let number = next();
    while (number === 0x7fffffff) number = next();
    return number / 0x7fffffff;
  };
}

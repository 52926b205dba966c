/** Bounds of what a person enters, and of the portal: a page's worth of HTTP for one phone. */
export const setupLimits = Object.freeze({
  /** bytes; name of a network, IEEE 802.11 9.4.2.2 */
  SSIDBytes: 32,
  /** characters; of WPA; 64 are a key in hexadecimal digits */
  passwordMinimum: 8,
  passwordCharacters: 64,
  /** characters; a one-time code */
  codeCharacters: 64,
  /** networks; in a target's list */
  networks: 24,
} as const);

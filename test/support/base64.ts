/** Base64 (RFC 4648 4), independent of the firmware's own. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    const group = (a << 16) | (b << 8) | c;
    for (let j = 0; j < 4; j++) text += i + j > bytes.length ? "=" : alphabet[(group >> (18 - 6 * j)) & 63];
  }
  return text;
}

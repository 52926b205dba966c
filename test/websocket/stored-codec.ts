/**
 * A codec of permessage-deflate for tests in the language alone: it packs into stored blocks (RFC 1951 3.2.4) and
 * unpacks those alone. It has no window.
 */
import type { DeflateCodec } from "../../src/websocket/deflate.js";
import { join } from "./peer.js";

export class StoredCodec implements DeflateCodec {
  isClosed = false;

  deflate(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 65535) {
      const part = bytes.subarray(at, at + 65535);
      const length = part.length;
      blocks.push(Uint8Array.of(0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), part);
    }
    return join(...blocks, isLast ? Uint8Array.of(0) : Uint8Array.of(0, 0, 0, 255, 255));
  }

  inflate(bytes: Uint8Array, maximumBytes: number): Uint8Array | undefined {
    const all = join(bytes, Uint8Array.of(0, 0, 255, 255));
    const parts: Uint8Array[] = [];
    let total = 0;
    for (let at = 0; at < all.length; ) {
      if (all.length - at < 5 || all[at] !== 0) throw new Error("not a stored block");
      const length = (all[at + 1] as number) + 256 * (all[at + 2] as number);
      if (length !== 0xffff - (all[at + 3] as number) - 256 * (all[at + 4] as number)) throw new Error("length");
      if (at + 5 + length > all.length) throw new Error("cut off");
      parts.push(all.subarray(at + 5, at + 5 + length));
      total += length;
      if (total > maximumBytes) return undefined;
      at += 5 + length;
    }
    return join(...parts);
  }

  close(): void {
    this.isClosed = true;
  }
}

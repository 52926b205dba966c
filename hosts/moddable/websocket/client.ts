/**
 * Mooring's WebSocketClient for any Moddable project: the class of src/websocket with the SDK's clock, timer, digest and
 * random numbers filled in. A program written for `embedded:network/websocket/client` runs with it after changing
 * that import to `mooring/hosts/moddable/websocket/client`. Include ./manifest.json.
 */
import { Digest } from "crypt";
import Logical from "logical";
import Time from "time";
import Timer from "timer";
import type { CheckUtf8 } from "../../../src/websocket/utf8.js";
import MooringWebSocketClient from "../../../src/websocket/websocket-client.js";
import type { WebSocketClientHost, WebSocketClientOptions } from "../../../src/websocket/websocket-client-options.js";
import { checkUtf8 } from "../../native/utf8/native-utf8.js";

/**
 * What the client asks of its host; one each, for the clock must never step back. Its fields are private to TypeScript
 * alone: on XS each # would be two slots.
 */
class Host implements WebSocketClientHost {
  private ticks = Time.ticks;
  private before = 0; // ms, less the ticks
  // What was filled last, as words: the connection has one buffer for its keys.
  private filled: Uint8Array | undefined;
  private words: Int32Array | undefined;

  /** The SDK's ticks wrap around on boards and follow the wall clock on a desktop. */
  now(): number {
    const ticks = Time.ticks;
    if (ticks < this.ticks) this.before += this.ticks - ticks + Math.max(Time.delta(this.ticks, ticks), 0);
    this.ticks = ticks;
    return this.before + ticks;
  }

  get timer(): WebSocketClientHost["timer"] {
    return Timer as unknown as WebSocketClientHost["timer"];
  }

  /** On a board from the chip's own source; on a desktop these are not secret, which masks need not be. */
  random(into: Uint8Array): void {
    if (this.filled !== into) {
      this.filled = into;
      this.words = new Int32Array(into.buffer, into.byteOffset, into.length >> 2);
    }
    const words = this.words as Int32Array;
    const { length } = words;
    const irandom = Math.irandom as () => number;
    let low = irandom(); // 31 bits come at a time: the 32nd is from here
    for (let i = 0; i < length; i++) {
      words[i] = (irandom() << 1) | (low & 1);
      low >>= 1;
    }
  }

  get xor(): NonNullable<WebSocketClientHost["xor"]> {
    return Logical.xor;
  }

  get utf8(): CheckUtf8 {
    return checkUtf8;
  }

  sha1(bytes: Uint8Array): Uint8Array {
    const digest = new Digest("SHA1");
    digest.write(bytes as unknown as ArrayBuffer); // it takes views too
    return new Uint8Array(digest.close());
  }
}

export default class WebSocketClient extends MooringWebSocketClient {
  constructor(options: WebSocketClientOptions) {
    super(options, new Host());
  }
}

/**
 * Sessions to resume with, of the latest hosts: a resumed handshake costs a board a tenth of a full one. In memory
 * alone, for they hold secrets. What a session may be used for is bound into it by hosts/native/tls; here they are only
 * kept apart by host.
 */
const most = 2; // hosts; a device speaks to one server, or to one and its stand-in
const largest = 3072; // bytes; a ticket and the server's certificate take 1 to 2 KB

interface Entry {
  readonly key: string;
  readonly session: Uint8Array;
}

export class TLSSessions {
  /** The latest first. */
  #entries: Entry[] = [];

  /** undefined: none is known */
  find(key: string): Uint8Array | undefined {
    return this.#entries.find((entry) => entry.key === key)?.session;
  }

  /** One that is too large is not kept, and what was known of its host is forgotten. */
  keep(key: string, session: Uint8Array): void {
    this.forget(key);
    if (session.length > largest) return;
    this.#entries.unshift({ key, session });
    if (this.#entries.length > most) this.#entries.pop();
  }

  forget(key: string): void {
    const index = this.#entries.findIndex((entry) => entry.key === key);
    if (index >= 0) this.#entries.splice(index, 1);
  }
}

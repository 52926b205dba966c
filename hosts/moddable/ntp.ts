/**
 * The NTP client of src/board over the SDK's `embedded:network/ntp/client` (five questions to each server, 2 s apart).
 *
 * The SDK's takes any packet for an answer and fails on a short one, its callbacks run unguarded, its errors have no
 * text, and from 2036 on (era 1, RFC 5905 6) its times are negative. So its socket is handed here, which lets through
 * answers of the server that was asked alone (RFC 5905 7.3), and the time is put right. It leaves its own timestamp
 * zero, so that an answer is known by address and port and by nothing else: the time is as trusted as the network.
 */

import type { NTP, NTPOptions, Resolver, UDP } from "../../src/board/network.js";
import { describeThrown } from "./guard.js";
import type { SocketHost } from "./tcp.js";

export interface NativeNTP {
  getTime(callback: (error: Error | null, time?: number) => void): void;
  close(): void;
}
export type NativeNTPClass = new (options: {
  servers: string[];
  socket: { io: new (options: { onReadable(packets: number): void }) => AnswerSocket };
  dns: { io: new () => CarefulResolver };
}) => NativeNTP;

const eraMs = 2 ** 32 * 1000; // ms, after which NTP's seconds begin again
const packetBytes = 48;

export class MooringNTP implements NTP {
  #native: NativeNTP | undefined;
  #host: SocketHost;

  /** Throws without a server, or when there is no socket. */
  constructor(Native: NativeNTPClass, options: NTPOptions, host: SocketHost) {
    this.#host = host;
    const { servers, socket, dns } = options;
    this.#native = new Native({
      servers: [...servers],
      socket: {
        io: class extends AnswerSocket {
          constructor(callbacks: { onReadable(packets: number): void }) {
            super(socket, callbacks.onReadable, host);
          }
        },
      },
      dns: {
        io: class extends CarefulResolver {
          constructor() {
            super(dns, host);
          }
        },
      },
    });
  }

  getTime(callback: (error: Error | null, time?: number) => void): void {
    if (this.#native === undefined) throw new Error("ntp: closed");
    this.#native.getTime((error, time) => {
      if (this.#native === undefined) return;
      try {
        if (error !== null || time === undefined) callback(new Error("ntp: no answer"));
        else callback(null, time < 0 ? time + eraMs : time);
      } catch (thrown) {
        this.#host.guard.caught("NTP getTime", thrown);
      }
    });
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }
}

/** What the SDK's client takes for a UDP socket. */
export class AnswerSocket {
  #udp: UDP;
  #host: SocketHost;
  #answer: ArrayBuffer | undefined = undefined;
  #asked = "";
  #port = 0;

  constructor(place: NTPOptions["socket"], onReadable: (packets: number) => void, host: SocketHost) {
    this.#host = host;
    const { io, ...options } = place;
    this.#udp = new io({
      ...options,
      onReadable: (packets) => {
        for (let i = 0; i < packets && this.#answer === undefined; i++) this.#take();
        if (this.#answer !== undefined) onReadable(1);
        this.#answer = undefined;
      },
    });
  }

  read(): ArrayBuffer | undefined {
    return this.#answer;
  }

  /** A question that cannot be sent is one that gets no answer. */
  write(bytes: Uint8Array, address: string, port: number): void {
    this.#asked = address;
    this.#port = port;
    try {
      this.#udp.write(bytes, address, port);
    } catch (thrown) {
      this.#host.guard.note("NTP write", thrown);
    }
  }

  close(): void {
    this.#udp.close();
  }

  #take(): void {
    const packet = this.#udp.read();
    if (packet === undefined || packet.address !== this.#asked || packet.port !== this.#port) return;
    if (isAnswer(packet.bytes)) this.#answer = packet.bytes;
  }
}

/** From a server (mode 4) that knows the time itself (leap not 3, stratum 1-15, a time to tell). */
function isAnswer(bytes: ArrayBuffer): boolean {
  if (bytes.byteLength < packetBytes) return false;
  const view = new DataView(bytes);
  const [first, stratum] = [view.getUint8(0), view.getUint8(1)];
  return (first & 7) === 4 && first >> 6 !== 3 && stratum >= 1 && stratum <= 15 && view.getUint32(40) !== 0;
}

/** A resolver that the SDK's client can call from a timer: what it throws is an answer, a moment later. */
export class CarefulResolver {
  #resolver: Resolver;
  #host: SocketHost;

  constructor(place: NTPOptions["dns"], host: SocketHost) {
    const { io, ...options } = place;
    this.#resolver = new io(options);
    this.#host = host;
  }

  resolve(question: Parameters<Resolver["resolve"]>[0]): void {
    try {
      this.#resolver.resolve(question);
    } catch (thrown) {
      const reason = describeThrown(thrown);
      this.#host.defer(() => question.onError(question.host, reason));
    }
  }

  close(): void {
    this.#resolver.close();
  }
}

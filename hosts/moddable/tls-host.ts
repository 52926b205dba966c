/** io.TLS of a Moddable host: the socket of tls-socket.ts over the native client, judged by the board's clock. */
import type { Clock } from "../../src/board/board.js";
import type { Constructor } from "../../src/board/io.js";
import type { TCP, TCPOptions, TLSOptions } from "../../src/board/network.js";
import { hasTLS, NativeTLS } from "../native/tls/native-tls.js";
import type { SocketHost } from "./tcp.js";
import type { TimeFloor } from "./time-floor.js";
import { type TLSHost, tlsClass } from "./tls-socket.js";

export interface TLSParts {
  readonly host: SocketHost;
  readonly TCP: Constructor<TCPOptions, TCP>;
  readonly clock: Pick<Clock, "wall">;
  readonly floor: TimeFloor;
  /** Who is trusted where the settings name no authority. */
  readonly trusted: TLSHost["trusted"];
  /** bytes of the largest free block of native memory; undefined: this host cannot tell */
  largestBlock(): number | undefined;
  print(line: string): void;
}

// bytes; a record of 16 KB in one piece, with the queues and a certificate beside it. With less it would fail half-way.
const neededBlock = 20000;

/** undefined, said in one line: this build has no mbedTLS. */
export function makeTLS(parts: TLSParts): Constructor<TLSOptions, TCP> | undefined {
  const { host, TCP, clock, floor, trusted, print } = parts;
  if (!hasTLS()) {
    print("there is no TLS in this build, for mbedTLS (libmbedtls-dev) was absent: ws:// alone");
    return undefined;
  }
  return tlsClass({
    ...host,
    TCP,
    trusted,
    print,
    floorSeconds: () => floor.seconds,
    wallSeconds: () => {
      const wall = clock.wall();
      return wall === undefined ? undefined : wall / 1000;
    },
    open: (options) => {
      const largest = parts.largestBlock();
      if (largest !== undefined && largest < neededBlock) throw new Error("tls.memory");
      return new NativeTLS(options);
    },
  });
}

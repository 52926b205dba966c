/** The tests' network in memory (test/support/virtual-network.ts) in the place of Node's, under a board in Node. */
import type { BoardNetwork, BoardSocket, SocketCallbacks } from "../../../hosts/desktop/board/network.js";
import type { BoardTime } from "../../../hosts/desktop/board/time.js";
import type { TCPOptions } from "../../../src/board/network.js";
import type { VirtualClock } from "../../support/virtual-clock.js";
import type { VirtualNetwork } from "../../support/virtual-network.js";

export function virtualBoardNetwork(network: VirtualNetwork): BoardNetwork {
  const absent = () => {
    throw new Error("not in this network");
  };
  return {
    connect: (options, callbacks) => connect(network, options, callbacks),
    secure: absent,
    listen: absent,
    bind: absent,
    lookup(host, answer) {
      const resolver = new network.Resolver({});
      const done = (address: string | undefined, reason?: string) => {
        resolver.close();
        answer(address, reason);
      };
      resolver.resolve({
        host,
        onResolved: (_host, address) => done(address),
        onError: (_host, reason) => done(undefined, reason),
      });
    },
  };
}

function connect(network: VirtualNetwork, options: TCPOptions, callbacks: SocketCallbacks): BoardSocket {
  const socket = new network.TCP({
    ...options,
    onReadable: (count) => callbacks.onReadable(count),
    onWritable: (count) => callbacks.onWritable(count),
    onError: (reason) => callbacks.onError(reason),
  });
  return {
    remoteAddress: socket.remoteAddress,
    remotePort: socket.remotePort,
    read: (buffer) => socket.read(buffer),
    write: (bytes) => socket.write(bytes),
    close: () => socket.close(),
    abort: () => socket.close(),
    setLink() {},
  };
}

export function virtualBoardTime(clock: VirtualClock, wallMs: number): BoardTime {
  const { wall, setWall } = clock.clock(wallMs);
  const timer = clock.timer();
  return {
    now: clock.now,
    wall,
    setWall,
    set: (callback, delayMs) => timer.set(callback, delayMs),
    clear: (it) => {
      if (it !== undefined) timer.clear(it);
    },
  };
}

/** Lets so many ms pass; after each moment at which something was due, waits until `settle` says that all is quiet. */
export async function pass(clock: VirtualClock, ms: number, settle: () => Promise<void>): Promise<void> {
  const end = clock.nowMs + ms;
  await settle();
  while (clock.next <= end) {
    clock.advance(Math.max(0, clock.next - clock.nowMs));
    await settle();
  }
  clock.advance(end - clock.nowMs);
}

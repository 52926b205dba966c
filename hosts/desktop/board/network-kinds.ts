/** Sockets, the resolver and the network interface as a guest sees them. */
import type {
  AccessPoint,
  AccessPointOptions,
  JoinOptions,
  ListenerOptions,
  TCPOptions,
  TLSOptions,
  UDP,
  UDPOptions,
} from "../../../src/board/network.js";
import type { Hardware } from "../../models/hardware.js";
import type { NetworkInterface } from "../../models/network-interface.js";
import type { Value } from "../engine/host.js";
import { events, operations as op } from "../remote.js";
import { bytesOf, type Emit, type Instance, kind } from "./kind.js";
import type { BoardListener, BoardSocket, ServerCallbacks, SocketCallbacks } from "./network.js";
import type { RadioNetwork } from "./radio-network.js";

const readMost = 1 << 20; // bytes of one read, whatever the guest's buffer

function socketCallbacks(emit: Emit): SocketCallbacks {
  return {
    onReadable: (count) => emit(events.readable, count),
    onWritable: (count) => emit(events.writable, count),
    onError: (reason) => emit(events.error, reason),
  };
}

function serverCallbacks(emit: Emit): ServerCallbacks {
  return { onReadable: (count) => emit(events.readable, count), onError: (reason) => emit(events.error, reason) };
}

const socketOperations: Record<number, (it: BoardSocket, args: readonly Value[]) => Value> = {
  [op.read]: (it, [most]) => {
    const into = new Uint8Array(Math.min(most as number, readMost));
    const count = it.read(into);
    if (count === 0) return undefined;
    return count === into.length ? into.buffer : into.buffer.slice(0, count);
  },
  [op.write]: (it, [bytes]) => it.write(bytesOf(bytes)),
  [op.get]: (it, [name]) => (name === "remoteAddress" ? it.remoteAddress : it.remotePort),
};

export const tcp = kind<TCPOptions, BoardSocket>(
  ({ network }, options, emit) => network.connect(options, socketCallbacks(emit)),
  socketOperations,
);

export const tls = kind<TLSOptions, BoardSocket>(
  ({ network }, options, emit) => network.secure(options, socketCallbacks(emit)),
  socketOperations,
);

class RemoteUDP implements Instance {
  readonly #socket: UDP;
  #from: { address: string; port: number } | undefined;

  constructor(socket: UDP) {
    this.#socket = socket;
  }

  close(): void {
    this.#socket.close();
  }

  read(): ArrayBuffer | undefined {
    const packet = this.#socket.read();
    this.#from = packet;
    return packet?.bytes;
  }

  write(bytes: Uint8Array, address: string, port: number): undefined {
    this.#socket.write(bytes, address, port);
  }

  get(name: string): Value {
    if (name === "port") return this.#socket.port;
    return name === "remoteAddress" ? this.#from?.address : this.#from?.port;
  }
}

export const udp = kind<UDPOptions, RemoteUDP>(
  ({ network }, options, emit) => new RemoteUDP(network.bind(options, serverCallbacks(emit))),
  {
    [op.read]: (it) => it.read(),
    [op.write]: (it, [bytes, address, port]) => it.write(bytesOf(bytes), address as string, port as number),
    [op.get]: (it, [name]) => it.get(name as string),
  },
);

export const listener = kind<ListenerOptions, BoardListener>(
  ({ network }, options, emit) => network.listen(options, serverCallbacks(emit)),
  {
    [op.read]: (it, _args, site) => site.adopt(tcp, (emit) => it.accept(socketCallbacks(emit))),
    [op.get]: (it) => it.port,
  },
);

class RemoteNetworkInterface implements Instance {
  readonly #network: NetworkInterface;
  readonly #emit: Emit;

  constructor(hardware: Hardware, emit: Emit) {
    this.#emit = emit;
    this.#network = new hardware.io.NetworkInterface({ onChanged: (property) => emit(events.changed, property) });
  }

  close(): void {
    this.#network.close();
  }

  get(name: string): Value {
    return this.#network[name as "connection" | "address" | "MAC" | "SSID" | "RSSI" | "failure"];
  }

  /** options: JSON */
  connect(options: string | undefined): undefined {
    this.#network.connect(options === undefined ? undefined : (JSON.parse(options) as JoinOptions));
  }

  disconnect(): undefined {
    this.#network.disconnect();
  }

  scan(scan: number): undefined {
    this.#network.scan({
      onFound: (network) => this.#emit(events.found, scan, JSON.stringify(network)),
      onComplete: (reason) => this.#emit(events.scanned, scan, reason),
    });
  }
}

export const networkInterface = kind<object, RemoteNetworkInterface>(
  ({ hardware }, _options, emit) => new RemoteNetworkInterface(hardware, emit),
  {
    [op.get]: (it, [name]) => it.get(name as string),
    [op.connect]: (it, [options]) => it.connect(options as string | undefined),
    [op.disconnect]: (it) => it.disconnect(),
    [op.scan]: (it, [scan]) => it.scan(scan as number),
  },
);

export const accessPoint = kind<AccessPointOptions, AccessPoint>(
  ({ hardware }, options) => new hardware.io.AccessPoint(options),
  { [op.get]: (it) => it.address },
);

class RemoteResolver implements Instance {
  readonly #network: RadioNetwork;
  readonly #emit: Emit;

  constructor(network: RadioNetwork, emit: Emit) {
    this.#network = network;
    this.#emit = emit;
  }

  /** An answer that comes after the object was closed finds nobody. */
  close(): void {}

  resolve(request: number, host: string): undefined {
    this.#network.lookup(host, (address, reason) => {
      if (address === undefined) this.#emit(events.unresolved, request, reason);
      else this.#emit(events.resolved, request, address);
    });
  }
}

export const resolver = kind<object, RemoteResolver>(
  ({ network }, _options, emit) => new RemoteResolver(network, emit),
  {
    [op.resolve]: (it, [request, host]) => it.resolve(request as number, host as string),
  },
);

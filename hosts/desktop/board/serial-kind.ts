/** The board's UART as a guest sees it. */
import type { SerialOptions } from "../../../src/board/io.js";
import { events, operations as op } from "../remote.js";
import { bytesOf, type Instance, kind } from "./kind.js";
import type { SerialPort } from "./serial-port.js";

class RemoteSerial implements Instance {
  readonly port: SerialPort;

  constructor(port: SerialPort) {
    this.port = port;
  }

  close(): void {
    this.port.release();
  }
}

export const serial = kind<SerialOptions, RemoteSerial>(
  ({ serial: port }, _options, emit) => {
    if (port === undefined) throw new Error("this board has no serial port");
    port.open({
      onReadable: (count) => emit(events.readable, count),
      onWritable: (count) => emit(events.writable, count),
    });
    return new RemoteSerial(port);
  },
  {
    [op.read]: ({ port }, [most]) => {
      const bytes = port.read(most as number);
      return bytes && new Uint8Array(bytes).buffer;
    },
    [op.write]: ({ port }, [bytes]) => port.write(bytesOf(bytes)) as undefined,
  },
);

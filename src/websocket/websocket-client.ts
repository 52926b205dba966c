/**
 * WebSocketClient of ECMA-419 (WebSocket Client Class Pattern) over any ECMA-419 socket and resolver: a program written
 * for the SDK's class runs with this one.
 *
 * Additions: code and reason in onClose, a failure in onError, `protocol`, deadlines for each phase. Deviation: the
 * peer's close frame is told (onControl) when the connection ends, right before onClose. close() gives everything back
 * at once, without a closing handshake; write(data, { opcode: WebSocketClient.close }) begins one.
 * No callback comes from inside a method, none after close().
 */
import type { ByteBuffer } from "../board/io.js";
import { ClientDriver } from "./client-driver.js";
import { opcodes } from "./opcodes.js";
import type { WebSocketClientHost, WebSocketClientOptions, WebSocketWriteOptions } from "./websocket-client-options.js";

export default class WebSocketClient {
  static readonly text = opcodes.text;
  static readonly binary = opcodes.binary;
  static readonly close = opcodes.close;
  static readonly ping = opcodes.ping;
  static readonly pong = opcodes.pong;
  declare target: unknown; // no slot on XS unless the options have one
  private readonly driver: ClientDriver;

  /** Throws for options that make no sense. What goes wrong later comes to onError. */
  constructor(options: WebSocketClientOptions, host: WebSocketClientHost) {
    if (options.target !== undefined) this.target = options.target;
    const isNumber = isNumberFormat(options.format ?? "buffer");
    this.driver = new ClientDriver(this, options, host);
    this.driver.isNumber = isNumber;
  }

  get format(): "buffer" | "number" {
    return this.driver.isNumber ? "number" : "buffer";
  }

  set format(value: "buffer" | "number") {
    this.driver.isNumber = isNumberFormat(value);
  }

  /** The subprotocol that the server selected. */
  get protocol(): string | undefined {
    return this.driver.connection.protocol;
  }

  /** Gives everything back at once. Idempotent. */
  close(): void {
    this.driver.close();
  }

  /**
   * Queues a message, a part of one (`more`), or a control frame, and returns how many bytes can be written now.
   * Throws, queueing nothing, for more than that, and when the connection is not open.
   */
  write(data: ByteBuffer, options?: WebSocketWriteOptions): number {
    return this.driver.write(data, options);
  }

  /** A byte in format "number"; else the next bytes, at most `count`, or into a buffer. undefined: there are none. */
  read(count?: number | ByteBuffer): number | ArrayBuffer | undefined {
    return this.driver.read(count);
  }
}

function isNumberFormat(format: string): boolean {
  if (format !== "buffer" && format !== "number") throw new RangeError("format: buffer or number");
  return format === "number";
}

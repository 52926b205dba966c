/**
 * The IO classes of the board: the SDK's, where src/board.ts has their shape, else adapted.
 *
 * They are made once at the start, around the guard that their callbacks need.
 */

import NativeAnalog from "embedded:io/analog";
import NativeDigital from "embedded:io/digital";
import NativeI2C from "embedded:io/i2c";
import NativePWM from "embedded:io/pwm";
import NativeSerial from "embedded:io/serial";
import NativeSMBus from "embedded:io/smbus";
import NativeListener from "embedded:io/socket/listener";
import NativeTCP from "embedded:io/socket/tcp";
import NativeUDP from "embedded:io/socket/udp";
import type {
  Board,
  DigitalOptions,
  I2COptions,
  ListenerOptions,
  SerialOptions,
  TCPOptions,
  UDPOptions,
} from "../../src/board.js";
import { MooringListener, type NativeListenerClass } from "../moddable/listener.js";
import { MooringTCP, type NativeTCPClass, type SocketHost } from "../moddable/tcp.js";
import { MooringUDP, type NativeUDPClass } from "../moddable/udp.js";
import { MooringDigital, type NativeDigitalClass } from "./digital.js";
import { MooringSerial, type NativeSerialClass, type UART } from "./serial.js";

// ms, longest that a transfer may hold up everything else; the SDK's default of 400 ms is a stopped board
const busTimeoutMs = 25;

class I2C extends NativeI2C {
  constructor(options: I2COptions) {
    super({ ...options, timeout: busTimeoutMs });
  }
}

class SMBus extends NativeSMBus {
  constructor(options: I2COptions) {
    super({ ...options, timeout: busTimeoutMs });
  }
}

export function makeIO(host: SocketHost, uart: UART | undefined): Board["io"] {
  return Object.freeze({
    Analog: NativeAnalog,
    PWM: NativePWM,
    I2C,
    SMBus,
    Digital: class extends MooringDigital {
      constructor(options: DigitalOptions) {
        super(NativeDigital as NativeDigitalClass, options, host.guard);
      }
    },
    Serial: uart === undefined ? undefined : makeSerial(host, uart),
    TCP: class extends MooringTCP {
      constructor(options: TCPOptions) {
        super(NativeTCP as NativeTCPClass, options, options, host);
      }
    },
    TLS: undefined, // its place: a TLS socket of our own over mbedTLS
    UDP: class extends MooringUDP {
      constructor(options: UDPOptions) {
        super(NativeUDP as NativeUDPClass, options, host);
      }
    },
    Listener: class extends MooringListener {
      constructor(options: ListenerOptions) {
        super(NativeListener as NativeListenerClass, NativeTCP as NativeTCPClass, options, host);
      }
    },
  });
}

function makeSerial(host: SocketHost, uart: UART) {
  return class extends MooringSerial {
    constructor(options: SerialOptions) {
      super(NativeSerial as NativeSerialClass, uart, options, host.guard);
    }
  };
}

/**
 * The IO classes of the board: the SDK's, where src/board has their shape, else adapted.
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
import type { Board } from "../../src/board/board.js";
import type { DigitalOptions, I2COptions, PulseCountOptions, SerialOptions } from "../../src/board/io.js";
import type { ListenerOptions, TCPOptions, UDPOptions } from "../../src/board/network.js";
import { builtSeconds } from "../moddable/build-time.js";
import { MooringListener, type NativeListenerClass } from "../moddable/listener.js";
import { MooringTCP, type NativeTCPClass, type SocketHost } from "../moddable/tcp.js";
import type { TimeFloor } from "../moddable/time-floor.js";
import { makeTLS } from "../moddable/tls-host.js";
import { MooringUDP, type NativeUDPClass } from "../moddable/udp.js";
import { MooringDigital, type NativeDigitalClass } from "./digital.js";
import { closeCounter, hasCounters, memory, openCounter, print, readCounter } from "./native/chip.js";
import { MooringPulseCount } from "./pulse-count.js";
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

const counters = Object.freeze({ openCounter, readCounter, closeCounter });

class PulseCount extends MooringPulseCount {
  constructor(options: PulseCountOptions) {
    super(counters, options);
  }
}

// the Mozilla authorities that ESP-IDF puts in flash (CONFIG_MBEDTLS_CERTIFICATE_BUNDLE)
const trusted = Object.freeze({ usesBundle: true } as const);

export function makeIO(host: SocketHost, uart: UART | undefined, floor: TimeFloor): Board["io"] {
  const TCP = class extends MooringTCP {
    constructor(options: TCPOptions) {
      super(NativeTCP as NativeTCPClass, options, options, host);
    }
  };
  return Object.freeze({
    Analog: NativeAnalog,
    PulseCount: hasCounters() ? PulseCount : undefined,
    PWM: NativePWM,
    I2C,
    SMBus,
    Digital: class extends MooringDigital {
      constructor(options: DigitalOptions) {
        super(NativeDigital as NativeDigitalClass, options, host.guard);
      }
    },
    Serial: uart === undefined ? undefined : makeSerial(host, uart),
    TCP,
    TLS: makeTLS({ host, TCP, clock: { wall }, floor, trusted, largestBlock, print: print }),
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

/** For certificates: a clock that stands before the build was never set. */
function wall(): number | undefined {
  const epochMs = Date.now();
  return epochMs < builtSeconds * 1000 ? undefined : epochMs;
}

function largestBlock(): number {
  return memory(3);
}

function makeSerial(host: SocketHost, uart: UART) {
  return class extends MooringSerial {
    constructor(options: SerialOptions) {
      super(NativeSerial as NativeSerialClass, uart, options, host.guard);
    }
  };
}

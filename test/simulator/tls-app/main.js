/**
 * A small program for the simulator's engine: the TLS socket of the Moddable hosts over the SDK's TCP and hosts/native.
 * A line {id, port, ask} in, a line {id, result} out: "accepted" when "bye" came back, else the reason of onError.
 * The clock is the test's, so that it can be 1970 and 2045.
 */
import SDKTCP from "embedded:io/socket/tcp";
import SDKTimer from "timer";
import { Guard } from "../../../hosts/moddable/guard.js";
import { MooringTCP } from "../../../hosts/moddable/tcp.js";
import { GuardedTimer } from "../../../hosts/moddable/timer.js";
import { tlsClass } from "../../../hosts/moddable/tls-socket.js";
import { hasTLS, NativeTLS } from "../../../hosts/native/tls/native-tls.js";
import { Sockets } from "../../../hosts/simulator/careful-tcp.js";
import { RearmedTimers } from "../../../hosts/simulator/rearmed-timers.js";

export default function start() {
  const print = (line) => trace(`${line}\n`);
  const guard = new Guard({ print, restart: (reason) => post({ restart: reason }) });
  const timer = new GuardedTimer(new RearmedTimers(SDKTimer), guard);
  const defer = (callback) => timer.set(callback, 0);
  const NativeTCP = new Sockets(defer).class(SDKTCP);
  const clock = { seconds: 0 };
  const engines = { latest: undefined };
  class TCP extends MooringTCP {
    constructor(options) {
      super(NativeTCP, options, options, { guard, defer });
    }
  }
  const TLS = tlsClass({
    guard,
    defer,
    TCP,
    print,
    trusted: {},
    floorSeconds: () => 0,
    wallSeconds: () => clock.seconds,
    open: (options) => {
      engines.latest = new NativeTLS(options);
      return engines.latest;
    },
  });
  screen.onMessage = (line) => {
    const { id, port, ask } = JSON.parse(line);
    clock.seconds = ask.now;
    attempt(TLS, port, ask, (result, isResumed) => post({ id, result, isResumed, faults: guard.faults }), engines);
  };
  post({ ready: true, hasTLS: hasTLS() });
}

function post(message) {
  screen.postMessage(JSON.stringify(message));
}

function attempt(TLS, port, ask, done, engines) {
  const buffer = new Uint8Array(64);
  let received = 0;
  let end = "";
  let isResumed = false;
  let hasSaid = false;
  const socket = new TLS({
    ...ask,
    address: "127.0.0.1",
    port,
    onWritable() {
      if (hasSaid) return;
      hasSaid = true;
      isResumed = engines.latest.isResumed;
      socket.write(Uint8Array.of(104, 101, 108, 108, 111));
    },
    onReadable() {
      for (let count = socket.read(buffer); count > 0; count = socket.read(buffer)) {
        received += count;
        for (let i = 0; i < count; i++) end = end.slice(-2) + String.fromCharCode(buffer[i]);
      }
      if (end !== "bye") return;
      socket.close();
      done(received === (ask.length ?? 3) ? "accepted" : `${received} bytes`, isResumed);
    },
    onError: (reason) => done(received === 0 ? `${reason}` : `after ${received} bytes: ${reason}`, isResumed),
  });
}

/** What the key-value store says about the server, and what a device makes of it. */
import type { Constructor } from "../../src/board/io.js";
import type { TCP, TLSOptions } from "../../src/board/network.js";
import { readSettings } from "../../src/device/settings.js";
import type { ServerTrust } from "../../src/session/link.js";
import { deepEqual, equal } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

const server = { "server.url": "wss://cloud.example/v1/devices/desk-1/link", "device.id": "desk-1" };

/** The trust that is read of these settings, and the codes of what was logged. */
function read(settings: Record<string, string>): [ServerTrust | undefined, string[]] {
  const codes: string[] = [];
  const { board } = new VirtualWorld({ settings: { ...server, ...settings } }).virtual;
  const { trust } = readSettings(board, { write: (_level, code) => void codes.push(code) }, 0);
  return [trust, codes];
}

/** The TLS options of each connection of a device with these settings, in its first minute, and what it printed. */
function connections(settings: Record<string, string>): { options: TLSOptions[]; printed: string[] } {
  const options: TLSOptions[] = [];
  const TLS = class {
    constructor(given: TLSOptions) {
      options.push(given);
      throw new Error("no further");
    }
  } as unknown as Constructor<TLSOptions, TCP>;
  const world = new VirtualWorld({ settings: { ...server, ...settings }, TLS });
  const device = world.start();
  world.clock.advance(60_000);
  device.close();
  return { options, printed: world.virtual.printed };
}

describe("settings of the server", () => {
  it("leave TLS as the host has it when they say nothing of it", () => {
    deepEqual(read({}), [undefined, []]);
    deepEqual(read({ "server.verify": "on" }), [undefined, []]);
  });

  it("name authorities, several pins, and the certificate and key of the device", () => {
    const [trust] = read({ "server.ca": "CA", "server.pins": "one=, two=", "server.cert": "C", "server.key": "K" });
    deepEqual(trust, { ca: "CA", pins: ["one=", "two="], clientCertificate: "C", clientKey: "K" });
  });

  it("have no token where it is none that a header takes: it is named, not said, and nothing fails", () => {
    const codes: string[] = [];
    const { board } = new VirtualWorld({ settings: { ...server, "server.token": "grün" } }).virtual;
    const log = { write: (_level: string, code: string, text?: string) => void codes.push(`${code}: ${text}`) };
    equal(readSettings(board, log, 0).token, undefined);
    deepEqual(codes, ["settings.server-token: server.token is not printable ASCII: there is none"]);
    const url = "ws://cloud.example:8080/v1/devices/desk-1/link";
    const world = new VirtualWorld({ settings: { ...server, "server.url": url, "server.token": "a\nb" } });
    const device = world.startOnline();
    equal(device.exceptions, 0);
    device.close();
  });

  it("turn verification off by one word alone", () => {
    deepEqual(read({ "server.verify": "off" }), [{ verify: false }, []]);
    for (const word of ["", "no", "false", "OFF"])
      deepEqual(read({ "server.verify": word }), [undefined, ["settings.server-verify"]]);
  });

  it("reach every connection, an empty list of pins as one that accepts nobody", () => {
    const { options } = connections({ "server.ca": "CA", "server.pins": "" });
    equal(options.length > 1, true);
    for (const { ca, pins, verify, host } of options)
      deepEqual([ca, pins, verify, host], ["CA", [""], undefined, "cloud.example"]);
  });

  it("are logged at each connection that is not verified, and at no other", () => {
    const count = ({ printed }: { printed: string[] }) =>
      printed.filter((line) => line.includes("verify is off")).length;
    const off = connections({ "server.verify": "off" });
    equal(off.options.length > 1, true);
    equal(count(off), off.options.length);
    equal(count(connections({ "server.ca": "CA" })), 0);
  });
});

/** A process whose guest leaves a rejection unhandled: in a test's own process Mocha would take it for the test's. */

import { bundleGuest } from "../../../hosts/desktop/engine/bundle.js";
import type { EngineKind } from "../../../hosts/desktop/engine/engine.js";
import { startEngine } from "../../../hosts/desktop/engine/engine.js";

const text = `
declare const host: import("./hosts/desktop/engine/host.js").GuestHost;
host.deliver = (object, event) => {
  if (event === 1) {
    const rejected = Promise.reject(new Error("taken"));
    Promise.resolve().then(() => rejected.catch(() => {}));
    return;
  }
  Promise.reject(new Error("nobody took it"));
};`;
const bundle = await bundleGuest({ source: { text, name: "guest-fixture.ts" } });
const kind = process.argv[2] as EngineKind;
const engine = await startEngine({ kind, bundle, board: { call: () => undefined }, onPrint: () => {} });
engine.deliver(0, 1);
await engine.idle();
engine.deliver(0, 2);
console.log(JSON.stringify(await engine.ended));

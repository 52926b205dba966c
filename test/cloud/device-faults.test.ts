/** What of a device does not work, as lists show it. */
import { type Faults, takeEvent, takeReadings } from "../../cloud/src/device-faults.js";
import { deepEqual, equal } from "../support/assert.js";
import { cleanUp, type Message, online, rest, startTestCloud, temporaryDirectory, watch } from "./support.js";

const fault = (name: string, t: number) => ({ name: "sensor.fault", t, data: { name, fault: "no-answer" } });

describe("a device's faults", () => {
  afterEach(cleanUp);

  it("begin with an event, and end with a newer reading or when they are said to be healed", () => {
    const faults: Faults = {};
    equal(takeEvent(faults, fault("light", 10), {}), true);
    equal(takeEvent(faults, fault("door", 10), {}), true);
    deepEqual(faults, { light: { code: "no-answer", t: 10 }, door: { code: "no-answer", t: 10 } });
    equal(takeReadings(faults, [{ n: "light", v: 1, t: 9 }]), false, "an older reading");
    equal(takeReadings(faults, [{ n: "other", v: 1, t: 11 }]), false, "another sensor");
    equal(takeReadings(faults, [{ n: "light", v: 1, t: 11 }]), true);
    equal(takeEvent(faults, { name: "lock.healed", t: 12, data: { name: "door" } }, {}), true);
    deepEqual(faults, {});
  });

  it("are not begun by an event that is older than the newest reading, nor by one of another kind or shape", () => {
    const faults: Faults = {};
    equal(takeEvent(faults, fault("light", 10), { light: { n: "light", v: 1, t: 11 } }), false);
    equal(takeEvent(faults, { name: "button.pressed", t: 1, data: { name: "light" } }, {}), false);
    for (const data of [undefined, null, 5, "x", [], {}, { name: 5 }]) {
      equal(takeEvent(faults, { name: "sensor.fault", t: 1, data }, {}), false);
    }
    deepEqual(faults, {});
    equal(takeEvent(faults, { name: "sensor.fault", t: 1, data: { name: "light", fault: null } }, {}), true);
    deepEqual(faults, { light: { code: "unknown", t: 1 } });
  });

  it("are told to dashboards and by REST, also after the cloud's restart", async () => {
    const data = temporaryDirectory();
    const cloud = await startTestCloud({ data });
    const dashboard = await watch(cloud);
    const device = await online(cloud);
    const t = Date.now() / 1000;
    await device.request("event", { stream: "stream-1", n: 1, events: [fault("light", t)] });
    const told = await dashboard.next(({ type, device }: Message) => type === "device" && "light" in device.faults);
    deepEqual(told.device.faults, { light: { code: "no-answer", t } });
    const list = async (at: typeof cloud) => (await rest(at, "GET", "/v1/devices")).json.devices[0].faults;
    deepEqual(await list(cloud), { light: { code: "no-answer", t } });
    await cloud.close();
    const again = await startTestCloud({ data });
    deepEqual(await list(again), { light: { code: "no-answer", t } });
  });
});

/** What is desired, from REST to an output: the real cloud, real sockets, the real firmware on a board of hosts/models. */
import type { Device } from "../../src/device/device.js";
import start from "../../src/main.js";
import { deepEqual, equal } from "../support/assert.js";
import { example } from "../support/example.js";
import { socketBoard } from "../support/socket-board.js";
import { atEnd, cleanUp, rest, startTestCloud, until } from "./support.js";

const withinMs = 20_000; // ms; the machine may be busy
const statePath = "/v1/devices/desk-1/state";

async function setUp() {
  const cloud = await startTestCloud();
  const { token } = cloud.addDevice("desk-1");
  const url = `${cloud.url.replace("http", "ws")}/v1/devices/desk-1/link`;
  const board = socketBoard({ id: "desk-1", url, token, seed: 1 });
  const begin = (): Device => {
    const device = start(board, example);
    atEnd(() => device.close());
    return device;
  };
  const state = async () => (await rest(cloud, "GET", statePath)).json;
  const desire = async (patch: object) => (await rest(cloud, "PATCH", statePath, patch)).json;
  const command = (value: boolean) =>
    rest(cloud, "POST", "/v1/devices/desk-1/commands", { method: "actuator.set", params: { name: "relay", value } });
  const settled = () => until(async () => (await state()).isSettled, "what is desired to be true", withinMs);
  return { begin, state, desire, command, settled };
}

const relayOf = (device: Device) => device.parts.actuators.valueOf("relay");

describe("what is desired, and a device that runs", () => {
  afterEach(cleanUp);

  it("switches on again what a command has switched off since", async () => {
    const { begin, desire, command, settled } = await setUp();
    const device = begin();
    await until(() => device.session.isOnline, "the device", withinMs);
    for (let i = 0; i < 2; i++) {
      await desire({ actuators: { relay: true } });
      await until(() => relayOf(device) === true, `the relay, time ${i + 1}`, withinMs);
      await settled();
      equal((await command(false)).status, 200);
      equal(relayOf(device), false);
    }
  }).timeout(60_000);

  it("leaves what was switched off since alone when the device comes back to another change", async () => {
    const { begin, state, desire, command, settled } = await setUp();
    const first = begin();
    await desire({ actuators: { relay: true } });
    await until(() => relayOf(first) === true, "the relay", withinMs);
    await settled();
    equal((await command(false)).status, 200);
    first.close();
    await desire({ settings: { label: "Desk" } });
    const second = begin();
    await settled();
    deepEqual([(await state()).reported.settings.label, relayOf(second)], ["Desk", false]);
    second.close();
    // While it is away somebody wants it on after all.
    await desire({ actuators: { relay: true } });
    await desire({ settings: { label: "Shelf" } });
    const third = begin();
    await settled();
    deepEqual([(await state()).reported.settings.label, relayOf(third)], ["Shelf", true]);
  }).timeout(60_000);
});

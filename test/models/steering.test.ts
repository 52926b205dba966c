import { Hardware, pinNumbers } from "../../hosts/models/hardware.js";
import { steer } from "../../hosts/models/steering.js";
import type { SteeringFault } from "../../hosts/models/steering-fault.js";
import { deepEqual, equal, ok } from "../support/assert.js";

function board() {
  const cuts: number[] = [];
  const hardware = new Hardware({
    clock: { now: () => 0 },
    defer: (callback) => callback(),
    onPowerCut: (forMs) => cuts.push(forMs),
  });
  const run = (line: string): SteeringFault | undefined => steer(hardware, line);
  return { hardware, run, cuts };
}

describe("steering", () => {
  it("sets chips, and lets them follow the data again", () => {
    const { hardware, run } = board();
    const { probe } = hardware.sht4x;
    const followed = [probe.value("temperature"), hardware.light.value("light")];
    equal(run('{"chip":"sht4x","set":{"temperature":30,"humidity":40}}'), undefined);
    equal(run('{"chip":"light","set":{"light":1200}}'), undefined);
    deepEqual([probe.value("temperature"), probe.value("humidity"), hardware.light.value("light")], [30, 40, 1200]);
    equal(run('{"world":"replay"}'), undefined);
    deepEqual([probe.value("temperature"), hardware.light.value("light")], followed);
  });

  it("sets and heals faults, also together with values", () => {
    const { hardware, run } = board();
    equal(run('{"chip":"sht4x","fault":"no-answer"}'), undefined);
    equal(hardware.sht4x.fault, "no-answer");
    equal(run('{"chip":"sht4x","fault":"none","set":{"temperature":5}}'), undefined);
    equal(hardware.sht4x.fault, "none");
    equal(hardware.sht4x.probe.value("temperature"), 5);
  });

  it("sets every chip on the bus, each for itself", () => {
    const { hardware, run } = board();
    const { scd4x, ina219, bme280, bh1750, sht4x } = hardware.chips;
    const temperature = sht4x.probe.value("temperature");
    equal(run('{"chip":"scd4x","set":{"co2":900,"temperature":31,"humidity":20}}'), undefined);
    equal(run('{"chip":"ina219","set":{"voltage":5,"current":-0.5}}'), undefined);
    equal(run('{"chip":"bme280","set":{"pressure":98000},"fault":"stuck"}'), undefined);
    equal(run('{"chip":"bh1750","set":{"light":7}}'), undefined);
    equal(run('{"chip":"meter","set":{"power":3000}}'), undefined);
    deepEqual(
      [scd4x.probe.value("co2"), ina219.probe.value("current"), bme280.probe.value("pressure")],
      [900, -0.5, 98000],
    );
    deepEqual([bh1750.probe.value("light"), hardware.meter.probe.value("power")], [7, 3000]);
    equal(bme280.fault, "stuck");
    equal(sht4x.probe.value("temperature"), temperature);
    equal(run('{"world":"replay"}'), undefined);
    equal(scd4x.probe.value("temperature"), temperature);
    ok(hardware.meter.probe.value("power") < 3000);
  });

  it("adds pulses to the meter", () => {
    const { hardware, run } = board();
    let edges = 0;
    const input = new hardware.io.Digital({ pin: pinNumbers.meter, mode: "inputPullUp", onReadable: () => edges++ });
    equal(run('{"pin":"meter","pulses":3}'), undefined);
    equal(hardware.meter.count, 3);
    equal(edges, 6);
    input.close();
  });

  it("presses the button", () => {
    const { hardware, run } = board();
    equal(run('{"pin":"button","press":true}'), undefined);
    equal(hardware.pins.driven(pinNumbers.button), 0);
    equal(run('{"pin":"button","press":false}'), undefined);
    equal(hardware.pins.driven(pinNumbers.button), undefined);
  });

  it("moves the radio", () => {
    const { hardware, run } = board();
    equal(run('{"radio":{"state":"gone","RSSI":-70}}'), undefined);
    equal(hardware.radio.connection, "gone");
    equal(run('{"radio":{"state":"ready"}}'), undefined);
    equal(hardware.radio.RSSI, -70);
  });

  it("puts networks in range, and takes them away", () => {
    const { hardware, run } = board();
    equal(run('{"radio":{"networks":[{"SSID":"home","password":"correct horse","RSSI":-60,"channel":6}]}}'), undefined);
    deepEqual(hardware.radio.found, [{ SSID: "home", RSSI: -60, channel: 6, isOpen: false }]);
    equal(hardware.radio.failure, "not found");
    equal(run('{"radio":{"networks":"any"}}'), undefined);
    equal(hardware.radio.connection, "ready");
  });

  it("cuts power for a second or as long as is said", () => {
    const { run, cuts } = board();
    equal(run('{"power":"cut"}'), undefined);
    equal(run('{"power":"cut","forMs":50}'), undefined);
    deepEqual(cuts, [1000, 50]);
  });

  it("sets the world's speed", () => {
    const { hardware, run } = board();
    equal(run('{"world":{"speed":60}}'), undefined);
    equal(hardware.world.speed, 60);
  });

  it("names what is wrong with a line, and carries out none of it", () => {
    const cases: readonly (readonly [line: string, code: SteeringFault["code"], says: string])[] = [
      ["", "steering.json", "not JSON"],
      ["{", "steering.json", "not JSON: {"],
      ["[]", "steering.json", "not a JSON object"],
      ["null", "steering.json", "not a JSON object"],
      [`"${"x".repeat(5000)}"`, "steering.json", "longer than 4096"],
      ["{}", "steering.unknown", "none of chip, pin, radio, power, world"],
      ['{"chip":"bme680","set":{}}', "steering.unknown", 'no chip "bme680", known are "sht4x", "scd4x"'],
      ['{"chip":["sht4x"],"set":{}}', "steering.unknown", 'no chip ["sht4x"]'],
      [
        '{"chip":"bme280","fault":"wrong-crc"}',
        "steering.value",
        'no fault "wrong-crc", known are none, no-answer, stuck',
      ],
      ['{"chip":"ina219","set":{"power":1}}', "steering.unknown", 'does not measure "power", only voltage, current'],
      ['{"chip":"scd4x","set":{"co2":-1}}', "steering.value", "co2 -1 is not within 0..50000 ppm"],
      ['{"chip":"meter","fault":"stuck"}', "steering.unknown", "no faults"],
      ['{"pin":"meter","press":true}', "steering.value", '"pulses" is missing'],
      ['{"pin":"meter","pulses":1001}', "steering.value", "not an integer within 1..1000"],
      ['{"pin":"meter","pulses":1,"for":1}', "steering.unknown", 'no field "for"'],
      ['{"chip":"sht4x"}', "steering.value", '"set" is not an object'],
      ['{"chip":"sht4x","set":{"temperature":30,"colour":1}}', "steering.unknown", '"colour"'],
      ['{"chip":"sht4x","set":{"light":1}}', "steering.unknown", 'does not measure "light"'],
      ['{"chip":"sht4x","set":{"temperature":"warm"}}', "steering.value", "temperature is not a number"],
      ['{"chip":"sht4x","set":{"temperature":1000}}', "steering.value", "temperature 1000 is not within -60..150 Cel"],
      ['{"chip":"sht4x","fault":"tired"}', "steering.value", 'no fault "tired", known are none, no-answer'],
      ['{"chip":"sht4x","fault":"stuck","set":{"humidity":101}}', "steering.value", "humidity 101"],
      ['{"chip":"sht4x","set":{"temperature":1},"fualt":"none"}', "steering.unknown", 'no field "fualt"'],
      ['{"chip":"light","fault":"stuck"}', "steering.unknown", "no faults"],
      ['{"pin":"relay","press":true}', "steering.unknown", 'no pin "relay"'],
      ['{"pin":"button","press":1}', "steering.value", '"press" is 1'],
      ['{"pin":"button"}', "steering.value", '"press" is missing'],
      ['{"radio":"gone"}', "steering.value", '"radio" is not an object'],
      ['{"radio":{}}', "steering.value", "neither state nor RSSI"],
      ['{"radio":{"state":"lost"}}', "steering.value", 'no state "lost", known are gone, joining, linked, ready'],
      ['{"radio":{"state":"gone","RSSI":5}}', "steering.value", "RSSI 5 is not within -120..0 dBm"],
      ['{"radio":{"SSID":"x"}}', "steering.unknown", 'no field "SSID"'],
      ['{"radio":{"networks":"none"}}', "steering.value", "neither"],
      [`{"radio":{"networks":[${"1,".repeat(16)}1]}}`, "steering.value", "up to 16"],
      ['{"radio":{"networks":[1]}}', "steering.value", '1 in "networks"'],
      ['{"radio":{"state":"gone","networks":[{"SSID":7}]}}', "steering.value", "SSID 7 is not a text"],
      ['{"radio":{"networks":[{"SSID":"home","password":"short"}]}}', "steering.value", 'password of "home"'],
      ['{"radio":{"networks":[{"SSID":"home","channel":14}]}}', "steering.value", "channel 14"],
      ['{"radio":{"networks":[{"SSID":"home","RSSI":1}]}}', "steering.value", "RSSI 1"],
      ['{"radio":{"networks":[{"SSID":"home","pasword":"x"}]}}', "steering.unknown", '"pasword"'],
      ['{"power":"on"}', "steering.value", '"power" is "on"'],
      ['{"power":"cut","forMs":-1}', "steering.value", "forMs -1"],
      ['{"world":"stop"}', "steering.value", '"world" is neither'],
      ['{"world":{"speed":-1}}', "steering.value", '"world" is neither'],
    ];
    const { hardware, run, cuts } = board();
    const before = [hardware.sht4x.probe.value("temperature"), hardware.sht4x.probe.value("humidity")];
    for (const [line, code, says] of cases) {
      const fault = run(line);
      ok(fault !== undefined, `${line} was taken`);
      equal(fault.code, code, line);
      ok(fault.message.includes(says), `${line}: ${fault.message}`);
    }
    deepEqual([hardware.sht4x.probe.value("temperature"), hardware.sht4x.probe.value("humidity")], before);
    equal(hardware.sht4x.fault, "none");
    equal(hardware.radio.connection, "ready");
    equal(hardware.pins.driven(pinNumbers.button), undefined);
    equal(cuts.length, 0);
  });
});

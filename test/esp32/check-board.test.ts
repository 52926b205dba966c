/** Board files: those of the repository are right, and each kind of mistake is named with its place. */
import { boardNames, readBoard } from "../../hosts/esp32/tools/boards.js";
import { boardFaults } from "../../hosts/esp32/tools/check-board.js";
import type { Failure } from "../../hosts/esp32/tools/failure.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { boardFile, temporaryFolder } from "./support.js";

/** The faults of a right board file with some fields replaced. */
const faultsWith = (changes: object): string[] => boardFaults({ ...boardFile, ...changes });
const pin = boardFile.pin;

describe("board files", () => {
  it("of the repository are all right", () => {
    const names = boardNames();
    for (const needed of ["esp32-devkitc", "esp32-s3-devkitc", "esp32-c3-devkitm", "esp32-c6-devkitc"])
      ok(names.includes(needed), needed);
    for (const needed of ["m5stack-atoms3", "seeed-xiao-esp32c3", "wt32-eth01"]) ok(names.includes(needed), needed);
    for (const name of names) equal(readBoard(name).name, name);
  });

  it("name every field that is missing or unknown", () => {
    deepEqual(boardFaults({}), [
      "model: is missing (a name for people)",
      "chip: is missing (esp32, esp32s3, esp32c3, esp32c6)",
      "flash: is missing (4MB, 8MB)",
      "link: is missing (wifi, ethernet)",
      "socket: is missing (uart, usb)",
      "pin: is missing",
      "bus: is missing",
    ]);
    deepEqual(faultsWith({ lamp: 3 }), ["lamp: unknown field"]);
    deepEqual(faultsWith({ pin: { ...pin, relay: undefined } }), ["pin.relay: is missing"]);
    deepEqual(boardFaults([]), ["board.json: is not an object"]);
    deepEqual(faultsWith({ chip: "esp8266" }), ["chip: esp8266 is none of esp32, esp32s3, esp32c3, esp32c6"]);
    deepEqual(faultsWith({ flash: "16MB" }), ["flash: 16MB is none of 4MB, 8MB"]);
    deepEqual(faultsWith({ bus: {} }), ["bus.default: is missing"]);
  });

  it("refuse a pin that the chip lacks", () => {
    deepEqual(faultsWith({ pin: { ...pin, relay: 24 } }), ["pin.relay: the ESP32 has no GPIO 24"]);
    deepEqual(faultsWith({ pin: { ...pin, relay: 40 } }), ["pin.relay: the ESP32 has no GPIO 40"]);
    deepEqual(faultsWith({ pin: { ...pin, relay: "D1" } }), ['pin.relay: "D1" is not a GPIO number']);
    deepEqual(faultsWith({ pin: { ...pin, relay: 2.5 } }), ["pin.relay: 2.5 is not a GPIO number"]);
  });

  it("refuse a pin that flash takes, on every chip", () => {
    deepEqual(faultsWith({ pin: { ...pin, relay: 6 } }), ["pin.relay: GPIO 6 is wired to the flash chip on the ESP32"]);
    const bus = { default: { data: 7, clock: 22 } };
    deepEqual(faultsWith({ bus }), ["bus.default.data: GPIO 7 is wired to the flash chip on the ESP32"]);
    for (const [chip, flash] of [
      ["esp32s3", 27],
      ["esp32c3", 12],
      ["esp32c6", 25],
    ] as const) {
      const faults = faultsWith({ chip, pin: { ...pin, relay: flash } });
      ok(
        faults.some((fault) => fault.startsWith(`pin.relay: GPIO ${flash} is wired to the flash`)),
        chip,
      );
    }
  });

  it("refuse an output or a bus on a pin that is input only, and a button without its pull-up", () => {
    deepEqual(faultsWith({ pin: { ...pin, lamp: 35 } }), ["pin.lamp: GPIO 35 is input only"]);
    deepEqual(faultsWith({ bus: { default: { data: 36, clock: 22 } } }), ["bus.default.data: GPIO 36 is input only"]);
    const button = { pin: { ...pin, button: 39 } };
    deepEqual(faultsWith(button), ['pin.button: GPIO 39 has no pull-up; with one on the board, say so in "allow"']);
    deepEqual(faultsWith({ ...button, allow: { "39": "10 kOhm to 3.3 V on the board" } }), []);
  });

  it("refuse a strapping pin unless the board says why, but for the BOOT button", () => {
    const lamp = { pin: { ...pin, lamp: 12 } };
    ok(faultsWith(lamp)[0]?.startsWith("pin.lamp: GPIO 12 is a strapping pin"));
    deepEqual(faultsWith({ ...lamp, allow: { "12": "pulled down on this board" } }), []);
    deepEqual(faultsWith({ ...lamp, allow: { "12": "" } })[0], "allow.12: is not a pin with a reason");
    equal(faultsWith({ pin: { ...pin, button: 0 } }).length, 0);
    equal(faultsWith({ pin: { ...pin, button: 2 } }).length, 1);
  });

  it("refuse a light sensor where no converter works beside Wi-Fi", () => {
    ok(faultsWith({ pin: { ...pin, light: 4 } })[0]?.startsWith("pin.light: GPIO 4 has no analog converter"));
  });

  it("refuse one pin for two things, and pins that the board itself takes", () => {
    deepEqual(faultsWith({ pin: { ...pin, lamp: pin.relay } }), ["pin.lamp: GPIO 26 is pin.relay already"]);
    deepEqual(faultsWith({ bus: { default: { data: 21, clock: 21 } } }), [
      "bus.default.clock: GPIO 21 is bus.default.data already",
    ]);
    deepEqual(faultsWith({ taken: { "26": "display" } }), ["pin.relay: GPIO 26 is taken on this board: display"]);
  });

  it("demand the UART where the socket leads to one, and refuse it where the socket is the chip's USB", () => {
    ok(faultsWith({ uart: undefined })[0]?.startsWith("uart: is missing"));
    ok(faultsWith({ uart: { port: 3, receive: 3, transmit: 1 } })[0]?.startsWith("uart.port: 3 is none of"));
    ok(faultsWith({ socket: "usb" })[0]?.includes("the SDK's Serial does not drive"));
  });

  it("refuse Ethernet on a chip without it, and pins that it needs", () => {
    const ethernet = { address: 1, reset: 16, mdc: 23, mdio: 18 };
    ok(faultsWith({ link: "ethernet" }).includes("ethernet: is missing (address, reset, mdc, mdio)"));
    ok(
      faultsWith({ link: "ethernet", chip: "esp32s3", ethernet }).includes("link: the ESP32-S3 has no Ethernet inside"),
    );
    deepEqual(faultsWith({ ethernet }), ["ethernet: is there, but link is not ethernet"]);
    const wired = { link: "ethernet", ethernet, bus: { default: { data: 32, clock: 33 } } };
    const free = { button: 14, relay: 4, lamp: 17, light: 36 };
    deepEqual(faultsWith({ ...wired, pin: free }), []);
    deepEqual(faultsWith({ ...wired, pin: { ...free, lamp: 16 } }), ["pin.lamp: GPIO 16 is ethernet.reset"]);
    deepEqual(faultsWith({ ...wired, pin: { ...free, lamp: 25 } }), [
      "pin.lamp: GPIO 25 belongs to Ethernet (RMII) on the ESP32",
    ]);
  });

  it("are read with every fault at once, and an unknown board lists those that there are", () => {
    const folder = temporaryFolder({
      "good/board.json": JSON.stringify(boardFile),
      "bad/board.json": JSON.stringify({ ...boardFile, flash: "2MB", pin: { ...pin, relay: 6 } }),
      "torn/board.json": '{"model":',
      "Capital/board.json": JSON.stringify(boardFile),
    });
    equal(readBoard("good", folder).file.model, boardFile.model);
    const bad = throws(() => readBoard("bad", folder), "bad/board.json: flash: 2MB");
    ok(bad.message.includes("bad/board.json: pin.relay: GPIO 6"));
    throws(() => readBoard("torn", folder), "board.json:");
    throws(() => readBoard("Capital", folder), "small letters");
    const unknown = throws(() => readBoard("ugly", folder), "there is no board ugly. These are there:") as Failure;
    ok(unknown.message.includes("\n  bad\n  good\n"));
    equal(unknown.exitCode, 2);
  });
});

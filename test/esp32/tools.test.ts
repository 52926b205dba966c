/** What the scripts say when something is missing, wrong or too old. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/esp32/tools/boards.js";
import type { Failure } from "../../hosts/esp32/tools/failure.js";
import { readLinked } from "../../hosts/esp32/tools/linked.js";
import { readOptions } from "../../hosts/esp32/tools/options.js";
import { choosePort } from "../../hosts/esp32/tools/port.js";
import { isSdkAbsent, requireIDF, requireSdk, requireTool } from "../../hosts/esp32/tools/sdk.js";
import { readSettings } from "../../hosts/esp32/tools/settings.js";
import { targetManifest, writeTarget } from "../../hosts/esp32/tools/target.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { boardFile, temporaryFolder } from "./support.js";

const codeOf = (error: Error): number => (error as Failure).exitCode;
const board = { name: "a-board", file: boardFile };

describe("the SDK and ESP-IDF", () => {
  it("missing: the command that installs it", () => {
    throws(() => requireSdk({ MODDABLE: "/nowhere" }), "npx xs-dev setup");
    equal(isSdkAbsent({ MODDABLE: "/nowhere" }), false); // named, so it is a fault
    throws(() => requireIDF({}), "npx xs-dev setup --device esp32");
    throws(() => requireIDF({ IDF_PATH: "/nowhere" }), "IDF_PATH says /nowhere, but no ESP-IDF is there");
    throws(() => requireTool({ PATH: "/nowhere" }, "cmake", "npx xs-dev setup"), "cmake is not found");
  });

  it("too old: which version is there and which is needed", () => {
    const old = temporaryFolder({ "xs/sources/xs.c": "", "tools/VERSION": "7.9.1\n" });
    throws(() => requireSdk({ MODDABLE: old }), "7.9.1; 8.2.0 or newer is needed");
    const idf = temporaryFolder({ "tools/idf.py": "" });
    throws(() => requireIDF({ IDF_PATH: idf }), "v6.0 is needed");
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", idf, "-c", "user.name=x", "-c", "user.email=x@x", ...args]);
    git("init", "-q");
    git("commit", "-q", "--allow-empty", "-m", "x");
    git("tag", "-a", "-m", "x", "v5.5.1");
    throws(() => requireIDF({ IDF_PATH: idf }), "is v5.5.1; v6.0 is needed");
    git("tag", "-d", "v5.5.1");
    git("tag", "-a", "-m", "x", "v6.0.1");
    throws(() => requireIDF({ IDF_PATH: idf, PATH: idf }), "idf.py is not found");
    equal(requireIDF({ IDF_PATH: idf, PATH: temporaryFolder({ "idf.py": "", cmake: "", ninja: "" }) }), idf);
  });

  it("without built tools: the command that builds them", () => {
    const bare = temporaryFolder({ "xs/sources/xs.c": "", "tools/VERSION": "8.2.3\n" });
    throws(() => requireSdk({ MODDABLE: bare }), "no tools built");
  });
});

describe("the serial port", () => {
  it("is the only one there, or the one that was named; else the ports are listed", () => {
    const one = temporaryFolder({ ttyUSB0: "", ttyS0: "", random: "" });
    equal(choosePort(undefined, "linux", one), `${one}/ttyUSB0`);
    equal(choosePort(`${one}/ttyS0`, "linux", one), `${one}/ttyS0`);
    throws(() => choosePort("/dev/nope", "linux", one), `--port /dev/nope: is not there; there are: ${one}/ttyUSB0`);
    const two = temporaryFolder({ ttyACM0: "", "cu.usbserial-1": "" });
    const error = throws(() => choosePort(undefined, "darwin", two), `${two}/cu.usbserial-1 ${two}/ttyACM0`);
    equal(codeOf(error), 2);
    throws(() => choosePort(undefined, "linux", temporaryFolder({ null: "" })), "no board is plugged in");
  });

  it("on Windows has to be named", () => {
    equal(choosePort("COM3", "win32"), "COM3");
    throws(() => choosePort(undefined, "win32"), "--port COM3");
    throws(() => choosePort("/dev/ttyUSB0", "win32"), "COM and a number");
  });
});

describe("the command line", () => {
  it("takes a board and options, and tells what is wrong with its usage", () => {
    deepEqual(readOptions(["esp32-devkitc", "--debug", "--secure", "nvs,flash-encryption"]), {
      board: "esp32-devkitc",
      debug: true,
      port: undefined,
      settings: undefined,
      application: undefined,
      secure: ["nvs", "flash-encryption"],
      drivers: [],
    });
    deepEqual(readOptions(["esp32-devkitc", "--drivers", "tmp117,bmp280"]).drivers, ["tmp117", "bmp280"]);
    equal(codeOf(throws(() => readOptions(["a", "--drivers", "tmp17"]), 'tmp17; did you mean "tmp117"?')), 2);
    equal(codeOf(throws(() => readOptions(["--speed", "1"]), "Usage: npm run build:esp32")), 2);
    throws(() => readOptions(["a", "b"]), "one board at a time");
    throws(() => readOptions(["a", "--secure", "magic"]), "is none of flash-encryption, secure-boot, nvs");
  });

  it("of a script that cannot go on ends in one line and the right code", () => {
    const run = (script: string, args: string[], env: Record<string, string>): { code: number; text: string } => {
      const tool = join(root, "hosts", "esp32", "tools", script);
      try {
        const command = ["--import", "tsx", tool, ...args];
        const text = execFileSync(process.execPath, command, { cwd: root, encoding: "utf8", stdio: "pipe", env });
        return { code: 0, text };
      } catch (error) {
        const { status, stderr } = error as { status: number; stderr: string };
        return { code: status, text: stderr };
      }
    };
    const empty = { HOME: temporaryFolder({}), PATH: process.env["PATH"] ?? "" };
    const wrong = run("build.ts", ["nope"], empty);
    equal(wrong.code, 2);
    ok(wrong.text.startsWith("there is no board nope. These are there:\n"), wrong.text);
    const missing = run("flash.ts", ["esp32-devkitc"], empty);
    equal(missing.code, 1);
    ok(missing.text.includes("npx xs-dev setup"), missing.text);
    const skipped = run("check.ts", [], empty);
    equal(skipped.code, 0);
    ok(
      /^check:esp32: 7 board files and the application are right; the rest is skipped.*\n$/.test(skipped.text),
      skipped.text,
    );
  }).timeout(20_000);
});

describe("the settings file", () => {
  const settings = (text: string) => readSettings(join(temporaryFolder({ "settings.json": text }), "settings.json"));

  it("is an object of texts that NVS takes", () => {
    deepEqual(settings('{"wifi.ssid":"Home"}'), { "wifi.ssid": "Home" });
    throws(() => settings("[]"), "is not an object of texts");
    throws(() => settings('{"server.port":8080}'), "server.port: is not a text");
    throws(() => settings('{"sixteen.letters.":"x"}'), "1 to 15 characters");
    throws(() => settings(JSON.stringify({ "server.ca": "é".repeat(2000) })), "server.ca: over 3999 bytes");
    throws(() => readSettings("/nowhere.json"), "ENOENT");
  });

  it("that is torn is told without its text", () => {
    const error = throws(() => settings('{"wifi.password": hunter2}'), "is no JSON");
    equal(error.message.includes("hunter2"), false);
  });
});

describe("the target of a board", () => {
  it("has the chip, the link, the partitions of its flash and the pins", () => {
    const folder = temporaryFolder({});
    writeTarget(board, { folder, subplatform: "a-board", settings: { "wifi.ssid": "Home" } });
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
    equal(manifest.build.ESP32_SUBCLASS, "esp32");
    equal(manifest.build.SUBPLATFORM, "a-board");
    deepEqual(manifest.include, ["$(IO)/wifi/manifest.json", "$(MODULES)/network/wifi/manifest.json"]);
    deepEqual(manifest.config.board.pin, boardFile.pin);
    deepEqual(manifest.config.settings, { "wifi.ssid": "Home" });
    ok(readFileSync(join(folder, "partitions.csv"), "utf8").includes("4 MB"));
    const sdkconfig = readFileSync(join(folder, "sdkconfig", "sdkconfig.defaults"), "utf8");
    for (const line of [
      "CONFIG_ESP_TASK_WDT_EN=y",
      "CONFIG_MBEDTLS_HAVE_TIME_DATE=y",
      "CONFIG_ESPTOOLPY_FLASHSIZE_4MB=y",
    ])
      ok(sdkconfig.split("\n").includes(line), line);
    equal(/SECURE|NVS_ENC/.test(sdkconfig), false);
    const release = readFileSync(join(folder, "sdkconfig", "sdkconfig.defaults.release"), "utf8");
    ok(release.includes("CONFIG_ESP_TASK_WDT_PANIC=y") && release.includes("CONFIG_ESP_CONSOLE_UART_DEFAULT=y"));
  });

  it("takes the options of security alone when they are asked for, and NVS's only beside flash encryption", () => {
    const folder = temporaryFolder({});
    writeTarget(board, { folder, subplatform: "x", secure: ["flash-encryption", "secure-boot", "nvs"] });
    const sdkconfig = readFileSync(join(folder, "sdkconfig", "sdkconfig.defaults"), "utf8");
    for (const name of ["SECURE_FLASH_ENC_ENABLED", "SECURE_BOOT_V2_ENABLED", "NVS_ENCRYPTION"])
      ok(sdkconfig.includes(`CONFIG_${name}=y`), name);
    throws(() => writeTarget(board, { folder, subplatform: "x", secure: ["nvs"] }), "needs flash-encryption");
  });

  it("leaves unchanged files alone, so that nothing is built twice", () => {
    const folder = temporaryFolder({});
    const options = { folder, subplatform: "x" };
    writeTarget(board, options);
    const path = join(folder, "manifest.json");
    execFileSync("touch", ["-d", "2001-01-01", path]);
    const { mtimeMs } = statSync(path);
    writeTarget(board, options);
    equal(statSync(path).mtimeMs, mtimeMs);
    const usb = { name: "x", file: { ...boardFile, socket: "usb" } as const };
    equal((targetManifest(usb, options) as { build: { USE_USB?: string } }).build.USE_USB, "2");
  });
});

describe("the linker's figures", () => {
  const source = [
    "#define mxAliasCount 3",
    "#define mxHeapCount 40",
    "static const txU1 gxCode1[100];",
    "static const txU1 gxCode2[20];",
    "static const txScript gxScripts[mxScriptsCount] = {",
    '\t{ xsHostModule0, NULL, 0, NULL, 0, NULL, 0, "timer", { 0 } },',
    '\t{ NULL, NULL, 0, (txS1*)gxCode1, 100, NULL, 0, "src/main", { 0 } },',
    '\t{ NULL, NULL, 0, NULL, 0, NULL, 0, "hosts/esp32/main", { 0 } },',
    "};",
  ].join("\n");

  it("are read from the program and the report, and refused from a file of another shape", () => {
    deepEqual(readLinked(source, "### 12 instances, 34 keys, 5 colors, 0 holes"), {
      codeBytes: 120,
      firmwareBytes: 100,
      slots: 40,
      instances: 12,
      keys: 34,
      aliases: 3,
      modules: ["timer", "src/main", "hosts/esp32/main"],
    });
    throws(() => readLinked("int main;", "### 12 instances, 34 keys"), "not as this SDK writes it");
    throws(() => readLinked(source, ""), "not as this SDK writes it");
  });
});

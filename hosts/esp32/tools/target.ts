/**
 * Writes what mcconfig needs to know of one board: a target folder with a manifest (chip, partitions, link, the board's
 * description as `config`), the joined sdkconfig, and the partition table. It is used as `-p esp32:<folder>`.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { driverManifests, driversModule, linkedDrivers } from "../../moddable/tools/drivers.js";
import {
  type ApplicationFolder,
  applicationManifest,
  applicationModule,
  findApplication,
  readDefinition,
  smallExample,
} from "../../tools/application.js";
import { type NamedBoard, root } from "./boards.js";
import type { BoardFile } from "./check-board.js";
import { Failure } from "./failure.js";
import { parsePartitions, partitionFaults } from "./partitions.js";
import { pinoutOf } from "./pinout.js";

/** Options that are prepared and off by default; each has a file in hosts/esp32/sdkconfig. */
export const secureOptions = ["flash-encryption", "secure-boot", "nvs"] as const;
export type SecureOption = (typeof secureOptions)[number];

export interface TargetOptions {
  /** Where to write; made when it is not there. */
  readonly folder: string;
  /** Name of the target in the output's paths. */
  readonly subplatform: string;
  /** A debug build: the UART is the debugger's, and none of the firmware's. */
  readonly debug?: boolean;
  readonly secure?: readonly SecureOption[];
  readonly settings?: Readonly<Record<string, string>>;
  /** Default: the example. It is not checked here. */
  readonly application?: ApplicationFolder;
  /** Of the SDK, besides those that the application's sensors name. */
  readonly drivers?: readonly string[];
}

const megabyte = 1024 * 1024;

export function writeTarget(board: NamedBoard, options: TargetOptions): void {
  const { folder, secure = [] } = options;
  const { application, drivers } = contentOf(options);
  mkdirSync(join(folder, "sdkconfig"), { recursive: true });
  writeIfChanged(join(folder, "partitions.csv"), partitions(board.file));
  writeIfChanged(join(folder, "sdkconfig", "sdkconfig.defaults"), sdkconfig(board.file, secure));
  writeIfChanged(join(folder, "sdkconfig", "sdkconfig.defaults.release"), release(board.file));
  writeIfChanged(join(folder, "application.js"), applicationModule(application));
  writeIfChanged(join(folder, "drivers.js"), driversModule(drivers));
  writeIfChanged(join(folder, "manifest.json"), `${JSON.stringify(targetManifest(board, options), null, 2)}\n`);
}

/** What of the choices goes into the program. */
function contentOf({ application = findApplication(smallExample), drivers }: TargetOptions) {
  return { application, drivers: linkedDrivers(readDefinition(application), drivers) };
}

export function targetManifest({ name, file }: NamedBoard, options: TargetOptions): object {
  const { application, drivers } = contentOf(options);
  const { modules, typescript } = applicationManifest(application);
  const link = join(root, "hosts", "esp32", "link", file.link);
  return {
    build: {
      SUBPLATFORM: options.subplatform,
      ESP32_SUBCLASS: file.chip,
      SDKCONFIGPATH: join(options.folder, "sdkconfig"),
      PARTITIONS_FILE: join(options.folder, "partitions.csv"),
      ...(file.socket === "usb" ? { USE_USB: "2" } : {}),
    },
    // the access point is in the SDK's older module alone
    include: [
      `$(IO)/${file.link}/manifest.json`,
      ...(file.link === "wifi" ? ["$(MODULES)/network/wifi/manifest.json"] : []),
      ...driverManifests(drivers),
    ],
    modules: {
      "hosts/esp32/link/chosen": link,
      "hosts/application": join(options.folder, "application"),
      "hosts/drivers": join(options.folder, "drivers"),
      ...modules,
    },
    typescript,
    ...(file.ethernet === undefined ? {} : { defines: { ethernet: { internal: phy(file.ethernet) } } }),
    config: {
      board: {
        name,
        model: file.model,
        link: file.link,
        pin: file.pin,
        pinout: pinoutOf(file),
        bus: file.bus,
        ...(file.uart === undefined || options.debug === true ? {} : { uart: file.uart }),
      },
      settings: options.settings ?? {},
    },
  };
}

/** LAN8720 on the ESP32's own Ethernet, the only one that these boards have. */
function phy(ethernet: NonNullable<BoardFile["ethernet"]>): object {
  return {
    phy: { address: ethernet.address, reset: ethernet.reset, LAN87XX: 1 },
    mac: { MDC: ethernet.mdc, MDIO: ethernet.mdio },
  };
}

function partitions(file: BoardFile): string {
  const name = `${file.flash.toLowerCase()}.csv`;
  const text = readFileSync(join(root, "hosts", "esp32", "partitions", name), "utf8");
  const faults = partitionFaults(parsePartitions(text), Number.parseInt(file.flash, 10) * megabyte);
  if (faults.length > 0) throw new Failure(faults.map((fault) => `partitions/${name}: ${fault}`).join("\n"));
  return text;
}

function sdkconfig(file: BoardFile, secure: readonly SecureOption[]): string {
  if (secure.includes("nvs") && !secure.includes("flash-encryption")) {
    throw new Failure("--secure nvs needs flash-encryption as well: it protects the keys", 2);
  }
  const names = [
    "common",
    `flash-${file.flash.toLowerCase()}`,
    ...secure.map((option) => `secure-${fileName(option)}`),
  ];
  if (file.link === "ethernet") names.push("ethernet");
  return names.map(part).join("\n");
}

function fileName(option: SecureOption): string {
  return option === "secure-boot" ? "boot" : option;
}

function release(file: BoardFile): string {
  return ["release", `release-${file.socket}`].map(part).join("\n");
}

function part(name: string): string {
  return readFileSync(join(root, "hosts", "esp32", "sdkconfig", name), "utf8");
}

/** Leaves an unchanged file alone, so that make has nothing to do for it. */
function writeIfChanged(path: string, text: string): void {
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  writeFileSync(path, text);
}

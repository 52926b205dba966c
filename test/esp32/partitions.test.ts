/** Partition tables: both fit their flash and are aligned, and each kind of mistake is named. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../hosts/esp32/tools/boards.js";
import { type Partition, parsePartitions, partitionFaults } from "../../hosts/esp32/tools/partitions.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";

const megabyte = 1024 * 1024;
const table = (size: string): Partition[] =>
  parsePartitions(readFileSync(join(root, "hosts", "esp32", "partitions", `${size}.csv`), "utf8"));
/** The faults of the table for 4 MB with one partition changed. */
function faultsWith(name: string, changes: Partial<Partition>): string[] {
  const partitions = table("4mb").map((each) => (each.name === name ? { ...each, ...changes } : each));
  return partitionFaults(partitions, 4 * megabyte);
}

describe("partition tables", () => {
  it("fill 4 MB and 8 MB to the last byte, with two equal slots", () => {
    for (const [name, size] of [
      ["4mb", 4],
      ["8mb", 8],
    ] as const) {
      const partitions = table(name);
      deepEqual(partitionFaults(partitions, size * megabyte), []);
      const last = partitions.at(-1);
      equal((last?.offset ?? 0) + (last?.size ?? 0), size * megabyte, name);
      equal(last?.name, "log");
      equal((last?.size ?? 1) % 4096, 0);
    }
  });

  it("leave room for the table of a signed bootloader at 0x10000", () => {
    for (const name of ["4mb", "8mb"]) for (const { offset } of table(name)) ok(offset >= 0x11000, name);
  });

  it("of the wrong flash size do not fit", () => {
    ok(partitionFaults(table("8mb"), 4 * megabyte).includes("ota_1: ends at 0x620000, the flash at 0x400000"));
  });

  it("are refused when they overlap, are not aligned, or are no whole sectors", () => {
    deepEqual(faultsWith("otadata", { offset: 0x18000 }), ["otadata: begins at 0x18000, inside nvs"]);
    deepEqual(faultsWith("nvs", { offset: 0x8000, size: 0x1000 }), [
      "nvs: begins at 0x8000, inside the partition table",
    ]);
    ok(faultsWith("ota_1", { offset: 0x1e1000 }).includes("ota_1: 0x1e1000 is not aligned"));
    ok(faultsWith("log", { offset: 0x3a0800 }).includes("log: 0x3a0800 is not aligned"));
    deepEqual(faultsWith("log", { size: 0x5f800 }), ["log: size 0x5f800 is not whole sectors"]);
    deepEqual(faultsWith("log", { size: 0 }), ["log: size 0x0 is not whole sectors"]);
  });

  it("are refused without what Mooring needs, or with a smaller second slot", () => {
    deepEqual(faultsWith("log", { name: "storage" }), ["log: is missing"]);
    deepEqual(faultsWith("ota_1", { size: 0x100000 }), ["ota_1: is not as large as ota_0"]);
  });

  it("are read with sizes in K and M, and a broken line is named", () => {
    deepEqual(parsePartitions("# a comment\n\nlog, data, 0x40, 1M, 64K,\n"), [
      { name: "log", type: "data", subtype: "0x40", offset: megabyte, size: 65536 },
    ]);
    throws(() => parsePartitions("nvs, data, nvs, 0x9000, 0x6000\nlog, data, 0x40, , 64K"), "line 2");
    throws(() => parsePartitions("log, data, 0x40, 0x9000, many"), "line 1");
  });
});

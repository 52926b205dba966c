/** Reads a partition table in ESP-IDF's CSV and checks it: alignment, overlap, size of the flash, what Mooring needs. */

export interface Partition {
  readonly name: string;
  readonly type: string;
  readonly subtype: string;
  readonly offset: number;
  readonly size: number;
}

// bytes, an app must begin on a page of the memory management unit
const appAlignment = 0x10000;
// bytes, one erase sector
const sector = 0x1000;
// bytes, table of partitions at 0x8000 takes one sector; nothing may lie before its end
const firstOffset = 0x9000;

export function parsePartitions(text: string): Partition[] {
  const partitions: Partition[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const bare = line.replace(/#.*/, "").trim();
    if (bare === "") continue;
    const [name = "", type = "", subtype = "", offset = "", size = ""] = bare.split(",").map((field) => field.trim());
    const place = { offset: number(offset), size: number(size) };
    if (name === "" || Number.isNaN(place.offset) || Number.isNaN(place.size)) {
      throw new Error(`partitions, line ${index + 1}: needs name, type, subtype, offset and size: ${bare}`);
    }
    partitions.push({ name, type, subtype, ...place });
  }
  return partitions;
}

/** The faults of a table for a flash of so many bytes, none when it is right. */
export function partitionFaults(partitions: readonly Partition[], flashBytes: number): string[] {
  const faults: string[] = [];
  let end = firstOffset;
  let before = "the partition table";
  for (const { name, type, offset, size } of [...partitions].sort((a, b) => a.offset - b.offset)) {
    if (offset < end) faults.push(`${name}: begins at ${hex(offset)}, inside ${before}`);
    if (offset % (type === "app" ? appAlignment : sector) !== 0) faults.push(`${name}: ${hex(offset)} is not aligned`);
    if (size === 0 || size % sector !== 0) faults.push(`${name}: size ${hex(size)} is not whole sectors`);
    if (offset + size > flashBytes)
      faults.push(`${name}: ends at ${hex(offset + size)}, the flash at ${hex(flashBytes)}`);
    end = offset + size;
    before = name;
  }
  return [...faults, ...missing(partitions)];
}

function missing(partitions: readonly Partition[]): string[] {
  const faults: string[] = [];
  const find = (name: string) => partitions.find((partition) => partition.name === name);
  for (const name of ["nvs", "otadata", "phy_init", "nvs_keys", "ota_0", "ota_1", "log"]) {
    if (find(name) === undefined) faults.push(`${name}: is missing`);
  }
  if (find("ota_0")?.size !== find("ota_1")?.size) faults.push("ota_1: is not as large as ota_0");
  return faults;
}

function number(text: string): number {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text, 16);
  const match = /^(\d+)([KM]?)$/.exec(text);
  if (match === null) return Number.NaN;
  return Number(match[1]) * (match[2] === "K" ? 1024 : match[2] === "M" ? 1024 * 1024 : 1);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

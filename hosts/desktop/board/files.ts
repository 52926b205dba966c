/**
 * What a board keeps in a directory: key-value storage in one JSON file that is replaced as a whole (write another,
 * fsync, rename, fsync the directory), and the log partition in a file that is written in place, as flash is. Either is
 * on the disk when the call returns.
 */
import * as fs from "node:fs";
import { join } from "node:path";
import type { FlashOptions } from "../../models/flash.js";
import type { KeyValueContents, KeyValueOptions } from "../../models/key-value.js";

/** The part of node:fs in use, so that a test can end it between any two steps. */
export type Files = Pick<
  typeof fs,
  "closeSync" | "fdatasyncSync" | "fsyncSync" | "mkdirSync" | "openSync" | "readFileSync" | "renameSync" | "writeSync"
>;

/** A board's directory cannot be used: says where and why. */
export class StoredDataError extends Error {}

/** Runs what touches the disk; what the system refuses becomes a StoredDataError that names the place. */
function onDisk<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new StoredDataError(`${path}: ${code === "ENOSPC" ? "the disk is full (ENOSPC)" : code}`);
  }
}

const keyValueName = "key-value.json";
const flashName = "log.flash";
const blockLength = 4096; // bytes
const version = 1; // of the key-value file
const valueLimit = 262144; // characters; a bundle of certificates is larger on a desktop than NVS would take
const capacity = 524288; // characters

/** Options for the key-value model of this directory, which is made when it is not there. Throws a StoredDataError. */
export function keyValueFile(directory: string, files: Files = fs): KeyValueOptions {
  const path = join(directory, keyValueName);
  const store = (contents: KeyValueContents): void =>
    onDisk(path, () => replaceFile(directory, keyValueName, encode(contents), files));
  onDisk(directory, () => files.mkdirSync(directory, { recursive: true }));
  return { contents: onDisk(path, () => load(path, files)), store, valueLimit, capacity };
}

/** A setting of the board whose storage lies there; undefined: none. Throws a StoredDataError. */
export function storedSetting(directory: string, key: string): string | undefined {
  return keyValueFile(directory).contents?.["mooring"]?.[key];
}

function encode(contents: KeyValueContents): string {
  return `${JSON.stringify({ version, stores: contents }, undefined, 1)}\n`;
}

function load(path: string, files: Files): KeyValueContents {
  let text: string;
  try {
    text = files.readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
  let stored: { version?: unknown; stores?: unknown };
  try {
    stored = JSON.parse(text);
  } catch (error) {
    throw new StoredDataError(`${path} is not JSON: ${(error as Error).message}`);
  }
  if (stored?.version !== version)
    throw new StoredDataError(`${path} is of version ${String(stored?.version)}, this program knows ${version}`);
  if (!isContents(stored.stores)) throw new StoredDataError(`${path} does not hold stores of strings`);
  return stored.stores;
}

function isContents(value: unknown): value is KeyValueContents {
  const isRecord = (it: unknown): it is object => typeof it === "object" && it !== null && !Array.isArray(it);
  if (!isRecord(value)) return false;
  return Object.values(value).every(
    (store) => isRecord(store) && Object.values(store).every((text) => typeof text === "string"),
  );
}

/** After it returns the new text is on the disk; if it ends before, the old one is whole. */
export function replaceFile(directory: string, name: string, text: string, files: Files = fs): void {
  const temporary = join(directory, `${name}.new`);
  const file = files.openSync(temporary, "w", 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += files.writeSync(file, bytes, at);
    files.fsyncSync(file);
  } finally {
    files.closeSync(file);
  }
  files.renameSync(temporary, join(directory, name));
  const folder = files.openSync(directory, "r");
  try {
    files.fsyncSync(folder);
  } finally {
    files.closeSync(folder);
  }
}

/** The log partition's file: options for the flash model, and an end, after which nothing is written. */
export interface FlashFile {
  options: FlashOptions;
  close(): void;
}

/** Opens the file, which is made whole (all bytes erased) when it is not there or too short. Throws a StoredDataError. */
export function flashFile(directory: string, blocks: number, files: Files = fs): FlashFile {
  const path = join(directory, flashName);
  return onDisk(path, () => openFlash(directory, path, blocks, files));
}

function openFlash(directory: string, path: string, blocks: number, files: Files): FlashFile {
  files.mkdirSync(directory, { recursive: true });
  const size = blocks * blockLength;
  const file = files.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  const stored = files.readFileSync(file);
  if (stored.length > size) {
    files.closeSync(file);
    throw new StoredDataError(`${path} has ${stored.length} bytes, more than the partition's ${size}`);
  }
  // Whole from the start: a hole would read as 0, and a full disk shows now.
  if (stored.length < size) {
    writeAll(files, file, new Uint8Array(size - stored.length).fill(0xff), stored.length);
    files.fsyncSync(file);
  }
  let isOpen = true;
  return {
    options: {
      blocks,
      blockLength,
      contents: stored,
      onChanged(offset, _length, bytes) {
        if (!isOpen) return;
        writeAll(files, file, bytes, offset);
        files.fdatasyncSync(file);
      },
    },
    close() {
      if (isOpen) files.closeSync(file);
      isOpen = false;
    },
  };
}

function writeAll(files: Files, file: number, bytes: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length; ) at += files.writeSync(file, bytes, at, bytes.length - at, offset + at);
}

/**
 * What outlives a restart of the simulated board, as files in one directory: `key-value.json`, `log.bin` (the partition
 * for readings) and `ended` (why the program ended last). Replacement is atomic; the SDK's File does not flush to disk,
 * so that a loss of power of this computer itself may lose the last writes.
 */
import { File } from "file";
import type { RestartReason } from "../../src/board/board.js";
import type { KeyValueContents } from "../models/key-value.js";

const stepBytes = 256; // bytes of the log partition that are copied at once

export class Files {
  readonly #keyValue: string;
  readonly #log: string;
  readonly #ended: string;
  #logFile: File | undefined = undefined;

  /** directory: exists; undefined: nothing is kept */
  constructor(directory: string) {
    this.#keyValue = `${directory}/key-value.json`;
    this.#log = `${directory}/log.bin`;
    this.#ended = `${directory}/ended`;
  }

  get endedPath(): string {
    return this.#ended;
  }

  /** Empty when there is no file. Throws when the file is no JSON: settings are not silently forgotten. */
  readKeyValue(): KeyValueContents {
    const text = this.#read(this.#keyValue);
    if (text === undefined) return {};
    try {
      return JSON.parse(text) as KeyValueContents;
    } catch {
      throw new Error(`${this.#keyValue} is not JSON`);
    }
  }

  writeKeyValue(contents: KeyValueContents): void {
    this.#replace(this.#keyValue, JSON.stringify(contents));
  }

  /** undefined: erased flash */
  readLog(): Uint8Array | undefined {
    if (!File.exists(this.#log)) return undefined;
    const file = new File(this.#log);
    const bytes = file.length === 0 ? undefined : new Uint8Array(file.read(ArrayBuffer));
    file.close();
    return bytes;
  }

  /** The file is as long as the partition from the first write on. */
  writeLog(contents: Uint8Array, offset: number, length: number): void {
    if (this.#logFile === undefined) {
      const isNew = !File.exists(this.#log);
      this.#logFile = new File(this.#log, true);
      if (isNew) writeTo(this.#logFile, contents, 0, contents.length);
    }
    writeTo(this.#logFile, contents, offset, length);
  }

  /** To be called once, before anything else may end. No file: power was cut, or is on for the first time. */
  takeRestartReason(): { reason: RestartReason; detail?: string } {
    const text = this.#read(this.#ended);
    File.delete(this.#ended);
    if (text === undefined) return { reason: "power" };
    const space = text.indexOf(" ");
    const kind = space < 0 ? text : text.slice(0, space);
    const detail = space < 0 ? "" : text.slice(space + 1);
    if (kind === "software") return { reason: "software", detail };
    return { reason: "crash", detail: `XS ended with ${detail}` };
  }

  /** Remembers that the next end is wanted. */
  noteRestart(reason: string): void {
    this.#replace(this.#ended, `software ${reason}`);
  }

  #read(path: string): string | undefined {
    if (!File.exists(path)) return undefined;
    const file = new File(path);
    const text = file.length === 0 ? "" : file.read(String);
    file.close();
    return text;
  }

  #replace(path: string, text: string): void {
    const next = `${path}.next`;
    File.delete(next);
    const file = new File(next, true);
    file.write(text);
    file.close();
    if (!File.rename(next, path)) throw new Error(`${path} cannot be replaced`);
  }
}

/** In small steps: what is copied here is taken from the firmware's heap. */
function writeTo(file: File, contents: Uint8Array, offset: number, length: number): void {
  file.position = offset;
  for (let at = offset; at < offset + length; at += stepBytes)
    file.write(contents.slice(at, Math.min(at + stepBytes, offset + length)).buffer);
}

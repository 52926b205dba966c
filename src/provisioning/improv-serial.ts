/**
 * Improv on the board's UART, beside whatever the console writes there: bytes in, frames out as the line takes them. At
 * rest it holds the line and nothing else; the reader is made when something comes, and let go when nothing has for long.
 */
import type { Serial } from "../board/io.js";
import { firmware } from "../version.js";
import { Improv, type ImprovDevice } from "./improv.js";
import { FrameReader, makeFrame } from "./improv-frame.js";
import { provisioningLimits as limits } from "./limits.js";
import { accessPointIdentity } from "./portal-identity.js";
import type { PortalTarget } from "./portal-target.js";
import { openSettings, type ProvisioningHost } from "./provisioning-host.js";

const never = Number.POSITIVE_INFINITY;
const baud = 115200; // bit/s, improv-wifi.com/serial
const readBytes = 64; // bytes, read at a time
export const nameKey = "device.name";
export const hostnameKey = "device.hostname";

/** What there is while somebody speaks Improv. */
interface Talk {
  readonly improv: Improv;
  readonly reader: FrameReader;
  readonly buffer: Uint8Array;
  /** Frames that wait for room on the line. */
  readonly frames: Uint8Array[];
  waitingBytes: number;
}

export class ImprovSerial implements ImprovDevice {
  /** Frames that the line has not taken. */
  dropped = 0;
  /** monotonic ms; when to call advance() */
  deadline = never;
  private readonly host: ProvisioningHost;
  private readonly owner: { target(): PortalTarget; readonly isJoined: boolean };
  private readonly serial: Serial;
  private talk: Talk | undefined;
  private isReadable = false;
  private writable = 0;

  /** Throws what the board throws for the port. owner: Provisioning. */
  constructor(host: ProvisioningHost, owner: { target(): PortalTarget; readonly isJoined: boolean }) {
    const Port = host.board.io.Serial;
    if (Port === undefined) throw new Error("this board has no UART");
    this.host = host;
    this.owner = owner;
    this.serial = new Port({
      baud,
      onReadable: () => {
        this.isReadable = true;
        host.wake();
      },
      onWritable: (count) => {
        this.writable = count;
        if (this.talk !== undefined) host.wake();
      },
    });
  }

  /** A client waits for the end of a setup or of a scan. */
  get isBusy(): boolean {
    return this.talk?.improv.isBusy === true;
  }

  advance(now: number): void {
    if (this.isReadable) this.read(now);
    const { talk } = this;
    if (talk === undefined) return;
    talk.improv.advance();
    this.flush(talk);
    if (now < this.deadline || talk.improv.isBusy) return;
    this.talk = undefined;
    this.deadline = never;
  }

  private read(now: number): void {
    this.isReadable = false;
    this.talk ??= this.begin();
    const { buffer, improv, reader } = this.talk;
    this.deadline = now + limits.improvMs;
    for (let count = this.serial.read(buffer); count > 0; count = this.serial.read(buffer)) {
      for (let i = 0; i < count; i++) {
        if (!reader.take(buffer[i] ?? 0)) continue;
        if (reader.isBroken) improv.broken();
        else improv.receive(reader.type, reader.data, reader.length, now);
      }
    }
  }

  private begin(): Talk {
    return {
      improv: new Improv(
        this,
        () => this.owner.target(),
        (type, data) => this.queue(makeFrame(type, data)),
      ),
      reader: new FrameReader(),
      buffer: new Uint8Array(readBytes),
      frames: [],
      waitingBytes: 0,
    };
  }

  private queue(frame: Uint8Array): void {
    const { talk } = this;
    if (talk === undefined) return;
    if (talk.waitingBytes + frame.length > limits.improvQueueBytes) {
      this.dropped++;
      return;
    }
    talk.frames.push(frame);
    talk.waitingBytes += frame.length;
  }

  private flush(talk: Talk): void {
    const { frames } = talk;
    for (let frame = frames[0]; frame !== undefined && this.writable > 0; frame = frames[0]) {
      const part = frame.length > this.writable ? frame.subarray(0, this.writable) : frame;
      try {
        this.serial.write(part);
      } catch {
        this.writable = 0; // the line says when there is room
        return;
      }
      this.writable -= part.length;
      talk.waitingBytes -= part.length;
      if (part.length === frame.length) frames.shift();
      else frames[0] = frame.subarray(part.length);
    }
  }

  close(): void {
    this.serial.close();
  }

  // ImprovDevice

  info(): readonly string[] {
    const { engine, model } = this.host.board.identity;
    const [engineName = engine, engineVersion = ""] = engine.split(" ");
    return [firmware.name, firmware.version, model, this.name, engineName, engineVersion];
  }

  get isJoined(): boolean {
    return this.owner.isJoined;
  }

  get isOnline(): boolean {
    return this.host.session.isOnline;
  }

  get url(): string | undefined {
    return this.owner.target().dashboardURL;
  }

  get name(): string {
    return this.setting(nameKey) ?? accessPointIdentity(this.host.board).name;
  }

  set name(name: string) {
    this.keep(nameKey, name);
  }

  get hostname(): string {
    return this.setting(hostnameKey) ?? accessPointIdentity(this.host.board).name.toLowerCase();
  }

  setHostname(hostname: string): boolean {
    if (!isHostname(hostname)) return false;
    this.keep(hostnameKey, hostname);
    return true;
  }

  private setting(key: string): string | undefined {
    const store = openSettings(this.host.board);
    const value = store.read(key);
    store.close();
    return value;
  }

  private keep(key: string, value: string): void {
    const store = openSettings(this.host.board);
    try {
      store.write(key, value);
    } finally {
      store.close();
    }
  }
}

/** One label (RFC 1123 2.1), for DHCP: letters, digits, and hyphens inside; ESP-IDF takes 32. */
function isHostname(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const isAlphanumeric = (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
    if (!isAlphanumeric && (c !== 45 || i === 0 || i === text.length - 1)) return false;
  }
  return text.length > 0 && text.length <= limits.hostnameCharacters;
}

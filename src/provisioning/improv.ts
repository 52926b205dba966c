/**
 * Improv without a line: what a client asks, in and out as bytes (improv-wifi.com/serial; its later commands as in the
 * makers' own client 2.8: hostname, device name, network state). Setups are the portal's own (portal-target.ts), so that
 * whoever is first sets the device up. Nothing of what was sent is said again: no answer holds a password.
 *
 * Improv over Bluetooth has the same commands and states in other frames: it would be another reader and writer here.
 */
import { frameTypes } from "./improv-frame.js";
import { readText, resultData } from "./improv-strings.js";
import { provisioningLimits as limits } from "./limits.js";
import type { PortalTarget } from "./portal-target.js";
import { checkSetup, type Setup } from "./setup.js";

export const improvStates = Object.freeze({ stopped: 0, ready: 2, provisioning: 3, provisioned: 4 } as const);
export const improvErrors = Object.freeze({
  none: 0,
  invalidPacket: 1,
  unknownCommand: 2,
  unableToConnect: 3,
  badHostname: 5,
  unknown: 255,
} as const);
export const improvCommands = Object.freeze({
  wifiSettings: 1,
  currentState: 2,
  deviceInfo: 3,
  scan: 4,
  hostname: 5,
  deviceName: 6,
  networkState: 7,
} as const);
const online = 1; // flags of the network state
const supportsWifi = 2;

/** What Improv asks of the device beside the setup. */
export interface ImprovDevice {
  /** Firmware, version, hardware, device name; then the engine's name and version. */
  info(): readonly string[];
  readonly isJoined: boolean;
  readonly isOnline: boolean;
  /** For people, once it is set up; undefined: there is none */
  readonly url: string | undefined;
  name: string;
  readonly hostname: string;
  /** False: it is no hostname (RFC 1123). */
  setHostname(hostname: string): boolean;
}

export class Improv {
  private readonly device: ImprovDevice;
  private readonly target: () => PortalTarget;
  private readonly send: (type: number, data: Uint8Array) => void;
  private isSetting = false;
  /** Of the target, when a scan was asked for; undefined: none is awaited */
  private scansBefore: number | undefined;

  /** send: one frame to the client; data is lent. */
  constructor(device: ImprovDevice, target: () => PortalTarget, send: (type: number, data: Uint8Array) => void) {
    this.device = device;
    this.target = target;
    this.send = send;
  }

  get state(): number {
    if (this.isSetting) return improvStates.provisioning;
    return this.device.isJoined ? improvStates.provisioned : improvStates.ready;
  }

  /** A client waits for an answer that takes time. */
  get isBusy(): boolean {
    return this.isSetting || this.scansBefore !== undefined;
  }

  /** A frame has come. data: `length` bytes of it count. */
  receive(type: number, data: Uint8Array, length: number, now: number): void {
    if (type !== frameTypes.command) return; // our own, come back, or of a later version
    const [command = 0, dataLength = 0] = data;
    if (length < 2 || dataLength !== length - 2) this.sendError(improvErrors.invalidPacket);
    else {
      try {
        this.run(command, data.subarray(2, length), now);
      } catch {
        this.sendError(improvErrors.unknown); // it could not be stored, say: the line goes on
      }
    }
  }

  /** The line was no frame, though it began like one. */
  broken(): void {
    this.sendError(improvErrors.invalidPacket);
  }

  private run(command: number, data: Uint8Array, now: number): void {
    const { device } = this;
    if (command < improvCommands.wifiSettings || command > improvCommands.networkState) {
      this.sendError(improvErrors.unknownCommand);
      return;
    }
    this.sendError(improvErrors.none);
    switch (command) {
      case improvCommands.wifiSettings:
        this.setUp(data, now);
        break;
      case improvCommands.currentState:
        this.sendState();
        if (this.state === improvStates.provisioned) this.sendURL(command);
        break;
      case improvCommands.deviceInfo:
        this.sendResult(command, device.info());
        break;
      case improvCommands.scan:
        this.scan(now);
        break;
      case improvCommands.hostname:
        if (data.length > 0 && !this.takeHostname(data)) this.sendError(improvErrors.badHostname);
        else this.sendResult(command, [device.hostname]);
        break;
      case improvCommands.deviceName:
        this.takeName(data, command);
        break;
      default:
        this.sendNetworkState(command);
    }
  }

  /** While a setup is under way the list is the one that there is: a scan would disturb the join. */
  private scan(now: number): void {
    const target = this.target();
    const { failure, scans, step } = target;
    const isUnderWay = failure === undefined && step !== "idle" && step !== "done";
    if (isUnderWay) this.sendNetworks();
    else {
      this.scansBefore = scans;
      target.scan(now);
    }
  }

  private setUp(data: Uint8Array, now: number): void {
    const setup = readSettings(data);
    if (setup === undefined || checkSetup(setup) !== undefined) {
      this.sendError(improvErrors.invalidPacket);
      return;
    }
    this.isSetting = true;
    this.sendState();
    this.target().begin(setup, now);
  }

  private takeHostname(data: Uint8Array): boolean {
    const hostname = readText(data, 0, data.length);
    return hostname !== undefined && this.device.setHostname(hostname);
  }

  private takeName(data: Uint8Array, command: number): void {
    const name = readText(data, 0, data.length);
    if (name === undefined || name.length > limits.nameCharacters) this.sendError(improvErrors.invalidPacket);
    else {
      if (name !== "") this.device.name = name;
      this.sendResult(command, [this.device.name]);
    }
  }

  private sendNetworkState(command: number): void {
    const { device } = this;
    const flags = supportsWifi | (device.isOnline ? online : 0);
    const urls = device.url === undefined || !device.isOnline ? [] : [device.url];
    this.sendResult(command, [String(flags), ...urls]);
  }

  /** What took time has come to an end. */
  advance(): void {
    if (this.scansBefore !== undefined && this.target().scans !== this.scansBefore) this.sendNetworks();
    if (!this.isSetting) return;
    const { failure, step } = this.target();
    if (failure === undefined && step !== "done") return;
    this.isSetting = false;
    if (failure !== undefined) this.sendError(improvErrors.unableToConnect);
    this.sendState();
    if (step === "done") this.sendURL(improvCommands.wifiSettings);
  }

  private sendNetworks(): void {
    const target = this.target();
    this.scansBefore = undefined;
    for (let i = 0; i < target.networkCount; i++) {
      const { SSID, RSSI, isOpen } = target.network(i);
      this.sendResult(improvCommands.scan, [SSID, String(RSSI), isOpen ? "NO" : "YES"]);
    }
    this.sendResult(improvCommands.scan, []);
  }

  private sendURL(command: number): void {
    const { url } = this.device;
    this.sendResult(command, url === undefined ? [] : [url]);
  }

  private sendState(): void {
    this.send(frameTypes.state, Uint8Array.of(this.state));
  }

  private sendError(error: number): void {
    this.send(frameTypes.error, Uint8Array.of(error));
  }

  private sendResult(command: number, strings: readonly string[]): void {
    this.send(frameTypes.result, resultData(command, strings));
  }
}

/** Length and name, length and password; undefined: it is not that. */
function readSettings(data: Uint8Array): Setup | undefined {
  const [nameLength = 0] = data;
  const passwordAt = 1 + nameLength;
  const passwordLength = data[passwordAt];
  if (passwordLength === undefined || passwordAt + 1 + passwordLength !== data.length) return undefined;
  const SSID = readText(data, 1, passwordAt);
  const password = readText(data, passwordAt + 1, data.length);
  if (SSID === undefined || password === undefined) return undefined;
  return password === "" ? { SSID } : { SSID, password };
}

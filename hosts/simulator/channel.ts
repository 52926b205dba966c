/**
 * Lines of JSON between the simulated board and its panel, or the host without a window. In come the lines of
 * hosts/models/steering.ts and these, which are the simulator's own:
 *
 *   {"configure":{"url":"ws://...","token":"...","id":"..."}}   stored as settings, then the board restarts
 *   {"cloud":"unreachable"} {"cloud":"reachable"}               connections fall silent, new ones get no answer
 *   {"watch":true}                                               the world and the link twice a second, and what is printed
 *   {"memory":"read"} {"memory":"collect"}                       figures of the heap; collect: after collecting garbage
 *   {"crash":"memory"|"stack"|"exception"|"rejection"}           ends the program as a fault of the firmware would
 *
 * Out go {"pin":"relay","value":1}, {"radio":{...}}, {"world":{...}}, {"door":{bolt,isOpen,isJammed},"room":"open"|"closed"},
 * {"link":"online"|"offline"}, {"print":"..."}, {"memory":{...}} and {"fault":{code,message}}.
 */
import type { KeyValue } from "../../src/board/board.js";
import { pinNumbers } from "../models/hardware.js";
import { steer } from "../models/steering.js";
import type { Simulator } from "./board.js";
import { crash, isCrash } from "./crash.js";
import type { Ballast } from "./memory.js";
import { collect } from "./native.js";

const worldMs = 500; // ms between two lines about the world
const settings = Object.freeze({ url: "server.url", token: "server.token", id: "device.id" } as const);

type Fields = Readonly<Record<string, unknown>>;

export class Channel {
  readonly #simulator: Simulator;
  readonly #ballast: Ballast;
  readonly #post: (line: string) => void;
  #isCloudReachable = true;
  #isWatched = false;
  #isOnline: (() => boolean) | undefined = undefined;
  #wasOnline: boolean | undefined = undefined;

  /** post takes one line for the panel */
  constructor(simulator: Simulator, ballast: Ballast, post: (line: string) => void) {
    this.#simulator = simulator;
    this.#ballast = ballast;
    this.#post = post;
    const { pins, radio } = simulator.hardware;
    pins.onOutput((pin, value) => this.#tell({ pin: nameOf(pin), value: Math.round(value * 1000) / 1000 }));
    radio.listen((property) => {
      if (property === "connection") this.#onRadio();
    });
  }

  /** The firmware runs: its link is shown too. */
  follow(isOnline: () => boolean): void {
    this.#isOnline = isOnline;
  }

  /** A line of the firmware's own console. */
  print(line: string): void {
    if (this.#isWatched) this.#tell({ print: line });
  }

  /** One line from the panel. A crash that was asked for ends the program; nothing else that is thrown here does. */
  receive(line: string): void {
    const message = parse(line);
    if (isCrash(message?.["crash"])) crash(message["crash"]);
    try {
      this.#carryOut(line, message);
    } catch (thrown) {
      this.#simulator.guard.caught("Panel", thrown);
    }
  }

  #carryOut(line: string, message: Fields | undefined): void {
    const handled = message === undefined ? false : this.#own(message);
    const fault = handled ? undefined : steer(this.#simulator.hardware, line);
    if (fault !== undefined) this.#tell({ fault });
    else if (message !== undefined && "radio" in message) this.#tellRadio();
  }

  #own(message: Fields): boolean {
    const { cloud, watch, memory, configure } = message;
    if (cloud === "reachable" || cloud === "unreachable") {
      this.#isCloudReachable = cloud === "reachable";
      this.#onRadio();
    } else if (typeof watch === "boolean") this.#watch(watch);
    else if (memory === "read" || memory === "collect") this.#tellMemory(memory === "collect");
    else if (isFields(configure)) this.#configure(configure);
    else return false;
    return true;
  }

  #configure(values: Fields): void {
    const store = this.#simulator.board.storage.keyValue.open({ path: "mooring" });
    for (const name of ["url", "token", "id"] as const) put(store, settings[name], values[name]);
    store.close();
    this.#simulator.board.restart("configured");
  }

  #watch(isWatched: boolean): void {
    const wasWatched = this.#isWatched;
    this.#isWatched = isWatched;
    if (!isWatched) return;
    for (const [name, pin] of Object.entries(pinNumbers)) {
      const value = this.#simulator.hardware.pins.shown(pin);
      if (value !== undefined) this.#tell({ pin: name, value });
    }
    this.#tellRadio();
    if (!wasWatched) this.#tellWorld();
  }

  #tellWorld(): void {
    if (!this.#isWatched) return;
    const { chips, light, meter, door, room } = this.#simulator.hardware;
    const { sht4x, scd4x, ina219 } = chips;
    this.#tell({
      world: {
        temperature: sht4x.probe.value("temperature"),
        humidity: sht4x.probe.value("humidity"),
        light: light.value("light"),
        co2: scd4x.probe.value("co2"),
        current: ina219.probe.value("current"),
        power: meter.probe.value("power"),
      },
    });
    const bolt = Math.round(door.bolt * 100) / 100;
    this.#tell({
      door: { bolt, isOpen: door.isOpen, isJammed: door.isJammed },
      room: room.isClosed ? "closed" : "open",
    });
    const isOnline = this.#isOnline?.();
    if (isOnline !== undefined && isOnline !== this.#wasOnline) this.#tell({ link: isOnline ? "online" : "offline" });
    this.#wasOnline = isOnline;
    this.#simulator.board.timer.set(() => this.#tellWorld(), worldMs);
  }

  #onRadio(): void {
    this.#connect();
    this.#tellRadio();
  }

  #connect(): void {
    this.#simulator.sockets.setReachable(this.#isCloudReachable && this.#simulator.hardware.radio.isReady);
  }

  #tellRadio(): void {
    const { connection, RSSI, SSID, failure, found } = this.#simulator.hardware.radio;
    const radio = { state: connection, RSSI, SSID, failure, found };
    this.#tell({ radio, cloud: this.#isCloudReachable });
  }

  #tellMemory(isCollected: boolean): void {
    if (isCollected) collect();
    this.#tell({ memory: this.#ballast.report() });
  }

  #tell(message: object): void {
    this.#post(JSON.stringify(message));
  }
}

function put(store: KeyValue, key: string, value: unknown): void {
  if (typeof value === "string") store.write(key, value);
}

function nameOf(pin: number): string {
  for (const [name, number] of Object.entries(pinNumbers)) if (number === pin) return name;
  return String(pin);
}

function parse(line: string): Fields | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return isFields(message) ? message : undefined;
  } catch {
    return undefined; // steer() says what is wrong with it
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What the cloud and the dashboard say to each other on the watch socket (`/v1/watch`, subprotocol `mooring.watch.v1`),
 * as JSON texts. The dashboard asks for everything else by REST.
 */
import type {
  ActuatorDescription,
  MethodDescription,
  SensorDescription,
  SettingDescription,
} from "../../src/protocol/descriptions.js";
import type { EventRecord, LogEntry, Params } from "../../src/protocol/messages.js";
import type { Quality } from "../../src/protocol/senml.js";

/** One measurement after its pack was resolved: `t` is seconds since 1970 UTC. */
export interface Reading {
  n: string;
  u?: string;
  v?: number;
  vb?: boolean;
  vs?: string;
  t: number;
  /** absent: good; of a window the gravest of its readings */
  quality?: Quality;
  /** Of a window (`every=` of the telemetry): `v` is its mean, these the least and greatest of its `count` readings. */
  minimum?: number;
  maximum?: number;
  count?: number;
}

/** What does not work: a sensor or an actuator. */
export interface Fault {
  /** as the device says: "no-answer" */
  code: string;
  /** seconds since 1970 UTC */
  t: number;
}

/** A device as lists show it; also an item of `GET /v1/devices`. */
export interface DeviceSummary {
  id: string;
  name: string;
  online: boolean;
  /** seconds since 1970 UTC; null: never */
  lastSeen: number | null;
  createdAt: number;
  model: string | null;
  /** version of the firmware */
  firmware: string | null;
  /** the newest reading of each sensor and actuator, by name; of state, the last that came */
  latest: Record<string, Reading>;
  /** what does not work now, by the name of the sensor or actuator */
  faults: Record<string, Fault>;
}

/** The figures of the connection, since it was opened; null while offline. */
export interface ConnectionFigures {
  session: string;
  /** seconds since 1970 UTC */
  since: number;
  address: string;
  /** ms, of the server's ping: newest, and median and 95th percentile of the last 100 */
  roundTripMs: { last: number; median: number; p95: number } | null;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
  /** connections in the last 24 hours, this one included */
  connects: number;
  /** why the session before this one ended */
  lastEnd: string | null;
  /** the device is in safe mode, after restarts in a row */
  isSafe: boolean;
  /** how long each phase of connecting took, as the device says */
  phasesMs: Record<string, number>;
  /** the device's newest report; null: it made none in this session */
  metrics: DeviceMetrics | null;
}

/** What a device has counted of its own link since its firmware started (docs/protocol.md, metrics), and from when it is. */
export type DeviceMetrics = Params<"metrics"> & {
  /** seconds since 1970 UTC, by the server's clock */
  at: number;
  /** 0 to 1; time with a session since the start */
  availability: number;
  /** bytes a second between the last two reports; absent: there were none */
  bytesPerSecond?: { in: number; out: number };
};

/** The whole of one device: `GET /v1/devices/{id}`. */
export interface DeviceDetail extends DeviceSummary {
  engine: string | null;
  restart: { reason: string; detail?: string } | null;
  sensors: SensorDescription[];
  actuators: ActuatorDescription[];
  methods: MethodDescription[];
  settings: SettingDescription[];
  connection: ConnectionFigures | null;
  /** the newest report of the device, also while it is offline; null: there never was one */
  metrics: DeviceMetrics | null;
  log: LogEntry[];
  events: EventRecord[];
}

/** What is desired of a device, and what is true: `GET /v1/devices/{id}/state`. */
export interface DeviceState {
  desired: { settings?: Record<string, unknown>; actuators?: Record<string, unknown> };
  /** 0: nothing was ever desired */
  desiredVersion: number;
  /** seconds since 1970 UTC; null: never */
  desiredAt: number | null;
  /** of actuators, the newest values that came as telemetry */
  reported: { settings: Record<string, unknown>; actuators: Record<string, unknown> };
  /** version of what is desired that this is the outcome of */
  reportedVersion: number;
  reportedAt: number | null;
  /** what of that version the device refuses: a JSON Pointer into `desired`, or /stored, and the reason */
  refused: { at: string; reason: string }[];
  /** all that is desired is true */
  isSettled: boolean;
}

/** A command that the device has not answered yet; an item of `GET /v1/devices/{id}/commands`. */
export interface CommandUnderWay {
  command: string;
  method: string;
  /** seconds since 1970 UTC */
  since: number;
  /** null: it has told nothing yet */
  progress: { done: number; of?: number; text?: string } | null;
}

/** How far a command is that takes time. */
export interface CommandProgress {
  /** of the device */
  id: string;
  /** id of the command, as its sender gave it or was told */
  command: string;
  done: number;
  /** `done` when it is over; absent: nobody knows */
  of?: number;
  text?: string;
}

export type FromCloud =
  /** All devices; comes first, and again after updates had to be dropped for a slow reader. */
  | { type: "snapshot"; devices: DeviceSummary[]; time: number }
  /** A device is new or changed (name, online, firmware, faults...). */
  | { type: "device"; device: DeviceSummary }
  /** It has another description now: ask for its detail again. */
  | { type: "described"; id: string }
  | { type: "removed"; id: string }
  /**
   * For every device (the list shows them); merged to at most four a second and device. Of the names in `states` the last
   * one stands, whatever its time; of all others the one of the latest time is the newest.
   */
  | { type: "readings"; id: string; readings: Reading[]; states: string[] }
  /** These five only for devices that are watched. */
  | { type: "event"; id: string; event: EventRecord }
  | { type: "log"; id: string; entries: LogEntry[] }
  | ({ type: "progress" } & CommandProgress)
  /** What is desired, or what is reported, has changed: ask for its state again. */
  | { type: "state"; id: string }
  | { type: "connection"; id: string; connection: ConnectionFigures | null };

export type FromDashboard =
  /** Replaces what is watched. At most 16 ids. */
  { type: "watch"; ids: string[] };

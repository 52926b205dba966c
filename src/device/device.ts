/**
 * The device: what turns on the pump (pump.ts), put together and begun; ending.ts ends it. An exception in it is logged and
 * counted, the connection begins anew, and only when that goes on does the board restart.
 */
import type { Board } from "../board/board.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import type { LogEntry } from "../protocol/messages.js";
import { cause } from "../session/causes.js";
import type { Standing } from "../session/hello.js";
import { sessionLimits } from "../session/limits.js";
import { Link } from "../session/link.js";
import { Outbox } from "../session/outbox.js";
import { Session } from "../session/session.js";
import { sessionEvents } from "../session/session-events.js";
import { TimeQuery } from "../session/time-query.js";
import { Timekeeper } from "../session/timekeeper.js";
import type { Application } from "./application.js";
import { Commands } from "./commands/registry.js";
import type { Companion, CompanionHost } from "./companion.js";
import { Configuration, type ConfigurationTarget } from "./configure/configuration.js";
import type { DeviceDefinition } from "./definition.js";
import { digestOf } from "./describe.js";
import { Ending } from "./ending.js";
import { type DeviceIdentity, identify } from "./identity.js";
import { Kinds } from "./kinds.js";
import { LastWords } from "./last-words.js";
import { deviceLimits } from "./limits.js";
import { Log } from "./log.js";
import { Parts } from "./parts.js";
import { Reporter } from "./reporter.js";
import { Restarts } from "./restarts.js";
import { configureSession, readSettings } from "./settings.js";
import { DesiredState, type StateTarget } from "./state/desired-state.js";
import { LiveSettings } from "./state/live-settings.js";

/** An application that has nothing but its definition. */
const bare = Object.freeze({}) as Partial<Application>;

export class Device extends Ending implements Standing, StateTarget, ConfigurationTarget {
  readonly session: Session;
  readonly outbox: Outbox;
  readonly log: Log;
  /** Those that a definition may name, also one that comes in safe mode. */
  readonly kinds: Kinds;
  readonly configuration: Configuration;
  readonly parts: Parts;
  readonly commands: Commands;
  readonly settings: LiveSettings;
  readonly state: DesiredState;
  protected readonly restarts: Restarts;
  protected readonly words: LastWords;
  /** of describe's answer */
  digest: string;
  readonly time: Timekeeper;
  readonly link: Link;
  protected readonly companion: Companion | undefined;
  protected readonly timeQuery: TimeQuery | undefined;
  protected readonly startedAt: number;
  private readonly identity: DeviceIdentity;
  private droppedTold = 0;

  /** extend: what turns with the pump beside the device. */
  constructor(board: Board, application: Application, extend?: (host: CompanionHost) => Companion) {
    super(board);
    const now = board.clock.now();
    this.startedAt = now;
    const scratch = new JsonWriter(sessionLimits.recordBytes);
    this.log = new Log(board, scratch);
    this.words = new LastWords(board, this.log);
    this.restarts = new Restarts(board, this.log, now);
    const { isSafe } = this.restarts;
    // Nothing of the application runs in safe mode.
    const { commands = [], settings: ownSettings = [] } = isSafe ? bare : application;
    const settings = readSettings(board, this.log, now);
    this.settings = new LiveSettings(board, ownSettings, this.log, now);
    this.time = new Timekeeper({ board, log: this.log });
    const thinMs = Number(this.settings.get("thinSeconds")) * 1000 || settings.thinMs;
    this.outbox = new Outbox({ board, scratch, log: this.log, thinMs });
    this.kinds = new Kinds(application);
    this.configuration = new Configuration(this, application.definition, now);
    const { configuration } = this;
    const kinds = isSafe ? new Kinds(bare) : this.kinds;
    const reporter = new Reporter(this.outbox, this.log, now);
    this.parts = new Parts(board, kinds, configuration.definition, reporter, now, this.wake, isSafe);
    this.commands = new Commands(this, commands, now);
    this.state = new DesiredState(this);
    this.digest = digestOf(board, this);
    this.applySettings();
    this.identity = identify(board, settings.id, this.digest);
    this.session = new Session({
      identity: this.identity,
      standing: this,
      outbox: this.outbox,
      log: this.log,
      time: this.time,
      startedAt: now,
      board,
    });
    this.link = new Link(board, this.session, settings.trust, this.log, this.wake);
    const { ntp } = board.network;
    if (ntp !== undefined) {
      this.timeQuery = new TimeQuery(ntp, settings.timeServers, this.time, this.log, this.wake);
    }
    configureSession(this.session, settings, this.log, now);
    if (extend !== undefined) this.companion = extend(this);
    this.parts.actuators.tellAll(now);
    this.begin(now);
  }

  /** StateTarget: settings take effect. */
  applySettings(): void {
    const { settings, log, parts } = this;
    log.threshold = settings.get("logLevel") as LogEntry["level"];
    parts.sampleScale = settings.get("sampleScale") as number;
    parts.setTimeZone(settings.get("timeZone") as string);
  }

  // ConfigurationTarget

  reconfigure(definition: DeviceDefinition, now: number): void {
    if (this.isSafe) {
      this.restart("another definition");
      return;
    }
    this.parts.replace(definition, now);
    this.applySettings();
    this.digest = this.identity.digest = digestOf(this.board, this);
    const why = cause("definition.changed", "again");
    if (this.session.isOnline) this.session.end(1000, why, now);
    else if (this.session.state === "greeting") this.session.fail(why, now); // its hello has the old digest
  }

  event(name: string, data: unknown, now: number): void {
    this.outbox.addEvent(name, data, now);
  }

  // Standing: what hello says of how the device stands

  get desiredVersion(): number {
    return this.settings.version;
  }

  get pingMs(): number | undefined {
    const pingMs = this.settings.get("pingMs") as number;
    return pingMs === limits.pingMs ? undefined : pingMs;
  }

  get isSafe(): boolean {
    return this.restarts.isSafe;
  }

  /** Of its own, as the server knows it. */
  get id(): string {
    return this.identity.id;
  }

  // The pump

  protected get isOver(): boolean {
    return this.session.state === "stopped";
  }

  protected work(now: number): void {
    for (let turns = 0; this.isWoken && turns < deviceLimits.turns; turns++) {
      this.isWoken = false;
      this.parts.advance(this.session.isOnline, now);
      this.companion?.advance(now);
      this.commands.jobs.advance(now);
      this.state.advance(now);
      this.words.advance(this.session.isOnline, now);
      if (this.restarts.advance(now)) this.restart("safe mode has lasted long enough");
      this.timeQuery?.advance(this.session.isLinkUp, now);
      this.configuration.advance(now);
      do this.handleEvents(now);
      while (this.link.service(now) && ++turns < deviceLimits.turns);
      this.send(now);
      if (this.link.transmit()) this.isWoken = true;
    }
  }

  private handleEvents(now: number): void {
    const { session } = this;
    for (let event = session.next(now); event !== sessionEvents.none; event = session.next(now)) {
      if (event === sessionEvents.request) this.commands.answer(session.conversation, now);
      else if (event === sessionEvents.online) {
        this.commands.startConnection();
        this.state.startConnection(session.conversation.desired, now);
        this.configuration.online(now);
        this.log.write("info", "session.online", session.conversation.name, now);
      }
    }
  }

  private send(now: number): void {
    const { session, log, outbox } = this;
    outbox.advance(now);
    if (!session.isOnline) return;
    if (outbox.dropped > this.droppedTold) {
      this.droppedTold = outbox.dropped;
      const [event, state, periodic] = outbox.lanes;
      const parts = `${event.dropped} events, ${state.dropped} states, ${periodic.dropped} readings`;
      log.write("warn", "outbox.dropped", `${outbox.dropped} records since the start: ${parts}`, now);
    }
    this.commands.jobs.send(session.conversation, now);
    this.state.send(session.conversation);
    this.words.send(session.conversation);
    session.conversation.flush(now);
    session.conversation.flushLog(log, now);
    session.conversation.flushMetrics(now);
  }

  protected recover(error: unknown, now: number): void {
    try {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.log.write("error", "device.exception", text, now);
      if (this.exceptionsInARow >= deviceLimits.exceptionsInARow) {
        this.save();
        this.words.end(now);
        this.board.restart(`exception: ${text}`);
      }
      this.session.fail(cause("device.exception", "again", text), now);
    } catch {
      // The log or the session is what is broken: the next turn tries again, and the count leads to a restart.
      this.exceptionsInARow++;
    }
  }

  protected get deadline(): number {
    const { session, parts, commands, state, configuration, restarts } = this;
    let at = Math.min(session.deadline, parts.deadline, commands.jobs.deadline, state.deadline);
    at = Math.min(at, configuration.deadline, restarts.deadline);
    if (this.companion !== undefined && this.companion.deadline < at) at = this.companion.deadline;
    if (this.timeQuery !== undefined && this.timeQuery.deadline < at) at = this.timeQuery.deadline;
    return at;
  }

  /** ms since 1970 less the monotonic ones; undefined: the time is not known. */
  wallOffset(now: number): number | undefined {
    const wall = this.board.clock.wall();
    return wall === undefined ? undefined : wall - now;
  }

  /** Whole ms since the firmware started. */
  uptime(now: number): number {
    return Math.round(now - this.startedAt);
  }
}

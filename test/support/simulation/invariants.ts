/** What must be so after every run, whatever went wrong in it. Each function gives one line for each breach. */
import { epochS, type Server } from "./server.js";
import type { SimulatedDevice } from "./simulated-device.js";

/** ms; a time that came with hello's answer may be wrong by half of what that took, which is 10 s at most */
const timeToleranceMs = 5500;
/** records; what may wait in a device that is online, and sends at once */
const waitingMost = 12;

export function checkDevice(device: SimulatedDevice, server: Server): string[] {
  const { name } = device;
  if (device.device !== undefined) device.ledger.note(device.device.outbox);
  const problems = [
    ...device.watch.faults.map((fault) => `${name} ${fault}`),
    ...device.ledger.check(name, server.store),
  ];
  return [...problems, ...checkHealth(device), ...checkCounted(device, server)];
}

function checkHealth({ name, device, board, path, exceptions, illegal, watch, ledger }: SimulatedDevice): string[] {
  const problems: string[] = [];
  const thrown = exceptions + (device?.exceptions ?? 0);
  const unlawful = illegal + (device?.session.life.faults ?? 0);
  if (thrown > 0) problems.push(`${name} caught ${thrown} exceptions`);
  if (unlawful > 0) problems.push(`${name} saw ${unlawful} illegal events`);
  if (board.restarts.length > 0) problems.push(`${name} wanted a restart: ${board.restarts.join("; ")}`);
  if (board.mostTimers > 1) problems.push(`${name} had ${board.mostTimers} timers at once`);
  if (path.mostOpen > 1) problems.push(`${name} had ${path.mostOpen} sockets and resolvers open at once`);
  if (device === undefined || watch.isHeldOff) return problems;
  const { waiting } = ledger;
  if (waiting > waitingMost) problems.push(`${name} is online and ${waiting} records wait`);
  return problems;
}

/** The counting sensor's values, end to end: each stored once at most, with its time, and none gone unaccounted. */
function checkCounted(device: SimulatedDevice, server: Server): string[] {
  const { name, counted, timeless, ledger } = device;
  const problems: string[] = [];
  const seen = new Set<number>();
  for (const { device: owner, record, timeS } of server.store.records) {
    if (owner !== name || record["n"] !== "count") continue;
    const value = record["v"] as number;
    if (seen.has(value) && !server.deceived.has(name))
      problems.push(`${name} counted ${value}, and it is stored twice`);
    seen.add(value);
    const at = counted.get(value);
    if (at === undefined) problems.push(`${name} never counted ${value}, and it is stored`);
    else if (!timeless.has(value) && Math.abs((timeS - epochS) * 1000 - at) > timeToleranceMs) {
      problems.push(`${name} counted ${value} at ${at} ms, stored as ${(timeS - epochS) * 1000} ms`);
    }
  }
  const gone = counted.size - seen.size - ledger.waiting;
  const allowed = ledger.dropped + ledger.lostToPower + ledger.thinned;
  if (gone > allowed) problems.push(`${name}: ${gone} readings are gone, and ${allowed} are accounted for`);
  return problems;
}

/** Steers what the board's outputs drive: a door with its lock, a room with its heater and cooler. */
import type { Door } from "./door.js";
import type { Room } from "./room.js";
import { extra, type Fields, fault, isFields, isOneOf, type SteeringFault, show } from "./steering-fault.js";
import { faultOf } from "./weather.js";

const bolts = Object.freeze(["locked", "unlocked"] as const);

/** undefined: carried out. */
export function steerDoor(door: Door, message: Fields): SteeringFault | undefined {
  const fields = message["door"];
  if (!isFields(fields)) return fault("steering.value", '"door" is not an object of open, jam, bolt');
  const wrong = extra(fields, "open", "jam", "bolt") ?? extra(message, "door");
  if (wrong !== undefined) return wrong;
  const { open, jam, bolt } = fields;
  if (open === undefined && jam === undefined && bolt === undefined)
    return fault("steering.value", '"door" names neither open nor jam nor bolt');
  for (const [name, value] of Object.entries({ open, jam }))
    if (value !== undefined && typeof value !== "boolean")
      return fault("steering.value", `${name} ${show(value)} is neither true nor false`);
  if (bolt !== undefined && !isOneOf(bolts, bolt))
    return fault("steering.value", `no bolt ${show(bolt)}, known are ${bolts.join(", ")}`);
  if (open !== undefined) door.open(open === true);
  if (bolt !== undefined) door.turn(bolt === "locked");
  if (jam !== undefined) door.jam(jam === true);
  return undefined;
}

/** undefined: carried out. */
export function steerRoom(room: Room, message: Fields): SteeringFault | undefined {
  const wanted = message["room"];
  const wrong = extra(message, "room");
  if (wrong !== undefined) return wrong;
  if (wanted === "closed") room.close();
  else if (wanted === "open") room.open();
  else if (!isFields(wanted))
    return fault("steering.value", '"room" is neither "closed", "open" nor {"temperature":20}');
  else {
    const { temperature } = wanted;
    const unfit = extra(wanted, "temperature");
    if (unfit !== undefined) return unfit;
    const reason = faultOf("temperature", temperature);
    if (reason !== undefined) return fault("steering.value", reason);
    room.close(temperature as number);
  }
  return undefined;
}

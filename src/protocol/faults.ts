/**
 * Error codes of JSON-RPC 2.0 (section 5.1) and ours, in the range that it leaves to implementations
 * (-32000 to -32099). `data` of an error says where: {at: JSON Pointer, reason} for parameters.
 */
export const errorCodes = Object.freeze({
  /** not JSON */
  parse: -32700,
  /** not a JSON-RPC 2.0 request, or a batch */
  invalidRequest: -32600,
  methodNotFound: -32601,
  /** data: {at, reason} */
  invalidParams: -32602,
  /** the receiver's own fault */
  internal: -32603,
  /** too many requests in flight at the receiver; may be tried again */
  busy: -32000,
  /** known, and not possible on this device */
  unsupported: -32001,
  /** the command came after its deadline and was not carried out */
  expired: -32002,
  /** no sensor, actuator or device of that name */
  unknownName: -32003,
  /** larger than a limit; data: {limit} */
  tooLarge: -32004,
  /** the server could not store; nothing is acknowledged; data: {retryAfterMs} */
  notStored: -32005,
  /** data: {retryAfterMs} */
  rateLimited: -32006,
  /** before hello, or a second hello */
  outOfOrder: -32007,
  /** the hardware did not do it; data: {reason} */
  hardware: -32008,
  /** ended by command.cancel before it was done */
  cancelled: -32009,
  /** not done within its deadline, and given up */
  timedOut: -32010,
  /** the code of a claim was used by another device */
  codeUsed: -32020,
  /** it builds on another version; data: {version} */
  conflict: -32011,
} as const);

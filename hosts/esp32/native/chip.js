/*
 * What JavaScript cannot reach: the chip's own clock, noise, address, memory, reset reason and console.
 * The functions are in chip.c, memory.c, name-server.c, last-words.c and pulse-count.c, compiled only with ESP-IDF.
 * `native` is XS's.
 */

/** Milliseconds since the start, fractions included; 64 bits underneath, so that it never wraps. */
export function now() {
  return native("xs_mooring_now").call(this);
}
/** Sets the wall clock: milliseconds since 1970 UTC. */
export function setWall(epochMs) {
  return native("xs_mooring_setWall").call(this, epochMs);
}
/** Fills with the chip's random numbers. */
export function random(into) {
  return native("xs_mooring_random").call(this, into);
}
/** Fills six bytes with the chip's base MAC address. */
export function address(into) {
  return native("xs_mooring_address").call(this, into);
}
/** One line on the console: the serial port of a release build, the debugger of a debug build. */
export function print(line) {
  return native("xs_mooring_print").call(this, line);
}
/** What esp_reset_reason() says. */
export function resetCode() {
  return native("xs_mooring_resetCode").call(this);
}
/** Restarts the chip at once. */
export function restart() {
  return native("xs_mooring_restart").call(this);
}
/** Resolves a name with lwip: callback(name, address), address undefined when there is none. Never calls at once. */
export function resolve(name, callback) {
  return native("xs_net_resolve").call(this, name, callback);
}
/** The name server of the station, as IPv4 text, for a fixed address: no network tells one then. Throws when it is none. */
export function setNameServer(address) {
  return native("xs_mooring_setNameServer").call(this, address);
}
/** Bytes. 0: JavaScript heap used, 1: JavaScript heap free, 2: native memory free, 3: its largest block. */
export function memory(which) {
  return native("xs_mooring_memory").call(this, which);
}
/** Keeps up to 159 bytes of text in memory that outlives a restart, not a power cut. Allocates nothing. */
export function keepWords(text) {
  return native("xs_mooring_keepWords").call(this, text);
}
/** The words kept before this start, "" for none; they are forgotten by this. */
export function takeWords() {
  return native("xs_mooring_takeWords").call(this);
}
/** Begins to count the rising edges of a pin; pull 0 none, 1 up, 2 down. A number for the other two. */
export function openCounter(pin, pull) {
  return native("xs_mooring_openCounter").call(this, pin, pull);
}
/** Edges since it was opened. */
export function readCounter(counter) {
  return native("xs_mooring_readCounter").call(this, counter);
}
export function closeCounter(counter) {
  return native("xs_mooring_closeCounter").call(this, counter);
}
/** Whether the chip counts pulses; the ESP32-C3 does not. */
export function hasCounters() {
  return native("xs_mooring_hasCounters").call(this);
}

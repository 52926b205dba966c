/** The time that models live in: monotonic milliseconds, passed in by the host (real, virtual, or a test's). */
export interface ModelClock {
  now(): number;
}

/**
 * When this program was built: before it the time cannot be. A preloaded module runs on the machine that builds, and
 * what it found stays in flash. Where a module is not preloaded this is the moment of the start; a clock that was never
 * set then gives 1970, by which no certificate is valid: refused, not trusted.
 */

/** seconds since 1970 UTC */
export const builtSeconds = Date.now() / 1000;

/** The kinds of filters that a definition may name. */
import type { FilterKind } from "./filter-kind.js";
import { calibrateLinear, calibratePolynomial } from "./filters/calibrate.js";
import { debounce } from "./filters/debounce.js";
import { delta } from "./filters/delta.js";
import { clamp, outOfRange } from "./filters/ends.js";
import { exponentialAverage } from "./filters/exponential-average.js";
import { maximum, minimum } from "./filters/extremes.js";
import { heartbeat } from "./filters/heartbeat.js";
import { median } from "./filters/median.js";
import { movingAverage } from "./filters/moving-average.js";
import { rateLimit } from "./filters/rate-limit.js";
import { throttle } from "./filters/throttle.js";

export const filterKinds: Readonly<Record<string, FilterKind>> = Object.freeze({
  calibrateLinear,
  calibratePolynomial,
  clamp,
  debounce,
  delta,
  exponentialAverage,
  heartbeat,
  maximum,
  median,
  minimum,
  movingAverage,
  outOfRange,
  rateLimit,
  throttle,
});

/** The kinds of filters that a definition may name. */
import type { FilterKind } from "./filter-kind.js";

export const filterKinds: Readonly<Record<string, FilterKind>> = Object.freeze({});

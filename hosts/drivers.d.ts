/** The SDK's drivers that a build links, made by it (hosts/moddable/tools/drivers.ts): there is no such file here. */
import type { Board } from "../src/board/board.js";

export const drivers: NonNullable<Board["driver"]>;

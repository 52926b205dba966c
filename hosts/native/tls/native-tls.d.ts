import type { TLSEngine, TLSEngineOptions } from "../../moddable/tls-engine.js";

/** The TLS client of this folder. */
export declare const NativeTLS: new (options: TLSEngineOptions) => TLSEngine;
/** Whether this build has mbedTLS; without it there is no NativeTLS to make. */
export declare function hasTLS(this: void): boolean;

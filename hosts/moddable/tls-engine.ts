/** A TLS client without I/O, as hosts/native/tls gives it to JavaScript (tls.h); a scripted one in tests. */

export const engineStates = Object.freeze({ handshaking: 0, open: 1, closed: 2, failed: 3 } as const);

export interface TLSEngine {
  /** Frees everything and sends nothing. Any other call after it throws. */
  close(): void;
  /** bytes of cipher text that receive() takes now */
  readonly receivable: number;
  /** Takes cipher text; the number of bytes taken. */
  receive(bytes: Uint8Array): number;
  /** The transport has ended. */
  end(): void;
  /** Goes on with the handshake, then decrypts the next record; the state after it. */
  step(): number;
  /** one of engineStates */
  readonly state: number;
  /** bytes of plain text that read() gives at least; 0 unless open */
  readonly readable: number;
  read(into: Uint8Array): number;
  /** bytes of plain text that write() takes now; 0 unless open */
  readonly writable: number;
  /** The number of bytes taken: all that are writable, unless it has failed. */
  write(bytes: Uint8Array): number;
  /** bytes of cipher text that wait */
  readonly transmittable: number;
  transmit(into: Uint8Array): number;
  /** The next transmit() has close_notify at its end. */
  shut(): void;
  /** Code of tls.h; undefined unless failed. */
  readonly reason: string | undefined;
  readonly isResumed: boolean;
  /** A session that was not taken yet, to resume with; undefined: none. It holds a secret. */
  session(): ArrayBuffer | undefined;
}

/** As tlsOptions in tls.h. */
export interface TLSEngineOptions {
  host: string;
  ca: string | undefined;
  caFile: string | undefined;
  usesBundle: 0 | 1;
  clientCertificate: string | undefined;
  clientKey: string | undefined;
  /** names separated by commas */
  protocols: string | undefined;
  /** 32 bytes each */
  pins: Uint8Array | undefined;
  minimumVersion: 12 | 13;
  /** bytes; 0: not negotiated */
  maximumFragmentLength: number;
  verify: 0 | 1;
  /** seconds since 1970 UTC */
  now: number;
  session: Uint8Array | undefined;
}

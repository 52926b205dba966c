/** The SDK's `logical`, which its own typings leave out; only what is used. */
declare module "logical" {
  export default class Logical {
    /** bytes ^= key, repeated */
    static xor(bytes: ArrayBuffer | Uint8Array, key: ArrayBuffer | Uint8Array): void;
  }
}

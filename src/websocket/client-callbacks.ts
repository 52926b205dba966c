/** What a WebSocketClient's callbacks are told, with the client as `this`. */
import { closePayload } from "./close.js";
import type { WebSocketConnection } from "./connection.js";
import { opcodes } from "./opcodes.js";
import type WebSocketClient from "./websocket-client.js";
import type { WebSocketClientOptions } from "./websocket-client-options.js";

/** What onReadable is told of a message: made once, for it comes with each. */
export type MessageKind = Readonly<{ more: boolean; binary: boolean }>;
export const text: MessageKind = Object.freeze({ more: false, binary: false });
export const binary: MessageKind = Object.freeze({ more: false, binary: true });
export const textPart: MessageKind = Object.freeze({ more: true, binary: false });
export const binaryPart: MessageKind = Object.freeze({ more: true, binary: true });

/** How the connection ended: onControl with the peer's close frame and onClose, or onError. */
export function tellEnd(
  owner: WebSocketClient,
  options: WebSocketClientOptions,
  connection: WebSocketConnection,
): void {
  const { isClean, closeCode, closeReason, failure } = connection;
  if (!isClean) {
    options.onError?.call(owner, failure ?? { code: "connection.lost" });
    return;
  }
  const data = closeCode === 1005 ? new Uint8Array(0) : closePayload(closeCode, closeReason);
  options.onControl?.call(owner, opcodes.close, data.buffer as ArrayBuffer);
  options.onClose?.call(owner, closeCode, closeReason);
}

/**
 * JSON-RPC 2.0: tells a message apart (request, notification, response) and writes the frames of our own. What is no
 * proper message comes out as `invalid`, with the code and the reason that its answer carries. Batches are refused.
 */
import { errorCodes } from "./faults.js";
import { JsonReader } from "./json-reader.js";
import type { JsonWriter } from "./json-writer.js";
import { limits } from "./limits.js";

export type RequestId = string | number;
export type MessageKind = "request" | "notification" | "result" | "error" | "invalid";

export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

/** The newest message, in fields: one instance serves a whole session. */
export class RpcDecoder {
  kind: MessageKind = "invalid";
  /** Of a request or response; of an invalid message where it could still be told. */
  id: RequestId | undefined;
  method = "";
  /** Of a request or notification; absent comes out as an empty object. */
  params: unknown;
  result: unknown;
  error: RpcError | undefined;
  /** Of the bytes of a request (FNV-1a, 32 bits), to tell a repeat. */
  hash = 0;
  /** An invalid message that looks like a response, or like nothing at all: it gets no answer. */
  isAnswerable = false;
  private readonly reader = new JsonReader();

  /** Reads one text message; `bytes` are not kept. */
  decode(bytes: Uint8Array): MessageKind {
    this.id = undefined;
    this.method = "";
    this.params = undefined;
    this.result = undefined;
    this.error = undefined;
    this.isAnswerable = true;
    if (bytes.length > limits.messageBytes)
      return this.invalid(errorCodes.tooLarge, "message too large", "messageBytes");
    const message = this.reader.read(bytes);
    const fault = this.reader.fault;
    if (fault === "syntax") return this.invalid(errorCodes.parse, "not JSON");
    if (fault !== undefined) return this.invalid(errorCodes.tooLarge, "message too large", limitOf[fault]);
    if (Array.isArray(message)) return this.invalid(errorCodes.invalidRequest, "batches are not supported");
    if (typeof message !== "object" || message === null)
      return this.invalid(errorCodes.invalidRequest, "not an object");
    this.kind = this.classify(message as Record<string, unknown>);
    if (this.kind === "request") this.hash = hashOf(bytes);
    return this.kind;
  }

  private invalid(code: number, message: string, limit?: string): "invalid" {
    this.kind = "invalid";
    this.error = limit === undefined ? { code, message } : { code, message, data: { limit } };
    return "invalid";
  }

  private classify(message: Record<string, unknown>): MessageKind {
    const { id } = message;
    const hasMethod = Object.hasOwn(message, "method");
    const hasResult = Object.hasOwn(message, "result");
    const hasError = Object.hasOwn(message, "error");
    // Never answer a response, not even a wrong one: two peers that do would go on for ever.
    if (!hasMethod && (hasResult || hasError)) this.isAnswerable = false;
    if (isId(id)) this.id = id;
    if (message["jsonrpc"] !== "2.0") return this.invalid(errorCodes.invalidRequest, 'jsonrpc must be "2.0"');
    if (hasMethod) {
      if (hasResult || hasError) return this.invalid(errorCodes.invalidRequest, "both request and response");
      return this.request(message, id);
    }
    if (hasResult === hasError) return this.invalid(errorCodes.invalidRequest, "neither request nor response");
    if (hasResult) {
      if (!isId(id)) return this.invalid(errorCodes.invalidRequest, "response without id");
      this.result = message["result"];
      return "result";
    }
    const error = message["error"] as Record<string, unknown> | null;
    if (typeof error !== "object" || error === null || !Number.isInteger(error["code"])) {
      return this.invalid(errorCodes.invalidRequest, "error without code");
    }
    const text = error["message"];
    this.error = { code: error["code"] as number, message: typeof text === "string" ? text : "", data: error["data"] };
    return "error";
  }

  private request(message: Record<string, unknown>, id: unknown): MessageKind {
    const { method, params } = message;
    if (typeof method !== "string" || method.length === 0 || method.length > limits.nameCharacters) {
      return this.invalid(errorCodes.invalidRequest, "method must be a name");
    }
    if (params !== undefined && (typeof params !== "object" || params === null)) {
      return this.invalid(errorCodes.invalidRequest, "params must be an object");
    }
    this.method = method;
    this.params = params ?? {};
    if (id === undefined) return "notification";
    if (!isId(id)) return this.invalid(errorCodes.invalidRequest, "id must be a string or a whole number");
    return "request";
  }
}

const limitOf = Object.freeze({ depth: "depth", values: "values", string: "stringBytes" } as const);

function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash;
}

function isId(id: unknown): id is RequestId {
  if (typeof id === "string") return id.length > 0 && id.length <= limits.requestIdCharacters;
  return typeof id === "number" && Number.isSafeInteger(id);
}

/** Up to where the parameters begin; they and endMessage() follow. */
export function beginRequest(writer: JsonWriter, id: RequestId, method: string): JsonWriter {
  writer.raw('{"jsonrpc":"2.0","id":').value(id);
  return writer.raw(',"method":').string(method).raw(',"params":');
}

export function beginNotification(writer: JsonWriter, method: string): JsonWriter {
  return writer.raw('{"jsonrpc":"2.0","method":').string(method).raw(',"params":');
}

/** Up to where the result begins; it and endMessage() follow. */
export function beginResult(writer: JsonWriter, id: RequestId): JsonWriter {
  return writer.raw('{"jsonrpc":"2.0","id":').value(id).raw(',"result":');
}

/** A whole error response; without an id it is null, as the standard says for what could not be read. */
export function writeError(writer: JsonWriter, id: RequestId | undefined, error: RpcError): JsonWriter {
  writer.raw('{"jsonrpc":"2.0","id":').value(id ?? null);
  writer.raw(',"error":{"code":').number(error.code).raw(',"message":').string(error.message);
  if (error.data !== undefined) writer.raw(',"data":').value(error.data);
  return writer.raw("}}");
}

export function endMessage(writer: JsonWriter): JsonWriter {
  return writer.raw("}");
}

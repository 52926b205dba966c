/**
 * JSON-RPC 2.0 with one peer, over texts. Every request with an id gets exactly one answer; notifications that are
 * not known are ignored; batches are refused; answers that nobody waits for are ignored and counted, so a peer that
 * sends everything back cannot make a loop. It has no socket and no clock but timers for its own requests.
 */
import { errorCodes } from "../../../src/protocol/faults.js";
import { limits } from "../../../src/protocol/limits.js";
import { isNestedAtMost } from "../check.js";

/** An answer that is an error. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export type Outcome =
  | { kind: "result"; result: unknown }
  | { kind: "refused"; error: { code: number; message: string; data?: unknown } }
  | { kind: "late" | "lost" | "busy" };

type Id = string | number | null;
interface Pending {
  resolve: (outcome: Outcome) => void;
  timer: NodeJS.Timeout;
}
export interface RpcOptions {
  /** False: it was not sent. */
  send: (text: string) => boolean;
  /** Returns or resolves to the result, or throws an RpcError; undefined stands for a method that is not known. */
  handle: (method: string, params: unknown) => unknown;
  /** Of the receiver's own faults. */
  onFault: (error: unknown) => void;
}

const idCharacters = 64; // characters of an id that is sent back

export class RpcPeer {
  readonly #options: RpcOptions;
  readonly #pending = new Map<string | number, Pending>();
  #nextId = 1;
  /** answers with an id that nobody waits for, and notifications that are not known */
  ignored = 0;

  constructor(options: RpcOptions) {
    this.#options = options;
  }

  /** Takes one message; `refusal` is the answer to any request in it, when the sender is too fast. */
  receive(text: string, refusal?: RpcError): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      if (refusal === undefined) this.#answer(null, new RpcError(errorCodes.parse, "not JSON"));
      return;
    }
    const wrong = findWrong(message);
    if (wrong !== undefined) {
      if (refusal === undefined)
        this.#answer(idOf(message), new RpcError(errorCodes.invalidRequest, wrong.reason, wrong));
      return;
    }
    const request = message as { method?: string; id?: Id; params?: unknown; result?: unknown; error?: unknown };
    if (request.method === undefined) {
      this.#settle(request);
      return;
    }
    const id = "id" in request ? idOf(request) : undefined;
    if (refusal !== undefined) {
      if (id !== undefined) this.#answer(id, refusal);
      return;
    }
    this.#dispatch(request.method, request.params ?? {}, id);
  }

  #dispatch(method: string, params: unknown, id: Id | undefined): void {
    let result: unknown;
    try {
      result = this.#options.handle(method, params);
    } catch (error) {
      result = Promise.reject(error);
    }
    if (result === undefined) {
      if (id === undefined) this.ignored++;
      else this.#answer(id, new RpcError(errorCodes.methodNotFound, `no such method: ${method.slice(0, 48)}`));
      return;
    }
    if (!(result instanceof Promise)) {
      if (id !== undefined) this.#answer(id, result);
      return;
    }
    result.then(
      (value) => id !== undefined && this.#answer(id, value),
      (error: unknown) => {
        if (!(error instanceof RpcError)) this.#options.onFault(error);
        const told = error instanceof RpcError ? error : new RpcError(errorCodes.internal, "the server failed");
        if (id !== undefined) this.#answer(id, told);
      },
    );
  }

  #answer(id: Id, value: unknown): void {
    const body =
      value instanceof RpcError
        ? { error: { code: value.code, message: value.message, ...(value.data !== undefined && { data: value.data }) } }
        : { result: value };
    this.#options.send(JSON.stringify({ jsonrpc: "2.0", id, ...body }));
  }

  #settle(answer: { id?: Id; result?: unknown; error?: unknown }): void {
    const { id } = answer;
    const pending = id === null || id === undefined ? undefined : this.#pending.get(id);
    if (pending === undefined) {
      this.ignored++;
      return;
    }
    this.#pending.delete(id as string | number);
    clearTimeout(pending.timer);
    if (answer.error === undefined) pending.resolve({ kind: "result", result: answer.result });
    else pending.resolve({ kind: "refused", error: toError(answer.error) });
  }

  /** Asks the peer; never rejects. ownId: of no other request under way; absent: a number is taken. */
  request(method: string, params: unknown, deadlineMs: number, ownId?: string): Promise<Outcome> {
    if (this.#pending.size >= limits.requestsInFlight) return Promise.resolve({ kind: "busy" });
    const id = ownId ?? this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        resolve({ kind: "late" });
      }, deadlineMs);
      this.#pending.set(id, { resolve, timer });
      if (!this.#options.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }))) {
        clearTimeout(timer);
        this.#pending.delete(id);
        resolve({ kind: "busy" });
      }
    });
  }

  /** The connection is gone: what waits for an answer will not get one. */
  close(): void {
    for (const pending of this.#pending.values()) {
      clearTimeout(pending.timer);
      pending.resolve({ kind: "lost" });
    }
    this.#pending.clear();
  }
}

function findWrong(message: unknown): { at: string; reason: string } | undefined {
  if (Array.isArray(message)) return { at: "", reason: "batches are not taken: send each request by itself" };
  if (typeof message !== "object" || message === null) return { at: "", reason: "must be an object" };
  const { jsonrpc, method, params } = message as Record<string, unknown>;
  if (jsonrpc !== "2.0") return { at: "/jsonrpc", reason: 'must be "2.0"' };
  if ("id" in message && idOf(message) === null && message.id !== null) {
    return { at: "/id", reason: `must be a number or a string of at most ${idCharacters} characters` };
  }
  const isAnswer = "result" in message || "error" in message;
  if (!isAnswer && typeof method !== "string") return { at: "/method", reason: "must be a string" };
  if (isAnswer && method !== undefined) return { at: "", reason: "is both a request and an answer" };
  if (params !== undefined && (typeof params !== "object" || params === null || Array.isArray(params))) {
    return { at: "/params", reason: "must be an object" };
  }
  if (!isNestedAtMost(limits.depth, message)) return { at: "", reason: `nested deeper than ${limits.depth}` };
  return undefined;
}

/** Null where there is none that can be sent back. */
function idOf(message: unknown): Id {
  const id = (message as { id?: unknown } | null)?.id;
  if (typeof id === "number") return Number.isFinite(id) ? id : null;
  return typeof id === "string" && id.length <= idCharacters ? id : null;
}

/** What a device gives as an error, made safe to pass on. */
function toError(error: unknown): { code: number; message: string; data?: unknown } {
  const { code, message, data } = (error ?? {}) as Record<string, unknown>;
  return {
    code: typeof code === "number" ? code : errorCodes.internal,
    message: typeof message === "string" ? message.slice(0, limits.textCharacters) : "the device gave no reason",
    ...(data !== undefined && { data }),
  };
}

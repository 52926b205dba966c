/** Every error of the REST interface, and of an upgrade that is refused: `{error: {code, message, data?}}`. */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

export interface ErrorBody {
  error: { code: string | number; message: string; data?: unknown };
}

/** What a REST error's code may be; a device's own refusal (422) has the number that the device gave. */
export type RestCode =
  | "badRequest"
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "methodNotAllowed"
  | "exists"
  | "offline"
  | "preconditionFailed"
  | "tooLarge"
  | "unsupportedMediaType"
  | "misdirected"
  | "upgradeRequired"
  | "rateLimited"
  | "busy"
  | "late"
  | "wrongAnswer"
  | "lost"
  | "notStored"
  | "unavailable"
  | "internal";

export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RestCode | number,
    message: string,
    more: { data?: unknown; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.body = { error: { code, message, ...(more.data !== undefined && { data: more.data }) } };
    this.headers = more.headers ?? {};
  }
}

export const badRequest = (at: string, reason: string): HttpError =>
  new HttpError(400, "badRequest", `${at === "" ? "body" : at}: ${reason}`, { data: { at, reason } });

/** Answers an upgrade with an error instead, and closes. */
export function refuseUpgrade(stream: Socket, error: unknown): void {
  const told = error instanceof HttpError ? error : new HttpError(500, "internal", "the server failed");
  const body = JSON.stringify(told.body);
  const lines = [
    `HTTP/1.1 ${told.status} ${STATUS_CODES[told.status] ?? ""}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...Object.entries(told.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (told.status === 401) lines.push("WWW-Authenticate: Bearer");
  stream.on("error", () => stream.destroy());
  stream.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  stream.setTimeout(2000, () => stream.destroy());
}

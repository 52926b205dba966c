/** Requests to the cloud's REST interface; the session's cookie says who asks. */

/** What the cloud answered instead, or that it could not be reached (status 0, code "unreachable"). */
export class ApiError extends Error {
  readonly status: number;
  /** a name, or the code of JSON-RPC that the device gave */
  readonly code: string | number;
  /** what the cloud or the device said besides */
  readonly data: unknown;

  constructor(status: number, code: string | number, message: string, data?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data;
  }
}

const defaultTimeoutMs = 15_000; // ms; longer than the default deadline of a command

/** Asks once. Resolves with the JSON body, undefined for none; rejects with an ApiError, always. */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  { timeoutMs = defaultTimeoutMs, headers = {} }: { timeoutMs?: number; headers?: Record<string, string> } = {},
): Promise<T> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(timeoutMs) };
  init.headers = { accept: "application/json", ...headers };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { accept: "application/json", "content-type": "application/json", ...headers };
  }
  let status: number;
  let text: string;
  try {
    const response = await fetch(path, init);
    status = response.status;
    text = await response.text();
  } catch {
    throw new ApiError(0, "unreachable", "The cloud could not be reached.");
  }
  const answer = parse(text);
  if (status >= 200 && status < 300) return answer as T;
  type Failure = { code?: string | number; message?: string; data?: unknown };
  const error = (answer as { error?: Failure } | undefined)?.error;
  throw new ApiError(status, error?.code ?? status, error?.message ?? `The cloud answered ${status}.`, error?.data);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // 204, or a proxy's page: the status says enough
  }
}

/** The path of a device, or of something below it. */
export function devicePath(id: string, below = ""): string {
  return `/v1/devices/${encodeURIComponent(id)}${below}`;
}

/** What a person is told when a request failed; never a code alone. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something in this page went wrong. Reload it and try again.";
  if (error.status === 0) return "The cloud could not be reached.";
  if (error.status === 401) return "You are signed out. Reload the page to sign in.";
  return sentence(error.message);
}

/** The cloud's words as a sentence. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

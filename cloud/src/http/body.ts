/** Reads the JSON body of a request, bounded in size. */
import type { IncomingMessage } from "node:http";
import type { Way } from "./auth.js";
import { badRequest, HttpError } from "./http-error.js";

const bodyBytes = 65_536; // bytes; the largest body is a command's, which has to fit a device's message

/** {} for an empty body; throws 400, 413 or 415. */
export async function readBody(request: IncomingMessage, way: Way | undefined): Promise<unknown> {
  const tooLarge = () => new HttpError(413, "tooLarge", `larger than ${bodyBytes} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > bodyBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > bodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (length === 0) return {};
  requireJson(request, way);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks))) as unknown;
  } catch {
    throw badRequest("", "is not JSON");
  }
}

/**
 * A form of another site cannot send application/json. Programs with a token may leave the type out, or say
 * text/plain as fetch does by itself.
 */
function requireJson(request: IncomingMessage, way: Way | undefined): void {
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "application/json" || type.endsWith("+json")) return;
  if (way === "token" && (type === "" || type === "text/plain")) return;
  throw new HttpError(415, "unsupportedMediaType", "the body must be sent with Content-Type: application/json");
}

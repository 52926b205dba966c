/**
 * The link at which a device exchanges a code for its token: an upgrade with the code in the place of a token, one hello
 * with the device's secret, one answer, the end. Nothing is logged of what is shown or given.
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { errorCodes } from "../../../src/protocol/faults.js";
import { limits } from "../../../src/protocol/limits.js";
import { deviceMethods, type Params, subprotocol } from "../../../src/protocol/messages.js";
import { check } from "../check.js";
import type { Claims } from "../claims.js";
import { addressOf } from "../http/address.js";
import { HttpError, refuseUpgrade } from "../http/http-error.js";
import { bearerOf } from "../http/secrets.js";
import type { Log } from "../log.js";
import type { Metrics } from "../metrics.js";
import { Rate } from "../rate.js";
import { RpcError, RpcPeer } from "./rpc.js";

export interface ClaimLinkOptions {
  claims: Claims;
  log: Log;
  metrics: Metrics;
  /** seconds since 1970 */
  now: () => number;
  /** page of a device, for people */
  page: (id: string, request: IncomingMessage) => string;
  isBehindProxy: boolean;
}

const linksAtOnce = 100; // claims under way
const lingerMs = 5000; // for the device to close behind the answer

export class ClaimLink {
  readonly #options: ClaimLinkOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  readonly #refusals = new Rate(1, 10, performance.now());

  constructor(options: ClaimLinkOptions) {
    this.#options = options;
  }

  upgrade(request: IncomingMessage, stream: Socket, head: Buffer): void {
    let code: string;
    try {
      code = this.#admit(request);
    } catch (error) {
      this.#options.metrics.add("claims_refused_total", 1);
      this.#tellRefused(request, error);
      refuseUpgrade(stream, error);
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#serve(socket, code, request));
  }

  /** Throws the answer that the device gets instead. A right code gets through whoever else guesses. */
  #admit(request: IncomingMessage): string {
    const { claims } = this.#options;
    const code = bearerOf(request);
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
    if (!offered.includes(subprotocol)) {
      throw new HttpError(400, "badRequest", `the subprotocol ${subprotocol} must be offered`);
    }
    const { waitMs } = claims;
    const isKnown = code !== undefined && claims.isKnown(code);
    if ((!isKnown && waitMs > 0) || this.#server.clients.size >= linksAtOnce) {
      const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
      throw new HttpError(429, "rateLimited", "too many codes are tried", { headers: { "Retry-After": seconds } });
    }
    if (!isKnown) throw new HttpError(401, "unauthorized", "the code is not known here (any more)");
    return code;
  }

  #tellRefused(request: IncomingMessage, error: unknown): void {
    if (!this.#refusals.take(performance.now())) return;
    const { log, isBehindProxy } = this.#options;
    const what = error instanceof HttpError ? `${error.status} ${error.message}` : String(error);
    log.info(`claim refused: ${what}, from ${addressOf(request, isBehindProxy)}`);
  }

  #serve(socket: WebSocket, code: string, request: IncomingMessage): void {
    const end = setTimeout(() => socket.terminate(), limits.helloMs + lingerMs);
    const late = setTimeout(() => socket.close(4408, "no hello in time"), limits.helloMs);
    let isDone = false;
    const peer = new RpcPeer({
      send: (text) => {
        socket.send(text);
        return true;
      },
      handle: (method, params) => {
        if (method !== "hello" || isDone) throw new RpcError(errorCodes.outOfOrder, "a claim has one hello alone");
        isDone = true;
        clearTimeout(late);
        return this.#exchange(code, params, request);
      },
      onFault: (error) => this.#options.log.error(`fault: ${error instanceof Error ? error.message : String(error)}`),
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(end);
      clearTimeout(late);
    });
    socket.on("message", (data, isBinary) => {
      if (isBinary) socket.close(1003, "text is spoken here");
      else peer.receive(String(data));
    });
  }

  #exchange(code: string, params: unknown, request: IncomingMessage): object {
    const { claims, log, metrics, now, page, isBehindProxy } = this.#options;
    const violation = check(deviceMethods.hello.params, params);
    if (violation !== undefined) throw new RpcError(errorCodes.invalidParams, violation.reason, violation);
    const { claim, device } = params as Params<"hello">;
    if (claim === undefined) {
      throw new RpcError(errorCodes.invalidParams, "is missing", { at: "/claim", reason: "is missing" });
    }
    const claimed = claims.exchange(code, claim.key, device);
    if (claimed === undefined) {
      metrics.add("claims_refused_total", 1);
      throw new RpcError(errorCodes.codeUsed, "the code was used by another device");
    }
    metrics.add("claims_total", 1);
    log.info(`${claimed.id} claimed, from ${addressOf(request, isBehindProxy)}`);
    return { session: "claim", time: now(), claimed: { ...claimed, page: page(claimed.id, request) } };
  }

  close(): void {
    for (const socket of this.#server.clients) socket.close(1012, "retry=5");
    setTimeout(() => {
      for (const socket of this.#server.clients) socket.terminate();
    }, 500).unref();
  }
}

/** What a device tells of its own link, once a minute. Part of messages.ts. */
import { count, marks, milliseconds } from "./common-schemas.js";

export const metricsMethods = Object.freeze({
  metrics: {
    description:
      "What the device has counted of its own link since its firmware started, once a minute. Numbers only grow, so one " +
      "that is lost costs nothing. Not acknowledged.",
    params: {
      type: "object",
      properties: {
        uptimeMs: milliseconds,
        onlineMs: { ...milliseconds, description: "with a session; by uptimeMs it gives the availability" },
        attempts: { ...count, description: "connections tried" },
        connects: { ...count, description: "sessions begun" },
        ends: {
          type: "object",
          properties: {
            link: { ...count, description: "own link lost" },
            failed: { ...count, description: "name, TCP or TLS" },
            lost: { ...count, description: "reset, or no close frame" },
            closed: { ...count, description: "by a close frame or a status of the server" },
            silent: { ...count, description: "nothing came in time" },
            refused: { ...count, description: "not wanted, or not trusted" },
            other: { ...count, description: "a rule was broken, or a stop was asked for" },
          },
          description: "of attempts and connections, by cause",
        },
        phasesMs: {
          type: "object",
          properties: {
            resolve: milliseconds,
            connect: milliseconds,
            secure: milliseconds,
            upgrade: milliseconds,
            hello: milliseconds,
          },
          description: "how long each phase of the newest connection took",
        },
        roundTripMs: {
          type: "object",
          properties: { minimum: milliseconds, median: milliseconds, p95: milliseconds },
          required: ["minimum", "median", "p95"],
          description: "from a pack to its acknowledgement, of the last 32; the commit is part of it",
        },
        bytes: {
          type: "object",
          properties: { in: count, out: count },
          required: ["in", "out"],
          description: "from and to the server, the WebSocket's own included, TLS's not",
        },
        messages: { type: "object", properties: { in: count, out: count }, required: ["in", "out"] },
        queue: { ...marks, description: "records that wait" },
        dropped: {
          ...marks,
          description: "records that were lost for want of room, or that the server would not take",
        },
        thinned: { ...count, description: "readings that were left out of a long outage, the shape kept" },
        clock: {
          type: "object",
          properties: {
            source: { enum: ["none", "board", "ntp", "server"] },
            steps: { ...count, description: "times that the clock was set by a second or more" },
            stepMs: { type: "number", description: "by how much the last of them moved it" },
            driftPPM: { type: "number", description: "parts in a million that the clock is too slow" },
          },
          required: ["source", "steps"],
        },
      },
      required: ["uptimeMs", "onlineMs", "attempts", "connects", "bytes", "messages"],
    },
  },
} as const);

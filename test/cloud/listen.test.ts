/** The listening socket: its faults after the start. Those at the start are tested in main.test.ts. */
import { createServer } from "node:http";
import { listen } from "../../cloud/src/http/listen.js";
import { deepEqual } from "../support/assert.js";
import { atEnd, cleanUp } from "./support.js";

describe("a server that listens", () => {
  afterEach(cleanUp);

  it("logs each fault of its socket, the first and those after it, and goes on", async () => {
    const lines: string[] = [];
    const server = createServer();
    atEnd(() => void server.close());
    await listen(server, 0, "127.0.0.1", { info: () => {}, error: (line) => lines.push(line) });
    for (const text of ["too many open files", "still too many"]) server.emit("error", new Error(text));
    deepEqual(lines, ["the listening socket: too many open files", "the listening socket: still too many"]);
  });
});

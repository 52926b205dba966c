/** The end of a program by signals, where ending in order takes too long for the person at the keyboard. */
import { spawn } from "node:child_process";
import { equal, ok } from "../support/assert.js";
import { atEnd, cleanUp } from "./support.js";

const program = `
  import { endOnSignal } from "./cloud/src/end-on-signal.ts";
  endOnSignal(() => new Promise(() => {}));
  setInterval(() => {}, 1000);
  console.log("ready");`;

describe("a program that does not come to its end", function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  it("ends at once, with 1, on a Ctrl-C a second after the first, and not on one that came with it", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program]);
    atEnd(() => void child.kill("SIGKILL"));
    const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGINT");
    child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 1200));
    equal(child.exitCode, null, "it is still ending");
    const begin = performance.now();
    child.kill("SIGINT");
    equal(await ended, 1);
    ok(performance.now() - begin < 1000, "at once");
  });
});

/**
 * Our client and the SDK's own in one build (bench/moddable-websocket), over one TCP in memory: CPU time of an echo, what
 * it leaves in the heap, what a connection holds, and the least heap in which a program connects and echoes.
 */
import { join } from "node:path";
import { buildApp, runApp } from "../../hosts/moddable/tools/app.js";
import { findSdk, repository } from "../../hosts/moddable/tools/sdk.js";
import { buildHost, missingForHost } from "../../hosts/simulator/tools/build.js";
import { least } from "../../hosts/simulator/tools/measure.js";

const sizes = [125, 1024, 16384]; // bytes
const clients = ["ours", "sdk"] as const;
type Client = (typeof clients)[number];
const roundBytes = 1_000_000; // bytes of message a round
const mostEchoes = 2000; // a round
const plenty = Object.freeze({ chunks: 36864, slots: 4000 });

interface Weight {
  /** bytes of chunks, slots */
  rest: [number, number];
  echo: [number, number];
}

class Comparison {
  readonly #host: string;
  readonly #program: string;

  constructor(host: string, program: string) {
    this.#host = host;
    this.#program = program;
  }

  async #run(env: NodeJS.ProcessEnv): Promise<unknown> {
    const end = await runApp(this.#host, this.#program, env);
    return end.code === 0 && end.lines[0] !== undefined ? JSON.parse(end.lines[0]) : undefined;
  }

  /** us of CPU time for an echo, medians of rounds in turn */
  async time(size: number, kind: "binary" | "text"): Promise<Record<Client, number>> {
    const count = Math.min(Math.ceil(roundBytes / size), mostEchoes);
    return (await this.#run({ SIZE: String(size), COUNT: String(count), KIND: kind })) as Record<Client, number>;
  }

  async weigh(client: Client, size: number): Promise<Weight> {
    return (await this.#run({ CLIENT: client, SIZE: String(size) })) as Weight;
  }

  /** The least chunks with plenty of slots, and the least slots with plenty of chunks. */
  async least(client: Client, size: number): Promise<[number | undefined, number | undefined]> {
    const works = async (chunks: number, slots: number) =>
      (await this.#run({ CLIENT: client, SIZE: String(size), HEAP: `${chunks},${slots}` })) !== undefined;
    const chunks = await least(256, plenty.chunks, 64, (value) => works(value, plenty.slots));
    const slots = await least(16, plenty.slots, 8, (value) => works(plenty.chunks, value));
    return [chunks, slots];
  }
}

const heap = (figures: readonly (number | undefined)[]): string =>
  `${figures.map((figure) => (figure === undefined ? "-" : Math.round(figure))).join(" B + ")} slots`;

/** Prints the comparison, or one line that says why not. */
export async function compareWithSdk(): Promise<void> {
  const sdk = findSdk();
  const missing = "missing" in sdk ? sdk.missing : missingForHost(sdk);
  if (missing !== undefined || "missing" in sdk) {
    console.log(`the SDK's client is left out: ${missing}`);
    return;
  }
  const { program } = await buildApp(sdk, join(repository, "bench", "moddable-websocket"), "release");
  const comparison = new Comparison(await buildHost(sdk), program);
  console.log(`\nan echo in Moddable SDK ${sdk.version}, both clients over one TCP in memory, released:`);
  for (const size of sizes) {
    for (const kind of ["binary", "text"] as const) {
      const { ours, sdk: theirs } = await comparison.time(size, kind);
      const times = `ours ${ours.toFixed(2)} us, the SDK's ${theirs.toFixed(2)} us: ${(ours / theirs).toFixed(2)} of it`;
      console.log(`${`${size} B, ${kind}`.padEnd(15)} CPU time: ${times}`);
    }
    for (const client of clients) {
      const { rest, echo } = await comparison.weigh(client, size);
      const needed = await comparison.least(client, size);
      const name = (client === "ours" ? "ours" : "the SDK's").padEnd(10);
      console.log(`                ${name} takes ${heap(echo)} an echo; holds ${heap(rest)}; runs in ${heap(needed)}`);
    }
  }
}

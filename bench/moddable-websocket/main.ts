/**
 * Two WebSocket clients in one build, over the same TCP without a network: they connect and echo messages of SIZE bytes (KIND=text: text).
 * With COUNT it tells the CPU time of both, else the heap of one (CLIENT=ours|sdk), or whether HEAP is enough for it.
 * bench/websocket.ts runs it.
 */
import SDKClient from "embedded:network/websocket/client";
import { Digest } from "crypt";
import OurClient from "mooring/hosts/moddable/websocket/client";
import { MemoryResolver, MemoryTCP, type World } from "./memory-tcp.js";
import { collect, cpu, environment, memory } from "./native.js";

declare const screen: { postMessage(line: string): void };

const headerBytes = 16; // of a chunk, on 64 bits
const segmentBytes = 1436; // what one packet brings, lwip's default
const rounds = 41; // each client in turn
const echoes = 10; // in the least heap
const weighedBytes = 8000; // of messages: fewer than make XS collect by itself
const instanceSlots = 2; // an object with one property

interface Client {
  write(data: ArrayBuffer, options: object): unknown;
  read(count: number): ArrayBuffer;
}

const Clients = Object.freeze({ ours: OurClient, sdk: SDKClient });

/** An open client that sends back what comes. */
function open(name: "ours" | "sdk"): MemoryTCP {
  const Client = Clients[name] as unknown as new (options: object) => Client;
  const world: World = { tcp: undefined };
  new Client({
    host: "server.example",
    path: "/echo",
    dns: { io: MemoryResolver },
    socket: { io: MemoryTCP, world },
    onReadable(this: Client, count: number, options: { more: boolean; binary: boolean }) {
      this.write(this.read(count), options);
    },
  });
  const tcp = world.tcp as MemoryTCP;
  tcp.onWritable(tcp.writable);
  tcp.bring(answer(tcp.kept?.[0] as Uint8Array));
  tcp.kept = undefined;
  return tcp;
}

function answer(request: Uint8Array): Uint8Array {
  const text = String.fromArrayBuffer(request.buffer as ArrayBuffer);
  const key = text.slice(text.indexOf("Key: ") + 5).split("\r\n")[0] as string;
  const digest = new Digest("SHA1");
  digest.write(ArrayBuffer.fromString(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`));
  const accept = new Uint8Array(digest.close()).toBase64();
  const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
  return new Uint8Array(ArrayBuffer.fromString(head));
}

/** A server's frame: binary, or text (ASCII). */
function frameOf(size: number, isText: boolean): Uint8Array {
  const first = isText ? 0x81 : 0x82;
  const head = size < 126 ? [first, size] : [first, 126, size >> 8, size & 255];
  const frame = new Uint8Array(head.length + size);
  frame.set(head);
  for (let i = 0; i < size; i++) frame[head.length + i] = (i * 7) & (isText ? 127 : 255);
  return frame;
}

/** The frame comes as TCP brings it. */
function bring(tcp: MemoryTCP, segments: readonly Uint8Array[]): void {
  const { length } = segments;
  for (let i = 0; i < length; i++) tcp.bring(segments[i] as Uint8Array);
}

function segmentsOf(frame: Uint8Array): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let at = 0; at < frame.length; at += segmentBytes) segments.push(frame.slice(at, at + segmentBytes));
  return segments;
}

/** What was sent back must be what came, in one frame or in several. */
function check(tcp: MemoryTCP, frame: Uint8Array, size: number): void {
  tcp.kept = [];
  bring(tcp, segmentsOf(frame));
  let at = frame.length - size;
  for (const sent of tcp.kept) {
    const length = (sent[1] as number) & 127;
    const key = length < 126 ? 2 : 4;
    const isFirst = at === frame.length - size;
    const isLast = at + sent.length - key - 4 === frame.length;
    if (sent[0] !== (isFirst ? (frame[0] as number) & 15 : 0) + (isLast ? 128 : 0))
      throw new Error("not the frame that is meant");
    for (let i = key + 4; i < sent.length; i++)
      if (((sent[i] as number) ^ (sent[key + ((i - key) & 3)] as number)) !== frame[at++])
        throw new Error("not an echo");
  }
  if (at !== frame.length) throw new Error("not all came back");
  tcp.kept = undefined;
}

/** Leaves exactly so much free. */
class Ballast {
  chunks: ArrayBuffer;
  slots: object | undefined;

  constructor(chunks: number, slots: number) {
    collect();
    this.chunks = new ArrayBuffer((memory(1) - memory(0) - chunks - headerBytes) & ~7);
    let last: object | undefined;
    for (let left = memory(3) - memory(2) - slots; left > 0; left -= instanceSlots) last = { next: last };
    this.slots = last;
    collect();
  }
}

/** What a connection holds at rest, and what each echo leaves behind, in bytes of chunks and in slots. */
function weigh(name: "ours" | "sdk", segments: readonly Uint8Array[], size: number): object {
  const count = Math.ceil(weighedBytes / size);
  collect();
  const before = [memory(0), memory(2)] as const;
  const tcp = open(name);
  for (let i = 0; i < count; i++) bring(tcp, segments);
  collect();
  const rest = [memory(0), memory(2)] as const;
  for (let i = 0; i < count; i++) bring(tcp, segments);
  const after = [memory(0), memory(2)] as const;
  return {
    rest: [rest[0] - before[0], rest[1] - before[1]],
    echo: [(after[0] - rest[0]) / count, (after[1] - rest[1]) / count],
  };
}

/** us of CPU time for an echo: both clients in turn, medians; in the heap of an ESP32-S3, its collection included. */
function time(segments: readonly Uint8Array[], count: number): object {
  const tcps = [open("ours"), open("sdk")];
  const times: number[][] = [[], []];
  for (let round = 0; round < rounds; round++)
    for (let which = 0; which < tcps.length; which++) {
      collect();
      const tcp = tcps[which] as MemoryTCP;
      const before = cpu();
      for (let i = 0; i < count; i++) bring(tcp, segments);
      times[which]?.push(((cpu() - before) * 1000) / count);
    }
  const [ours, sdk] = times.map((each) => each.sort((a, b) => a - b)[rounds >> 1]);
  return { ours, sdk };
}

/** Connects and echoes in a heap of which only so much is free: whether that is enough shows in the exit code. */
function live(name: "ours" | "sdk", segments: readonly Uint8Array[], free: readonly number[]): object {
  const ballast = new Ballast(free[0] as number, free[1] as number);
  const tcp = open(name);
  for (let i = 0; i < echoes; i++) bring(tcp, segments);
  return { free, held: ballast.chunks.byteLength };
}

function run(): object {
  const size = Number(environment("SIZE"));
  const heap = environment("HEAP")?.split(",").map(Number);
  const count = environment("COUNT");
  const frame = frameOf(size, environment("KIND") === "text");
  const segments = segmentsOf(frame);
  for (const client of ["ours", "sdk"] as const) check(open(client), frame, size); // and brings in what is not preloaded
  if (count !== undefined) return time(segments, Number(count));
  const name = environment("CLIENT") as "ours" | "sdk";
  return heap === undefined ? weigh(name, segments, size) : live(name, segments, heap);
}

export default function main(): void {
  screen.postMessage(JSON.stringify(run()));
}

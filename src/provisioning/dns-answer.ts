/**
 * The answer of a name responder that leads every name to one address (RFC 1035 4). One question, of class IN: for A
 * (and ANY) the address, for every other type no record, so that a phone does not wait for IPv6. What is no such question
 * is not answered at all. The answer is 16 bytes longer than the question at most, so that it amplifies nothing.
 */
const headerBytes = 12;
const recordBytes = 16;
/** bytes; the longest answer: a name of 255 */
export const dnsAnswerBytes = headerBytes + 255 + 4 + recordBytes;

const typeA = 1;
const typeAny = 255;
const classIn = 1;

/** Writes the answer to a packet into `into`, which has dnsAnswerBytes; address: IPv4. Returns its length, 0: it gets none. */
export function answerDns(question: Uint8Array, address: string, into: Uint8Array): number {
  if (!isQuery(question)) return 0;
  const nameEnd = endOfName(question);
  if (nameEnd === 0 || nameEnd + 4 > question.length) return 0;
  const type = ((question[nameEnd] ?? 0) << 8) | (question[nameEnd + 1] ?? 0);
  if (question[nameEnd + 2] !== 0 || question[nameEnd + 3] !== classIn) return 0;
  const end = nameEnd + 4;
  for (let i = 0; i < end; i++) into[i] = question[i] as number;
  into[2] = 0x84 | ((question[2] as number) & 1); // QR, AA; RD as it came
  into[3] = 0; // no error; no recursion
  const hasRecord = type === typeA || type === typeAny;
  into[7] = hasRecord ? 1 : 0; // ANCOUNT
  into[10] = into[11] = 0; // ARCOUNT: what came with EDNS (RFC 6891) is not taken up
  if (!hasRecord) return end;
  // The name is the one at 12; A, IN, 0 s: behind the setup the phone asks another server; 4 bytes.
  for (let i = 0; i < 12; i++) into[end + i] = record[i] as number;
  writeAddress(address, into, end + 12);
  return end + recordBytes;
}

const record = Object.freeze([0xc0, headerBytes, 0, typeA, 0, classIn, 0, 0, 0, 0, 0, 4]);

/** Four decimal numbers with points as four bytes. */
function writeAddress(address: string, into: Uint8Array, at: number): void {
  let byte = 0;
  let index = at;
  for (let i = 0; i < address.length; i++) {
    const c = address.charCodeAt(i);
    byte = c === 0x2e ? 0 : byte * 10 + c - 48;
    if (c === 0x2e) index++;
    into[index] = byte;
  }
}

/** A standard query, not truncated, with one question and no records but additional ones. */
function isQuery(packet: Uint8Array): boolean {
  if (packet.length < headerBytes || ((packet[2] as number) & 0xfa) !== 0) return false;
  return packet[4] === 0 && packet[5] === 1 && packet[6] === 0 && packet[7] === 0 && packet[8] === 0 && packet[9] === 0;
}

/** Index behind the name of the question; 0: it is longer than 255 bytes, cut off, or points elsewhere (4.1.4). */
function endOfName(packet: Uint8Array): number {
  let at = headerBytes;
  for (;;) {
    const length = packet[at];
    if (length === undefined || length > 63) return 0;
    at += 1 + length;
    if (at - headerBytes > 255 || at > packet.length) return 0;
    if (length === 0) return at;
  }
}

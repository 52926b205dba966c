/**
 * The keyUsage of a certificate (RFC 5280 4.2.1.3), which Node does not give: its X509Certificate.keyUsage is the
 * extended one. Every length is checked; what cannot be read counts as not allowed.
 */
const extensionsTag = 0xa3;
const keyUsageOID = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0f]);
const digitalSignature = 0x80;

/** der: a certificate. True also without the extension: then every use is allowed. */
export function maySign(der: Buffer): boolean {
  const parts = inside(inside(der)[0]);
  const extensions = inside(parts.find((part) => part[0] === extensionsTag))[0];
  for (const extension of inside(extensions)) {
    const [oid, ...rest] = inside(extension);
    if (oid === undefined || !oid.equals(keyUsageOID)) continue;
    const [bits] = inside(rest.at(-1));
    const value = bits === undefined ? undefined : content(bits);
    return value !== undefined && ((value[1] ?? 0) & digitalSignature) !== 0;
  }
  return parts.length > 0;
}

/** The elements inside one, each with its tag and length; none when it is no element. */
function inside(element: Buffer | undefined): Buffer[] {
  const found: Buffer[] = [];
  let rest = element === undefined ? undefined : content(element);
  while (rest !== undefined && rest.length > 0) {
    const size = sizeOf(rest);
    if (size === undefined) return [];
    found.push(rest.subarray(0, size.end));
    rest = rest.subarray(size.end);
  }
  return found;
}

function content(element: Buffer): Buffer | undefined {
  const size = sizeOf(element);
  return size === undefined ? undefined : element.subarray(size.start, size.end);
}

/** Where the content of the first element starts and ends; undefined: it is cut short. */
function sizeOf(bytes: Buffer): { start: number; end: number } | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 4 || bytes.length < 2 + count || first === 0x80) return undefined;
  const length = count === 0 ? first : bytes.readUIntBE(2, count);
  const start = 2 + count;
  return start + length <= bytes.length ? { start, end: start + length } : undefined;
}

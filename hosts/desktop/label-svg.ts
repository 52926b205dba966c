/** A board's label as SVG, from what it prints on its console; 62 x 29 mm, a usual size of label printers. */
import { type AccessPointIdentity, wifiText } from "../../src/provisioning/portal-identity.js";
import { encodeQr, type QrCode } from "../../src/provisioning/qr-code.js";

const widthMm = 62;
const heightMm = 29;
const quietModules = 4; // ISO/IEC 18004, 5.3.8

/** Name and passphrase from a line that has `WIFI:T:WPA;S:...;P:...;;` somewhere; undefined: it has none. */
export function readWifiText(line: string): AccessPointIdentity | undefined {
  const match = /WIFI:T:WPA;S:((?:\\.|[^\\;])+);P:((?:\\.|[^\\;])+);;/.exec(line);
  const [name, passphrase] = [match?.[1], match?.[2]].map((text) => text?.replace(/\\(.)/g, "$1"));
  return name === undefined || passphrase === undefined ? undefined : { name, passphrase };
}

/** Throws when name and passphrase are longer than a code of ours takes (106 bytes). */
export function labelSvg(identity: AccessPointIdentity): string {
  const code = encodeQr(wifiText(identity));
  if (code === undefined) throw new RangeError("name and passphrase are too long for the label's code");
  const side = code.size + 2 * quietModules;
  const scale = heightMm / side;
  const line = (y: number, size: number, text: string, family = "sans-serif"): string =>
    `  <text x="${heightMm}" y="${y}" font-family="${family}" font-size="${size}">${escapeText(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthMm}mm" height="${heightMm}mm" viewBox="0 0 ${widthMm} ${heightMm}">`,
    `  <rect width="${widthMm}" height="${heightMm}" fill="#fff"/>`,
    `  <path transform="scale(${scale.toFixed(5)}) translate(${quietModules} ${quietModules})" d="${qrPath(code)}"/>`,
    line(7, 3.2, "Join with a phone"),
    line(12.5, 3.6, identity.name, "monospace"),
    line(18, 3.6, identity.passphrase, "monospace"),
    line(23.5, 3.2, "Open 192.168.4.1"),
    "</svg>",
    "",
  ].join("\n");
}

/** The dark modules, each a square of one. */
export function qrPath({ modules, size }: QrCode): string {
  let path = "";
  for (let i = 0; i < modules.length; i++) if (modules[i] === 1) path += `M${i % size} ${Math.floor(i / size)}h1v1h-1z`;
  return path;
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
}

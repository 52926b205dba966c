/**
 * Where codes are exchanged, and the link that fills a device's setup page in. What follows the # stays in the browser:
 * no server and no log sees it.
 */

/** Of the WebSocket at which a device shows its code. */
export const claimPath = "/v1/claim";

// ESP-IDF's own address of an access point; docs/provisioning.md
const portal = "http://192.168.4.1/";

/** server: ws or wss, without a path. page: of the device's setup page. */
export function portalURL(server: string, code: string, page: string = portal): string {
  return `${page}#server=${encodeURIComponent(server)}&code=${encodeURIComponent(code)}`;
}

/** Server and code from a link of the dashboard: `...#server=...&code=...`, opened, or pasted into a field. */
export function readLink(text: string): { server: string | null; code: string | null } {
  const parameters = new URLSearchParams(text.replace(/^[^#?]*./, "").replace("#", "&"));
  return { server: parameters.get("server"), code: parameters.get("code") };
}

/** What people write for a WebSocket's address; "" stays. */
export function serverAddress(text: string): string {
  if (text === "" || /^wss?:/i.test(text)) return text;
  return /^https?:/i.test(text) ? text.replace(/^http/i, "ws") : `wss://${text}`;
}

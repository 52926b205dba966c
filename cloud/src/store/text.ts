/** Text for SQLite, which ends a text at U+0000 when it is read. */
export function withoutNul<T extends string | null>(text: T): T {
  return (text?.includes("\0") ? text.replaceAll("\0", "\ufffd") : text) as T;
}

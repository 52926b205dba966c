/** Short lines for people, on stderr. Never a token, a sign-in code or a reading. */
export interface Log {
  info(line: string): void;
  error(line: string): void;
}

/** Quiet: errors alone. */
export function createLog(isQuiet: boolean, write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const print = (line: string) => write(`${new Date().toISOString().slice(11, 19)} ${oneLine(line)}\n`);
  return { info: isQuiet ? () => {} : print, error: print };
}

/** What devices say must not write lines of its own or steer a terminal. */
const oneLine = (line: string): string =>
  line.slice(0, 300).replace(/\p{Cc}/gu, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16)}`);

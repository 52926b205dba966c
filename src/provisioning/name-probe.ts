/**
 * Whether names are to be had at all, asked once when a server's name was not found: a slip of the pen in a server's name
 * is not the same as a network without the internet.
 */
import type { Board } from "../board/board.js";
import type { Resolver } from "../board/network.js";

// asked for by every device of the kind, and by many others
const wellKnown = "pool.ntp.org";

export class NameProbe {
  /** undefined: not known yet */
  isFound: boolean | undefined;
  private readonly resolver: Resolver;

  /** wake: `isFound` is known now. */
  constructor(board: Pick<Board, "network">, wake: () => void) {
    const { io, ...options } = board.network.resolver;
    this.resolver = new io(options);
    const answered = (isFound: boolean) => {
      this.isFound = isFound;
      wake();
    };
    this.resolver.resolve({ host: wellKnown, onResolved: () => answered(true), onError: () => answered(false) });
  }

  close(): void {
    this.resolver.close();
  }
}

/**
 * The resolver of src/board over what a host asks for names: lwip's DNS client on a board (it answers in turn, and a
 * name that fails takes its own retries, some 10 s), the system's in the simulator.
 */

import type { Constructor } from "../../src/board/io.js";
import type { Resolver } from "../../src/board/network.js";
import type { Guard } from "./guard.js";

/** Never calls back at once. No address: there is no such name, or no answer. */
export type Ask = (name: string, callback: (name: string, address: string | undefined) => void) => void;
type Question = Parameters<Resolver["resolve"]>[0];

export class MooringResolver implements Resolver {
  #ask: Ask;
  #guard: Guard;
  #open = true;

  constructor(ask: Ask, guard: Guard) {
    this.#ask = ask;
    this.#guard = guard;
  }

  resolve(question: Question): void {
    if (!this.#open) throw new Error("resolver: closed");
    this.#ask(question.host, (_name, address) => {
      if (!this.#open) return;
      try {
        if (address === undefined) question.onError(question.host, "no such name, or no answer");
        else question.onResolved(question.host, address);
      } catch (thrown) {
        this.#guard.caught("Resolver", thrown);
      }
    });
  }

  close(): void {
    this.#open = false;
  }
}

export function resolverClass(ask: Ask, guard: Guard): Constructor<object, Resolver> {
  return class extends MooringResolver {
    constructor(_options: object) {
      super(ask, guard);
    }
  };
}

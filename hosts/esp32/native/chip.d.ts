/** The functions of chip.js; what each does is said there. */
export declare function now(): number;
export declare function setWall(epochMs: number): void;
export declare function random(into: Uint8Array): void;
export declare function address(into: Uint8Array): void;
export declare function print(line: string): void;
export declare function resetCode(): number;
export declare function restart(): void;
export declare function resolve(name: string, callback: (name: string, address: string | undefined) => void): void;
export declare function setNameServer(address: string): void;
export declare function memory(which: 0 | 1 | 2 | 3): number;
export declare function keepWords(text: string): void;
export declare function takeWords(): string;
export declare function openCounter(pin: number, pull: 0 | 1 | 2): number;
export declare function readCounter(counter: number): number;
export declare function closeCounter(counter: number): void;
export declare function hasCounters(): boolean;

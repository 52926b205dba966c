/** Name and version of the firmware; a test holds the version against package.json. */
export const firmware = Object.freeze({ name: "mooring", version: "0.1.0" } as const);

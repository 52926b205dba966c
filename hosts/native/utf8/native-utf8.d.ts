import type { CheckUtf8 } from "../../../src/websocket/utf8.js";

export const checkUtf8: CheckUtf8;

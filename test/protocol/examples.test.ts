import { deviceMethods, type Method, serverMethods } from "../../src/protocol/messages.js";
import { RpcDecoder } from "../../src/protocol/rpc.js";
import { validate } from "../../src/protocol/validate.js";
import { equal, ok } from "../support/assert.js";
import { exampleSession } from "../support/protocol-examples.js";
import { toBytes } from "../support/text.js";

const methods = { ...deviceMethods, ...serverMethods } as Record<string, Method>;

describe("example session of docs/protocol.md", () => {
  const decoder = new RpcDecoder();

  for (const { from, text, answers } of exampleSession) {
    it(`is as the schemas say: ${text.slice(0, 60)}...`, () => {
      const kind = decoder.decode(toBytes(text));
      ok(kind !== "invalid", decoder.error?.message);
      if (kind === "result") {
        const schema = methods[answers ?? ""]?.result;
        ok(schema !== undefined, answers);
        equal(validate(schema, decoder.result)?.reason, undefined);
      }
      if (kind !== "request" && kind !== "notification") return;
      const method = methods[decoder.method];
      ok(method !== undefined, decoder.method);
      equal(Object.hasOwn(from === "device" ? deviceMethods : serverMethods, decoder.method), true);
      equal(validate(method.params, decoder.params)?.reason, undefined);
      equal(kind === "request", method.result !== undefined);
    });
  }

  it("uses every method", () => {
    for (const name of Object.keys(methods))
      ok(
        exampleSession.some(({ text }) => text.includes(`"method":"${name}"`)),
        name,
      );
  });
});

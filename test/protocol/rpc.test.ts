import { JsonWriter } from "../../src/protocol/json-writer.js";
import { limits } from "../../src/protocol/limits.js";
import {
  beginNotification,
  beginRequest,
  beginResult,
  endMessage,
  RpcDecoder,
  writeError,
} from "../../src/protocol/rpc.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { toBytes, toText } from "../support/text.js";

const decoder = new RpcDecoder();
const decode = (text: string) => decoder.decode(toBytes(text));

describe("JSON-RPC decoder", () => {
  it("tells requests, notifications, results and errors apart", () => {
    equal(decode('{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":1}}'), "request");
    deepEqual([decoder.id, decoder.method, decoder.params], [7, "ping", { a: 1 }]);
    equal(decode('{"jsonrpc":"2.0","id":"x-1","method":"ping"}'), "request");
    deepEqual([decoder.id, decoder.params], ["x-1", {}]);
    equal(decode('{"jsonrpc":"2.0","method":"note","params":[1]}'), "notification");
    deepEqual([decoder.id, decoder.params], [undefined, [1]]);
    equal(decode('{"jsonrpc":"2.0","id":7,"result":null}'), "result");
    deepEqual([decoder.id, decoder.result], [7, null]);
    equal(decode('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not JSON","data":5}}'), "error");
    deepEqual([decoder.id, decoder.error], [undefined, { code: -32700, message: "not JSON", data: 5 }]);
  });

  it("names the code and the reason for what is no message", () => {
    const cases: [text: string, code: number, message: string, isAnswerable: boolean][] = [
      ["{", -32700, "not JSON", true],
      ["[]", -32600, "batches are not supported", true],
      ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, "batches are not supported", true],
      ["5", -32600, "not an object", true],
      ["{}", -32600, 'jsonrpc must be "2.0"', true],
      ['{"jsonrpc":"1.0","id":1,"method":"a"}', -32600, 'jsonrpc must be "2.0"', true],
      ['{"jsonrpc":"2.0","id":1}', -32600, "neither request nor response", true],
      ['{"jsonrpc":"2.0","id":1,"method":5}', -32600, "method must be a name", true],
      ['{"jsonrpc":"2.0","id":1,"method":""}', -32600, "method must be a name", true],
      ['{"jsonrpc":"2.0","id":1,"method":"a","params":5}', -32600, "params must be an object", true],
      ['{"jsonrpc":"2.0","id":1.5,"method":"a"}', -32600, "id must be a string or a whole number", true],
      ['{"jsonrpc":"2.0","id":null,"method":"a"}', -32600, "id must be a string or a whole number", true],
      ['{"jsonrpc":"2.0","id":1,"method":"a","result":1}', -32600, "both request and response", true],
      [
        '{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}}',
        -32600,
        "neither request nor response",
        false,
      ],
      ['{"jsonrpc":"2.0","result":1}', -32600, "response without id", false],
      ['{"id":1,"result":1}', -32600, 'jsonrpc must be "2.0"', false],
      ['{"jsonrpc":"2.0","id":1,"error":"bad"}', -32600, "error without code", false],
    ];
    for (const [text, code, message, isAnswerable] of cases) {
      equal(decode(text), "invalid", text);
      deepEqual(
        [decoder.error?.code, decoder.error?.message, decoder.isAnswerable],
        [code, message, isAnswerable],
        text,
      );
    }
  });

  it("keeps the id of an invalid request for its answer", () => {
    decode('{"jsonrpc":"2.0","id":41,"method":""}');
    equal(decoder.id, 41);
    decode(`{"jsonrpc":"2.0","id":"${"i".repeat(limits.requestIdCharacters + 1)}","method":"a"}`);
    equal(decoder.id, undefined);
  });

  it("refuses what is larger or deeper than its limits, saying which", () => {
    equal(decode(`{"a":"${"b".repeat(limits.messageBytes)}"}`), "invalid");
    deepEqual([decoder.error?.code, decoder.error?.data], [-32004, { limit: "messageBytes" }]);
    equal(decode("[".repeat(100)), "invalid");
    deepEqual([decoder.error?.code, decoder.error?.data], [-32004, { limit: "depth" }]);
  });

  it("gives the same hash to the same request alone", () => {
    decode('{"jsonrpc":"2.0","id":1,"method":"a","params":{"v":1}}');
    const { hash } = decoder;
    decode('{"jsonrpc":"2.0","id":1,"method":"a","params":{"v":2}}');
    ok(decoder.hash !== hash);
    decode('{"jsonrpc":"2.0","id":1,"method":"a","params":{"v":1}}');
    equal(decoder.hash, hash);
  });
});

describe("JSON-RPC writer", () => {
  const writer = new JsonWriter(256);

  it("writes the frames of the wire, byte for byte", () => {
    endMessage(beginRequest(writer.reset(), 3, "hello").raw("{}"));
    equal(toText(writer.view()), '{"jsonrpc":"2.0","id":3,"method":"hello","params":{}}');
    endMessage(beginNotification(writer.reset(), "log").raw("{}"));
    equal(toText(writer.view()), '{"jsonrpc":"2.0","method":"log","params":{}}');
    endMessage(beginResult(writer.reset(), "a").raw("5"));
    equal(toText(writer.view()), '{"jsonrpc":"2.0","id":"a","result":5}');
    writeError(writer.reset(), undefined, { code: -32700, message: "not JSON" });
    equal(toText(writer.view()), '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not JSON"}}');
    writeError(writer.reset(), 1, { code: -32602, message: "m", data: { at: "/value" } });
    equal(
      toText(writer.view()),
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"m","data":{"at":"/value"}}}',
    );
  });
});

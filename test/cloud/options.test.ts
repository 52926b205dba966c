/** The server's command line. */
import { UsageError } from "../../cloud/src/errors.js";
import { cloudFlags, parseFlags, readCloudOptions } from "../../cloud/src/options.js";
import { equal, ok, throws } from "../support/assert.js";

const read = (...args: string[]) => readCloudOptions(parseFlags(args, cloudFlags), {});

describe("the server's options", () => {
  it("have the defaults that the help names", () => {
    const options = read();
    equal(options.port, 8080);
    equal(options.host, "127.0.0.1");
    equal(options.data, "./data");
    equal(options.operatorToken, undefined);
    equal(options.isQuiet, false);
  });

  it("are read from the command line, the token also from the environment", () => {
    const options = read("--port", "0", "--data=x", "--operator-token", "t", "--keep-megabytes", "2", "--quiet");
    equal(options.port, 0);
    equal(options.data, "x");
    equal(options.operatorToken, "t");
    equal(options.keepBytes, 2 * 1048576);
    equal(options.isQuiet, true);
    equal(readCloudOptions({}, { MOORING_OPERATOR_TOKEN: "e" }).operatorToken, "e");
    equal(read("--public-url", "https://mooring.example.org").publicUrl, "https://mooring.example.org");
  });

  const wrong: [string[], string][] = [
    [["--devices", "2"], "--devices"],
    [["--engine=xs"], "--engine"],
    [["--port"], "--port"],
    [["--port", "--quiet"], "--port"],
    [["--port", "eighty"], "--port"],
    [["--port", "65536"], "--port"],
    [["--port", "1e3"], "--port"],
    [["--port", "-1"], "--port"],
    [["--keep-days", "0"], "--keep-days"],
    [["--keep-megabytes", "NaN"], "--keep-megabytes"],
    [["--operator-token", "with space"], "--operator-token"],
    [["--operator-token="], "--operator-token"],
    [["--public-url", "mooring.example.org"], "--public-url"],
    [["--public-url", "https://example.org/path"], "--public-url"],
    [["--quiet=yes"], "--quiet"],
    [["-x"], "-x"],
    [["data"], "data"],
  ];
  for (const [args, named] of wrong) {
    it(`refuse ${args.join(" ")} and name it`, () => {
      ok(throws(() => read(...args), named) instanceof UsageError);
    });
  }
});

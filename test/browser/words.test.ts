import { readFileSync } from "node:fs";
import { ApiError } from "../../cloud/dashboard/api.js";
import { explainCommand } from "../../cloud/dashboard/command.js";
import { formatBytes, formatReading, titleOf } from "../../cloud/dashboard/quantity.js";
import { age, duration } from "../../cloud/dashboard/time.js";
import { errorCodes } from "../../src/protocol/faults.js";
import { deepEqual, equal, ok } from "../support/assert.js";

describe("the dashboard's words", () => {
  it("show readings in the units that people use", () => {
    deepEqual(
      [
        { v: 21.44, u: "Cel" },
        { v: -0.04, u: "Cel" },
        { v: -12.5, u: "Cel" },
        { v: 45.25, u: "%RH" },
        { v: 0.4, u: "/" },
        { v: 101325, u: "Pa" },
        { v: 1.23456 },
        { v: 7, u: "furlong" },
        { vb: true },
        { vs: "ready" },
      ].map(formatReading),
      ["21.4 °C", "0.0 °C", "−12.5 °C", "45.3 %", "40 %", "1013.3 hPa", "1.23", "7.00 furlong", "On", "ready"],
    );
    equal(formatReading(undefined), "–");
  });

  it("make a title of a name that has none", () => {
    equal(titleOf("cpu-load.5_min"), "Cpu load 5 min");
    equal(titleOf("x", "Given"), "Given");
  });

  it("round sizes and ages to one unit", () => {
    deepEqual([0, 999, 1000, 99_949, 999_499, 999_500].map(formatBytes), [
      "0 B",
      "999 B",
      "1.0 kB",
      "99.9 kB",
      "999 kB",
      "1.0 MB",
    ]);
    deepEqual([-3, 59, 60, 7199, 172_799, 172_800].map(duration), ["0 s", "59 s", "1 min", "1 h", "47 h", "2 d"]);
    deepEqual([age(100, 101), age(100, 112)], ["just now", "12 s ago"]);
  });

  it("say for every way in which a command fails what that means", () => {
    const words = (status: number, code: string | number, message = "no"): string =>
      explainCommand(new ApiError(status, code, message));
    ok(words(409, "offline").includes("offline; nothing was changed"));
    ok(words(504, "late").includes("may still have been done"));
    ok(words(504, "lost").includes("cut off"));
    ok(words(429, "busy").includes("busy"));
    ok(words(0, "unreachable").includes("nobody knows"));
    ok(words(401, "unauthorized").includes("signed out"));
    ok(words(422, errorCodes.expired).includes("not carried out"));
    ok(words(422, errorCodes.invalidParams, "value must be at most 1").includes("value must be at most 1"));
    equal(words(503, "notStored", "the server cannot store it"), "The server cannot store it.");
  });
});

/** Relative luminance and contrast (WCAG 2.2, 1.4.3). */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("the dashboard's colours", () => {
  const css = readFileSync(new URL("../../cloud/dashboard/style.css", import.meta.url), "utf8");
  const read = (selector: string): Record<string, string> => {
    const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
    return Object.fromEntries(
      [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
    );
  };
  const texts = [
    ...["text", "text-quiet", "accent", "bad", "good", "warn"].flatMap((name) => [`${name} surface`, `${name} raised`]),
    ...["text ground", "text-quiet ground", "text-quiet sunken", "accent ground", "text selected"],
    ...["on-accent accent", "good good-ground", "bad bad-ground", "warn warn-ground", "surface bad"],
  ];
  const lines = ["series-warm", "series-cool", "series-light", "series-air", "series-other", "line-strong"];

  for (const selector of [":root", ':root[data-theme="dark"]']) {
    it(`hold contrast AA in ${selector}`, () => {
      const colors = read(selector);
      const ratio = (pair: string): number => {
        const [front = "", back = ""] = pair.split(" ");
        return contrast(colors[front] ?? `no ${front}`, colors[back] ?? `no ${back}`);
      };
      for (const pair of texts) ok(ratio(pair) >= 4.5, `${pair}: ${ratio(pair).toFixed(2)}`);
      for (const line of lines) ok(ratio(`${line} surface`) >= 3, `${line}: ${ratio(`${line} surface`).toFixed(2)}`);
    });
  }
});

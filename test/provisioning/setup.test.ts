import { checkSetup, type Setup } from "../../src/provisioning/setup.js";
import { equal } from "../support/assert.js";

const good: Setup = { SSID: "Home", password: "correct horse" };
const fixed = { address: "192.168.1.20", mask: "255.255.255.0", gateway: "192.168.1.1" };

describe("what a person enters", () => {
  it("is a name of 1 to 32 bytes, counted as UTF-8", () => {
    equal(checkSetup(good), undefined);
    equal(checkSetup({ SSID: "" }), "SSID");
    equal(checkSetup({ SSID: "a".repeat(32) }), undefined);
    equal(checkSetup({ SSID: "a".repeat(33) }), "SSID");
    equal(checkSetup({ SSID: "客".repeat(10) }), undefined);
    equal(checkSetup({ SSID: "客".repeat(11) }), "SSID");
    equal(checkSetup({ SSID: "😀".repeat(8) }), undefined);
    equal(checkSetup({ SSID: "😀".repeat(9) }), "SSID");
    equal(checkSetup({ SSID: "é".repeat(17) }), "SSID");
  });

  it("is a password of WPA: 8 to 63 characters, or 64 hexadecimal digits", () => {
    for (const password of ["12345678", "x".repeat(63), "0123456789abcdefABCDEF".repeat(3).slice(0, 64)])
      equal(checkSetup({ SSID: "Home", password }), undefined, password);
    for (const password of ["", "1234567", "x".repeat(64), "a".repeat(65), "12345678\n", "pässwörter"])
      equal(checkSetup({ SSID: "Home", password }), "password", password);
  });

  it("is a server's address and a code without spaces", () => {
    equal(checkSetup({ ...good, server: "wss://cloud.example", code: "7KMF-2QXA" }), undefined);
    equal(checkSetup({ ...good, server: "https://cloud.example" }), "server");
    equal(checkSetup({ ...good, code: "" }), "code");
    equal(checkSetup({ ...good, code: "a b" }), "code");
    equal(checkSetup({ ...good, code: "x".repeat(65) }), "code");
  });

  it("is an address with its mask, gateway and name server", () => {
    equal(checkSetup({ ...good, fixed }), undefined);
    equal(checkSetup({ ...good, fixed: { ...fixed, nameServer: "9.9.9.9" } }), undefined);
    equal(checkSetup({ ...good, fixed: { ...fixed, address: "192.168.1" } }), "address");
    equal(checkSetup({ ...good, fixed: { ...fixed, address: "192.168.1.256" } }), "address");
    equal(checkSetup({ ...good, fixed: { ...fixed, gateway: "router" } }), "gateway");
    equal(checkSetup({ ...good, fixed: { ...fixed, nameServer: "" } }), "nameServer");
  });

  it("is a mask of ones, then zeros", () => {
    for (const mask of ["128.0.0.0", "255.255.255.252", "255.240.0.0"])
      equal(checkSetup({ ...good, fixed: { ...fixed, mask } }), undefined, mask);
    for (const mask of ["0.0.0.0", "255.255.255.255", "255.0.255.0", "0.255.255.0", "24", ""])
      equal(checkSetup({ ...good, fixed: { ...fixed, mask } }), "mask", mask);
  });
});

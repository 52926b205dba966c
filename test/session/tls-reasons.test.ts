import { causeOfPhase } from "../../src/session/causes.js";
import { distrust, isDistrust, tlsFaults } from "../../src/session/tls-reasons.js";
import { equal } from "../support/assert.js";

describe("reasons of TLS", () => {
  it("that are about trust are tried again slowly, each of them", () => {
    for (const reason of Object.values(distrust)) {
      equal(isDistrust(reason), true, reason);
      equal(causeOfPhase("securing", reason, true).policy, "refused", reason);
    }
  });

  it("that are about the date are no refusal while this device does not know the time, and say so", () => {
    for (const reason of Object.values(distrust)) {
      const { code, policy, detail } = causeOfPhase("securing", reason, false);
      const isDate = reason === distrust.notYetValid || reason === distrust.expired;
      equal(policy, isDate ? "again" : "refused", reason);
      equal(code, isDate ? "securing.no-time" : "securing.failed", reason);
      equal(detail, isDate ? `${reason}, and this device does not know the time` : reason);
    }
  });

  it("that are about anything else are tried again as any lost connection", () => {
    for (const reason of [...Object.values(tlsFaults), "connection refused", "TLS: certain", "", undefined]) {
      equal(isDistrust(reason), false, String(reason));
      equal(causeOfPhase("securing", reason, true).policy, "spread", String(reason));
    }
  });

  it("do not make a name that was not found or a TCP that failed a matter of trust", () => {
    equal(causeOfPhase("resolving", distrust.wrongHost, true).policy, "spread");
  });
});

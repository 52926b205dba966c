/** The drivers of src/drivers as kinds of sensors. */
import SHT4x from "../../drivers/sht4x.js";
import { quantities } from "../quantities.js";
import { driverKind } from "./driver.js";

export const sht4x = driverKind({
  title: "Sensirion SHT4x",
  Driver: SHT4x,
  addresses: [0x44, 0x45, 0x46],
  readings: [quantities.temperature, quantities.humidity],
  configure: { precision: { enum: ["high", "medium", "low"], description: "repeatability; default high" } },
});

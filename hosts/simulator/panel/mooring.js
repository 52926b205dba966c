/**
 * Mooring's panel in Moddable's simulator: the controls, beside the board that parts/board.js draws. mcsim takes every
 * file of this folder whose default export has DeviceTemplates for a panel.
 */
import { ButtonsRow, ControlsColumn, LogSliderRow, PopupRow, SliderRow, SwitchRow } from "ControlsPane";
import { BoardTemplate } from "./parts/board.js";

// one color for mcsim's light and dark looks: its own styles are out of reach here
const heading = new Style({ font: "semibold 12px Open Sans", color: "#5c86d6", horizontal: "left" });
const Heading = Label.template(($) => ({
  left: 10,
  right: 0,
  top: 8,
  height: 24,
  string: $,
  style: heading,
}));
const Space = Content.template(() => ({ left: 0, right: 0, height: 6 }));

const faultNames = [
  { title: "none", value: "none" },
  { title: "no answer", value: "no-answer" },
  { title: "wrong checksum", value: "wrong-crc" },
  { title: "stuck", value: "stuck" },
  { title: "slow", value: "slow" },
  { title: "out of range", value: "out-of-range" },
];
const fault = (label, chip, ...absent) =>
  PopupRow({
    ...{ label, chip, event: "onFault", value: "none" },
    items: faultNames.filter(({ value }) => !absent.includes(value)),
  });
// what each puts into the air is in parts/networks.js
const networks = [
  { title: "home in range", value: "home" },
  { title: "weak signal", value: "weak" },
  { title: "wrong password", value: "password" },
  { title: "no address", value: "address" },
  { title: "others alone", value: "others" },
  { title: "gone", value: "gone" },
];
// chips: all that are in the same air
const slider = (name, label, chips, quantity, more) => ({ name, label, chips, quantity, ...more });

export default {
  applicationName: "simulator",
  title: "Mooring",
  ControlsTemplate: ControlsColumn.template(() => ({
    contents: [
      Space(null),
      Heading("Climate"),
      SwitchRow({ name: "FOLLOW", label: "Weather", event: "onFollow", on: "recorded", off: "by hand", value: true }),
      SliderRow(
        slider("TEMPERATURE", "Temperature", ["sht4x", "scd4x", "bme280"], "temperature", {
          ...{ event: "onClimate", min: -40, max: 85, step: 0.5, unit: " °C", value: 20 },
        }),
      ),
      SliderRow(
        slider("HUMIDITY", "Humidity", ["sht4x", "scd4x", "bme280"], "humidity", {
          ...{ event: "onClimate", min: 0, max: 100, step: 1, unit: " %RH", value: 50 },
        }),
      ),
      LogSliderRow(
        slider("LIGHT", "Light", ["light", "bh1750"], "light", {
          ...{ event: "onClimate", min: 1, max: 100000, step: 1, unit: " lx", value: 400 },
        }),
      ),
      SliderRow(
        slider("CO2", "CO2", ["scd4x"], "co2", {
          ...{ event: "onClimate", min: 400, max: 5000, step: 10, unit: " ppm", value: 600 },
        }),
      ),
      fault("SHT4x fault", "sht4x"),
      fault("SCD4x fault", "scd4x"),
      Heading("Supply"),
      SliderRow(
        slider("CURRENT", "Current", ["ina219"], "current", {
          ...{ event: "onSupply", min: 0, max: 3.2, step: 0.01, unit: " A", value: 0 },
        }),
      ),
      fault("INA219 fault", "ina219", "wrong-crc"),
      Heading("Inputs"),
      ButtonsRow({ label: "Button", buttons: [{ eventDown: "onPress", eventUp: "onRelease", label: "Press" }] }),
      ButtonsRow({
        label: "Door",
        buttons: [
          { event: "onDoorTouched", what: "open", label: "Open/shut" },
          { event: "onDoorTouched", what: "jam", label: "Jam/free" },
        ],
      }),
      ButtonsRow({
        label: "Room",
        buttons: [
          { event: "onRoomTouched", room: "closed", label: "Close" },
          { event: "onRoomTouched", room: "open", label: "Open" },
        ],
      }),
      Heading("Connection"),
      PopupRow({ label: "Network", event: "onWiFi", items: networks, value: "home" }),
      SliderRow({
        ...{ name: "SIGNAL", label: "Signal", event: "onSignal" },
        ...{ min: -100, max: -30, step: 1, unit: " dBm", value: -58 },
      }),
      SwitchRow({ label: "Cloud", event: "onCloudSwitch", on: "reachable", off: "unreachable", value: true }),
      Heading("Power"),
      ButtonsRow({ label: "Supply", buttons: [{ event: "onCutPower", label: "Cut 1 s" }] }),
      ButtonsRow({
        label: "Crash",
        buttons: [
          { event: "onCrash", crash: "exception", label: "Exception" },
          { event: "onCrash", crash: "memory", label: "Memory" },
        ],
      }),
    ],
  })),
  DeviceTemplates: { 0: BoardTemplate },
};

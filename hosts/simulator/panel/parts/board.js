/** The picture of the board: what it measures, what its outputs do, how it is connected, what it says. */
import { DeviceContainer, DeviceScreen } from "DevicePane";
import { PanelBehavior } from "./behavior.js";
import {
  BarBehavior,
  CloudBehavior,
  DoorBehavior,
  FingerBehavior,
  LightBehavior,
  LineBehavior,
  lines,
  RadioTextBehavior,
  ReadingBehavior,
  StateBehavior,
} from "./board-behaviors.js";
import { accent, bad, card, faint, fill, ink, off, style, tile, warm } from "./drawing.js";

const width = 560;
const gap = 12;
const third = (width - 4 * gap) / 3;
const lightsTop = 56 + 2 * (76 + gap);

/** A rounded field with a caption, and what stands in it. */
const Tile = Container.template(($) => ({
  width: $.width,
  height: $.height,
  left: $.left,
  top: $.top,
  contents: [
    RoundContent($, { left: 0, right: 0, top: 0, bottom: 0, radius: 8, skin: fill(tile) }),
    Label($, { left: 14, top: 10, height: 14, string: $.caption, style: style("11px Open Sans", faint) }),
    ...$.contents,
  ],
}));

const Reading = (row, index, caption, quantity, unit, digits = 1) =>
  new Tile({
    caption,
    left: gap + index * (third + gap),
    top: 56 + row * (76 + gap),
    width: third,
    height: 76,
    contents: [
      Label(
        { quantity, digits },
        { left: 14, top: 28, height: 36, string: "-", style: style("28px Open Sans", ink), Behavior: ReadingBehavior },
      ),
      Label(null, { right: 14, top: 42, height: 16, string: unit, style: style("13px Open Sans", faint, "right") }),
    ],
  });

const Light = (index, caption, pin, color, show, more = {}) =>
  new Tile({
    caption,
    left: gap + index * (third + gap),
    top: lightsTop,
    width: third,
    height: 84,
    contents: [
      RoundContent(
        { pin, color, show },
        { left: 16, top: 34, width: 34, height: 34, radius: 17, skin: fill(off), Behavior: LightBehavior },
      ),
      Label(null, { left: 66, right: 8, top: 38, height: 26, string: show(0), style: style("20px Open Sans", ink) }),
      ...(more.contents ?? []),
    ],
  });

const homeTop = lightsTop + 84 + gap;
const homeHeight = 56;

const Small = (index, caption, data, text, Behavior) =>
  new Tile({
    caption,
    left: gap + index * (third + gap),
    top: homeTop,
    width: third,
    height: homeHeight,
    contents: [
      RoundContent(data, { left: 16, top: 28, width: 18, height: 18, radius: 9, skin: fill(off), Behavior }),
      Label(null, { left: 44, right: 8, top: 26, height: 22, string: text, style: style("15px Open Sans", ink) }),
    ],
  });

const onOff = (value) => (value ? "on" : "off");

const barLevels = [-85, -75, -65, -55]; // dBm from which a bar is lit

const half = (width - 3 * gap) / 2;
const connectionTop = homeTop + homeHeight + gap;
const connectionHeight = 94;

const WiFi = () =>
  new Tile({
    caption: "WI-FI",
    left: gap,
    top: connectionTop,
    width: half,
    height: connectionHeight,
    contents: [
      ...barLevels.map((level, i) =>
        Content(
          { level },
          {
            left: 16 + i * 9,
            width: 6,
            bottom: connectionHeight - 66,
            height: 8 + i * 8,
            skin: fill(off),
            Behavior: BarBehavior,
          },
        ),
      ),
      Label(null, {
        left: 66,
        right: 8,
        top: 26,
        height: 20,
        string: "-",
        style: style("15px Open Sans", ink),
        Behavior: RadioTextBehavior,
      }),
      Label(null, { left: 66, right: 8, top: 48, height: 16, string: "", style: style("12px Open Sans", faint) }),
      Label(null, { left: 14, right: 8, top: 72, height: 14, string: "", style: style("11px Open Sans", faint) }),
    ],
  });

const Cloud = () =>
  new Tile({
    caption: "CLOUD",
    left: 2 * gap + half,
    top: connectionTop,
    width: half,
    height: connectionHeight,
    contents: [
      RoundContent(null, { left: 20, top: 36, width: 22, height: 22, radius: 11, skin: fill(off) }),
      Label(null, {
        left: 66,
        right: 8,
        top: 26,
        height: 20,
        string: "",
        style: style("15px Open Sans", ink),
        Behavior: CloudBehavior,
      }),
      Label(null, { left: 66, right: 8, top: 48, height: 16, string: "", style: style("12px Open Sans", faint) }),
    ],
  });

const consoleTop = connectionTop + connectionHeight + gap;
const consoleHeight = lines * 15 + 20;
const height = consoleTop + consoleHeight + gap;

export const BoardTemplate = DeviceContainer.template(($) => ({
  Behavior: PanelBehavior,
  width,
  height,
  contents: [
    RoundContent($, { left: 0, right: 0, top: 0, bottom: 0, radius: 14, skin: fill(card) }),
    DeviceScreen($, { left: 2, top: 20, width: 1, height: 1 }),
    Label($, { left: 18, top: 14, height: 30, string: "Mooring", style: style("semibold 20px Open Sans", ink) }),
    Label($, {
      right: 18,
      top: 14,
      height: 30,
      string: "Running",
      style: style("13px Open Sans", faint, "right"),
      Behavior: StateBehavior,
    }),
    Reading(0, 0, "TEMPERATURE", "temperature", "°C"),
    Reading(0, 1, "HUMIDITY", "humidity", "%RH"),
    Reading(0, 2, "LIGHT", "light", "lx"),
    Reading(1, 0, "CO2", "co2", "ppm", 0),
    Reading(1, 1, "SUPPLY", "current", "A", 2),
    Reading(1, 2, "HOUSE", "power", "W", 0),
    Light(0, "LAMP", "lamp", warm, (value) => (value > 0 ? `${Math.round(value * 100)} %` : "off")),
    Light(1, "RELAY", "relay", accent, (value) => (value ? "on" : "off")),
    Light(2, "BUTTON", "button", "#f2f6f8", (value) => (value ? "pressed" : "press"), {
      contents: [Content(null, { left: 0, right: 0, top: 0, bottom: 0, active: true, Behavior: FingerBehavior })],
    }),
    Small(0, "HEATER", { pin: "heater", color: bad, show: onOff }, "off", LightBehavior),
    Small(1, "COOLER", { pin: "cooler", color: "#6fb7ff", show: onOff }, "off", LightBehavior),
    Small(2, "DOOR", null, "unlocked", DoorBehavior),
    WiFi(),
    Cloud(),
    RoundContent($, {
      left: gap,
      right: gap,
      top: consoleTop,
      height: consoleHeight,
      radius: 8,
      skin: fill("#0b1d25"),
    }),
    Column($, { left: gap + 12, right: gap + 12, top: consoleTop + 10, Behavior: LineBehavior }),
  ],
}));

/** The picture of the board: what it measures, what its outputs do, how it is connected, what it says. */
import { DeviceContainer, DeviceScreen } from "DevicePane";
import { PanelBehavior } from "./behavior.js";

const width = 560;
const gap = 12;
const third = (width - 4 * gap) / 3;
const ink = "#e8eef2";
const faint = "#8fa6b2";
const card = "#14303c";
const tile = "#1d4150";
const accent = "#35c2b0";
const warm = "#ffcf5a";
const bad = "#ff7a6b";
const off = "#2c5262";
const lines = 5;
const lightsTop = 56 + 2 * (76 + gap);

const style = (font, color, horizontal = "left") => new Style({ font, color, horizontal });
const fill = (color) => new Skin({ fill: color });

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

class ReadingBehavior extends Behavior {
  onCreate(_label, data) {
    this.data = data;
  }
  onReading(label, world) {
    const value = world[this.data.quantity];
    if (value !== undefined) label.string = value.toFixed(value >= 1000 ? 0 : this.data.digits);
  }
}

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

/** A light that shows an output. */
class LightBehavior extends Behavior {
  onCreate(_content, data) {
    this.data = data;
  }
  onPin(content, { pin, value }) {
    if (pin !== this.data.pin) return;
    content.skin = fill(value > 0 ? blendColors(0.25 + 0.75 * value, off, this.data.color) : off);
    content.next.string = this.data.show(value);
  }
  onPower(content, state) {
    if (state !== "") this.onPin(content, { pin: this.data.pin, value: 0 });
  }
}

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

/** Where the door and its bolt are; the light is on while it is locked. */
class DoorBehavior extends Behavior {
  onDoor(content, { door, room }) {
    const { bolt, isOpen, isJammed } = door;
    const isMoving = bolt > 0 && bolt < 1;
    content.skin = fill(isJammed ? bad : bolt === 1 ? accent : isMoving ? warm : off);
    const position = bolt === 1 ? "locked" : isMoving ? "half way" : "unlocked";
    content.next.string = isJammed ? "jammed" : isOpen ? `open, ${position}` : position;
    content.container.first.next.string = room === "closed" ? "DOOR · ROOM CLOSED" : "DOOR";
  }
}

/** A finger on the picture of the button. */
class FingerBehavior extends Behavior {
  onTouchBegan(content) {
    content.container.bubble("onPress");
  }
  onTouchEnded(content) {
    content.container.bubble("onRelease");
  }
  onTouchCancelled(content) {
    content.container.bubble("onRelease");
  }
}

const barLevels = [-85, -75, -65, -55]; // dBm from which a bar is lit

class BarBehavior extends Behavior {
  onCreate(_content, data) {
    this.data = data;
  }
  onRadio(content, radio) {
    const isLit = radio.RSSI !== undefined && radio.RSSI >= this.data.level;
    content.skin = fill(isLit ? accent : off);
  }
  onPower(content, state) {
    if (state !== "") content.skin = fill(off);
  }
}

const states = { ready: "connected", linked: "no address", joining: "joining", gone: "not connected" };
const failures = { password: "wrong password, tries again", "not found": "its network is not in range" };

class RadioTextBehavior extends Behavior {
  onPower(label, state) {
    if (state === "") return;
    label.string = "-";
    label.next.string = "";
    label.next.next.string = "";
  }
  onRadio(label, radio) {
    label.string = radio.SSID ? `${radio.SSID}  ${Math.round(radio.RSSI)} dBm` : "-";
    label.next.string = (radio.state !== "ready" && failures[radio.failure]) || states[radio.state] || radio.state;
    const found = (radio.found ?? []).filter(({ SSID }) => SSID !== radio.SSID);
    label.next.next.string = found
      .map(({ SSID, RSSI, isOpen }) => `${SSID} ${RSSI}${isOpen ? " open" : ""}`)
      .join(", ");
  }
}

class CloudBehavior extends Behavior {
  onCreate() {
    this.isReachable = true;
    this.link = undefined;
  }
  onDisplaying(label) {
    this.show(label);
  }
  onCloud(label, isReachable) {
    this.isReachable = isReachable;
    this.show(label);
  }
  onLink(label, link) {
    this.link = link;
    this.show(label);
  }
  onPower(label, state) {
    if (state !== "") this.link = undefined;
    this.isPowered = state === "";
    this.show(label);
  }
  show(label) {
    label.string = this.isPowered === false ? "-" : (this.link ?? (this.isReachable ? "reachable" : "unreachable"));
    label.previous.skin = fill(
      this.isPowered === false ? off : !this.isReachable ? bad : this.link === "offline" ? warm : accent,
    );
    label.next.string = this.isReachable ? "the way to it is free" : "the way to it is cut";
  }
}

class StateBehavior extends Behavior {
  onPower(label, state) {
    label.string = state || "Running";
  }
}

class LineBehavior extends Behavior {
  onCreate(column) {
    this.lines = [];
    for (let i = 0; i < lines; i++)
      column.add(new Label(null, { left: 0, right: 0, height: 15, style: style("11px Fira Mono", "#b9d3dd") }));
  }
  onLine(column, line) {
    for (const part of String(line).split("\n")) this.lines.push(part.slice(0, 86));
    this.lines = this.lines.slice(-lines);
    let label = column.first;
    for (let i = 0; label; i++, label = label.next) label.string = this.lines[i] ?? "";
  }
}

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

/** What the parts of the picture of the board do when the world, its pins, its network or its log have changed. */
import { accent, bad, fill, off, style, warm } from "./drawing.js";

export const lines = 5; // of the log

export class ReadingBehavior extends Behavior {
  onCreate(_label, data) {
    this.data = data;
  }
  onReading(label, world) {
    const value = world[this.data.quantity];
    if (value !== undefined) label.string = value.toFixed(value >= 1000 ? 0 : this.data.digits);
  }
}

/** A light that shows an output. */
export class LightBehavior extends Behavior {
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

/** Where the door and its bolt are; the light is on while it is locked. */
export class DoorBehavior extends Behavior {
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
export class FingerBehavior extends Behavior {
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

export class BarBehavior extends Behavior {
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

export class RadioTextBehavior extends Behavior {
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

export class CloudBehavior extends Behavior {
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

export class StateBehavior extends Behavior {
  onPower(label, state) {
    label.string = state || "Running";
  }
}

export class LineBehavior extends Behavior {
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

/**
 * What the panel does: turns touches into lines of JSON for the board, lines from the board into what is shown, and
 * plays the power supply: it starts the program again after a restart, a crash or a cut. The lines are those of
 * hosts/simulator/channel.ts. Plain JavaScript, read by mcsim as it is; a mistake in it shows on the screen alone.
 */
import { DeviceBehavior } from "DevicePane";
import { airOf, weakSignal } from "./networks.js";

const restart = 75; // status: the firmware restarts itself
const powerCut = 76; // status: power was cut from the program's side
const restartMs = 300; // ms, about what a board's boot loader takes
const powerCutMs = 1000; // ms without power
const quantities = ["TEMPERATURE", "HUMIDITY", "LIGHT", "CO2"]; // names of their sliders
const reasons = { 1: "out of memory", 2: "out of stack", 5: "exception", 8: "unhandled rejection" };

export class PanelBehavior extends DeviceBehavior {
  onCreate(container, device) {
    super.onCreate(container, device);
    container.interval = 50;
    this.following = true;
    this.isCurrentSet = false;
    this.faults = {};
    this.world = {};
    this.wifi = "home";
    this.signal = -58;
    this.door = { open: false, jam: false };
    this.room = "open";
  }

  // The board's life

  /** The program runs: it gets what a hand has set so far. */
  onConfigure(container) {
    this.postJSON(container, { watch: true });
    if (!this.following) for (const name of quantities) this.postSlider(container, name);
    if (this.isCurrentSet) this.postSlider(container, "CURRENT");
    for (const chip of Object.keys(this.faults)) this.postJSON(container, { chip, fault: this.faults[chip] });
    this.postJSON(container, { radio: airOf(this.wifi, this.signal) });
    this.postJSON(container, { door: this.door });
    this.postJSON(container, { room: this.room });
    if (this.cloud === false) this.postJSON(container, { cloud: "unreachable" });
  }
  onAbort(container, status) {
    const cut = status === powerCut;
    const why = reasons[status];
    this.say(container, why ? `XS ended: ${why} (${status})` : cut ? "power cut" : "restart");
    this.startAgain(container, status === restart || why ? restartMs : powerCutMs, cut ? "No power" : "Restarting");
    return true; // else mcsim shows a dialog and forgets the program
  }
  startAgain(container, afterMs, state) {
    application.behavior.quitScreen();
    container.distribute("onPower", state);
    container.duration = afterMs;
    container.time = 0;
    container.start();
  }
  onFinished(container) {
    container.stop();
    container.distribute("onPower", "");
    application.behavior.launchScreen();
  }

  // From the board

  onMessage(container, message) {
    this.onJSON(container, JSON.parse(message));
  }
  onJSON(container, json) {
    if ("pin" in json) container.distribute("onPin", json);
    if ("radio" in json) container.distribute("onRadio", json.radio);
    if ("cloud" in json) container.distribute("onCloud", json.cloud);
    if ("world" in json) this.onWorld(container, json.world);
    if ("door" in json) container.distribute("onDoor", json);
    if ("link" in json) container.distribute("onLink", json.link);
    if ("print" in json) this.say(container, json.print);
    if ("fault" in json) this.say(container, `${json.fault.code}: ${json.fault.message}`);
  }
  /** The sliders go with the weather until a hand takes them. */
  onWorld(container, world) {
    this.world = world;
    container.distribute("onReading", world);
    if (!this.isCurrentSet) this.show("CURRENT", world.current);
    if (!this.following) return;
    this.show("TEMPERATURE", world.temperature);
    this.show("CO2", world.co2);
    this.show("HUMIDITY", world.humidity);
    this.show("LIGHT", Math.max(1, world.light));
  }
  show(name, value) {
    const slider = this[name];
    if (!slider) return;
    const { behavior } = slider;
    behavior.setValue(slider, value);
    behavior.onDataChanged(slider);
    slider.next.string = behavior.data.value + behavior.data.unit;
  }
  say(container, line) {
    container.distribute("onLine", line);
  }

  // From the controls

  /** One slider by hand, all by hand: else the picture would not be what the sliders say. */
  onClimate(container, data) {
    const names = this.following ? quantities : [data.name];
    this.follow(container, false);
    for (const name of names) this.postSlider(container, name);
  }
  postSlider(container, name) {
    const { value, quantity, chips } = this[name].behavior.data;
    for (const chip of chips) this.postJSON(container, { chip, set: { [quantity]: value } });
  }
  /** The supply's current, which goes with relay and lamp until a hand takes it; "recorded" gives it back. */
  onSupply(container, data) {
    this.isCurrentSet = true;
    this.postSlider(container, data.name);
  }
  onFollow(container, data) {
    this.follow(container, data.value);
    if (data.value) {
      this.isCurrentSet = false;
      this.postJSON(container, { world: "replay" });
    } else for (const name of quantities) this.postSlider(container, name);
  }
  follow(_container, following) {
    this.following = following;
    const { behavior } = this.FOLLOW;
    if (behavior.data.value === following) return;
    behavior.data.value = following;
    behavior.onDataChanged(this.FOLLOW);
  }
  onFault(container, data) {
    this.faults[data.chip] = data.value;
    this.postJSON(container, { chip: data.chip, fault: data.value });
  }
  onPress(container) {
    container.distribute("onPin", { pin: "button", value: 1 });
    this.postJSON(container, { pin: "button", press: true });
  }
  onRelease(container) {
    container.distribute("onPin", { pin: "button", value: 0 });
    this.postJSON(container, { pin: "button", press: false });
  }
  onDoorTouched(container, { what }) {
    this.door[what] = !this.door[what];
    this.postJSON(container, { door: { [what]: this.door[what] } });
  }
  onRoomTouched(container, { room }) {
    this.room = room;
    this.postJSON(container, { room });
  }
  onWiFi(container, data) {
    this.wifi = data.value;
    if (this.wifi === "weak") {
      this.signal = weakSignal;
      this.show("SIGNAL", weakSignal);
    }
    this.postJSON(container, { radio: airOf(this.wifi, this.signal) });
  }
  onSignal(container, data) {
    this.signal = data.value;
    this.postJSON(container, { radio: airOf(this.wifi, this.signal) });
  }
  onCloudSwitch(container, data) {
    this.cloud = data.value;
    this.postJSON(container, { cloud: data.value ? "reachable" : "unreachable" });
  }
  /** At once, in the middle of whatever the program does: no line to it, it is gone. */
  onCutPower(container) {
    this.say(container, "power cut");
    this.startAgain(container, powerCutMs, "No power");
  }
  onCrash(container, data) {
    this.postJSON(container, { crash: data.crash });
  }
}

/** What a device is made of, from the folder of its application (app/ or another): what its device.json says. */
import type { Command } from "./commands/command.js";
import type { DeviceDefinition } from "./definition.js";
import type { OwnKinds } from "./kinds.js";
import type { SettingDefinition } from "./state/setting.js";

export interface Application extends OwnKinds {
  readonly definition: DeviceDefinition;
  /** Of its own, beside the firmware's. */
  readonly commands?: readonly Command[];
  /** Of its own, beside the firmware's. */
  readonly settings?: readonly SettingDefinition[];
}

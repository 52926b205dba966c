/**
 * What a restart and a lost cloud do to an actuator, as its definition says: `safe`, `restore` and `onCloudLost` are
 * understood by Actuators, whatever the kind; each kind says what a state of its own is.
 */
export const lifeTexts = Object.freeze({
  safe: "its safe state: in safe mode, and after a restart unless restore says otherwise",
  restore: 'after a restart: "safe" (default), "last" as it was set last, or a state',
  onCloudLost: '"keep" (default), or a state that it is put into when the cloud has been away for so long',
  after: "seconds without a session with the cloud, also from the start",
  state: "as in actuator.set",
} as const);

/** seconds, by which a cloud counts as lost */
export const cloudLostAfter = Object.freeze({
  type: "number",
  minimum: 1,
  maximum: 31536000,
  description: lifeTexts.after,
} as const);

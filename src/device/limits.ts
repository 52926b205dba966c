/** Bounds of the device alone. */
export const deviceLimits = Object.freeze({
  /** ms; retry of a sensor that failed: doubling from the first to the last */
  sensorRetryMs: 1000,
  sensorRetryCapMs: 60000,
  /** ms; before a contact that could not be read is tried again */
  contactRetryMs: 5000,
  /** ms; between two samples of the host's own sensors */
  hostSensorMs: 10000,
  /** ms; a sensor is not sampled more often, whatever its definition says */
  sampleMinimumMs: 100,
  /** ms; before an output that could not be switched off is tried again */
  outputRetryMs: 1000,
  /** ms; between two steps of a light's transition: 50 a second look smooth */
  transitionStepMs: 20,
  /** ms; a transition lasts at most so long */
  transitionMsMaximum: 3600000,
  /** ms; after a change, before last values are stored: what changes together is written once */
  keepDelayMs: 2000,
  /** writes of last values; at once, and a second after that: 16 years of a 24 KB NVS with 100,000 erasures a page */
  keepBurst: 6,
  keepPerSecond: 1 / 60,
  /** ms; before last values are tried again that the budget or the storage refused */
  keepRetryMs: 10000,
  /** ms; a day, nor more seldom */
  sampleMaximumMs: 86400000,
  /** sensors, actuators, rules; of a definition */
  sensors: 32,
  actuators: 16,
  rules: 16,
  /** bytes, values, pieces; of a definition that is sent: its text while it is read, and what stays of it */
  definitionBytes: 8192,
  definitionValues: 512,
  definitionPieces: 32,
  /** problems; told in the answer to one that is wrong */
  problemsTold: 6,
  /** ms; for the answer to leave before a definition takes effect */
  answerMs: 300,
  /** ms; by default, within which a device has to be online with another definition */
  trialMs: 180000,
  /** filters; of one reading */
  filtersOfReading: 4,
  /** ms; a button that is held so long is pressed long; pressed again within so long, double */
  longPressMs: 800,
  doublePressMs: 400,
  /** parts of one rule */
  ruleTriggers: 4,
  ruleConditions: 4,
  ruleActions: 4,
  /** times a minute; that a rule acts, unless it says otherwise; and times that it acts at once, at most */
  rulePerMinute: 6,
  ruleBurst: 5,
  /** minutes; that a clock may skip and are made up for, or go back and do not count twice */
  ruleCatchUpMinutes: 120,
  /** ms; behind its turn, before which a person's own actuator cannot be due again */
  ownTurnMs: 1,
  /** ms; a contact stands still */
  debounceMs: 20,
  /** answers; to commands that must not be carried out twice */
  answers: 8,
  /** bytes; of an answer that is kept for a repeat */
  answerBytes: 256,
  /** commands; that take time, under way at once */
  jobs: 3,
  /** ms; between two messages of the progress of one command */
  progressMs: 500,
  /** ms; that actuators are waited for before a version of what is desired is reported */
  settleMs: 60000,
  /** characters; from here on the id of a request is taken to be unique for ever, not for its connection alone */
  uniqueIdCharacters: 16,
  /** bytes; log lines: what waits for a connection, and what was sent before; some 12 */
  logBytes: 1024,
  /** times and times a second; that lines which cannot be sent are written to storage; bytes of them: a value of NVS has 4,000 */
  wordsBurst: 3,
  wordsPerSecond: 1 / 600,
  wordsBytes: 1200,
  /** restarts; that nobody asked for, in so many ms, put the device into safe mode; how often their age is written */
  safeRestarts: 3,
  safeWindowMs: 300000,
  safeTickMs: 20000,
  /** ms; then the device starts as it should */
  safeModeMs: 600000,
  /** ms; lamp on, lamp off, to show which device it is */
  blinkMs: 250,
  /** lines; of the log at once, and a second after that */
  logBurst: 30,
  logPerSecond: 1,
  /** characters; of the detail of a restart's reason: it fits into hello, whatever they are */
  detailCharacters: 96,
  /** turns; that one wake-up may take before the platform has its turn */
  turns: 64,
  /** ms; the pump turns at least that often */
  idleMs: 60000,
  /** ms; after an exception, before the pump turns again */
  recoveryMs: 1000,
  /** exceptions; in a row, after which nothing but a restart will help */
  exceptionsInARow: 10,
} as const);

/** Bounds of joining, of the portal's life and of a setup; what a person may enter stands in setup-limits.ts. */
export const provisioningLimits = Object.freeze({
  /** networks; that are kept: the lowest in priority makes room */
  networks: 6,
  /** ms; deadline of each phase: a board's scan takes 2-4 s, WPA and DHCP some more where the signal is weak */
  scanningMs: 10000,
  joiningMs: 20000,
  addressingMs: 20000,
  /** ms; a station that is asked to join says "gone" about the join before; what it says after that is meant */
  settleMs: 1500,
  /** ms; before the first try after a loss: the greatest, drawn by full jitter; doubling to the cap */
  lostMs: 2000,
  /** ms; with the scan and the join a network that returns is found within a minute */
  waitingCapMs: 40000,
  /** ms; between two looks whether a phone is still there, or a scan still under way */
  heldMs: 1000,
  /** ms; of a setup, from what was entered to done or a failure: the phone is told within 30 s */
  setupMs: 28000,
  /** attempts; at the cloud, before a setup has failed there */
  setupTries: 3,
  /** ms; between two of them */
  retryMs: 2000,
  /** ms; of a setup that goes on after a cut of power: the access point starts anew too */
  resumeMs: 600000,
  /** ms; the same of a code that a build carries: it is good until it was tried, so this is as good as for ever */
  firstMs: 31536000000,
  /** ms; without the network, before the portal opens while the device goes on trying to rejoin */
  outageMs: 300000,
  /** ms; that a person may look at what was done, before the portal closes */
  successMs: 60000,
  /** ms; without a visit, before a portal closes that a person has opened by the button */
  unvisitedMs: 300000,
  /** ms; that a phone on the portal keeps the device from rejoining by itself, each time that one comes */
  holdMs: 300000,
  /** ms; between two scans for the list, while no phone is there */
  rescanMs: 60000,
  /** ms; before an access point is tried again that could not be had */
  reopenMs: 60000,
  /** ms; after the start, in which the button has been looked at */
  buttonMs: 200,
  /** ms; of a press of the button: the portal opens; the device is reset */
  portalPressMs: 5000,
  resetPressMs: 15000,
  /** ms; without a byte, before what Improv needs is let go */
  improvMs: 60000,
  /** bytes; of Improv's frames that wait for the line: a list of networks */
  improvQueueBytes: 3072,
  /** characters; of a hostname, ESP-IDF's own bound */
  hostnameCharacters: 32,
  /** characters; of a token, as the wire has it */
  tokenCharacters: 128,
  /** characters; of a device's name, as it goes into one of Improv's answers with others */
  nameCharacters: 64,
  /** dBm; below it a network is tried only when no better one is in range, whatever its priority */
  usableRSSI: -85,
} as const);

/** Bounds of the setup portal: HTTP and DNS for one phone, beside whoever else is on the access point. */
export const portalLimits = Object.freeze({
  /** connections; a browser opens two or three at once; the oldest that says nothing makes room for a new one */
  connections: 3,
  /** ms; before a connection that has not sent its request may be cut to make room */
  patienceMs: 500,
  /** ms; the same of one whose answer is under way: the page takes a second or two */
  slowMs: 5000,
  /** bytes; request line and header: what browsers send to an address without cookies has 400-900 */
  headerBytes: 2048,
  /** bytes; one line of them that we keep: path, host, origin, token */
  lineBytes: 192,
  /** bytes; a setup in JSON: 32 + 64 + 512 + 64 and a fixed address, some escaped */
  bodyBytes: 1024,
  /** bytes; an answer with its header; of a longer list of networks the strongest */
  responseBytes: 1280,
  /** characters; of the dashboard's address, which is left out of an answer when it has more */
  dashboardCharacters: 512,
  /** ms; from its beginning until a request is there whole, over a radio that may be changing its channel */
  requestMs: 10000,
  /** ms; until the phone has taken the answer, at most the page */
  responseMs: 20000,
  /** ms; for the phone to close behind an answer: closing first would lose it where bytes of the phone are unread */
  endingMs: 1000,
  /** ms; before a port that could not be had is tried again */
  reopenMs: 5000,
  /** ms; a phone holds the portal so long after its latest request; the page asks every second or two */
  holdMs: 45000,
  /** setups; begun without waiting, then with a wait that doubles */
  freeAttempts: 5,
  /** ms; the first wait and the longest */
  attemptMs: 5000,
  attemptCapMs: 60000,
  /** ms; without a setup, after which the count begins anew */
  attemptQuietMs: 600000,
  /** bytes; a question of DNS: RFC 1035 2.3.4 and 4.2.1 */
  questionBytes: 512,
  /** questions; answered in one turn of the pump */
  questionsAtOnce: 8,
} as const);

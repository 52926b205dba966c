/** The firmware as it runs on the desktop: the same start and the same application as on a board. */
import { device } from "../../../app/device.js";
import start from "../../../src/main.js";
import { runGuest } from "./run.js";

runGuest((board) => {
  const running = start(board, device);
  return {
    get isOnline() {
      return running.session.isOnline;
    },
    stop: (onStopped) => running.stop(onStopped),
  };
});

/** The firmware as it runs on the desktop: the same start and the same application as on a board. */
import start from "../../../src/main.js";
import { application } from "../../application.js";
import { runGuest } from "./run.js";

runGuest((board) => {
  const running = start(board, application);
  return {
    get isOnline() {
      return running.session.isOnline;
    },
    stop: (onStopped) => running.stop(onStopped),
  };
});

/** Who the device is, as its hello says it; fixed from the start of the firmware on, but for the digest. */
import type { Board } from "../board/board.js";
import { firmware } from "../version.js";
import { deviceLimits } from "./limits.js";

export type DeviceIdentity = ReturnType<typeof identify>;

export function identify({ identity, restartReason }: Board, id: string, digest: string) {
  const { name, version } = firmware;
  const { reason, detail } = restartReason;
  return {
    id,
    model: identity.model,
    firmware: { name, version, engine: identity.engine },
    digest,
    // A host may have kept a whole stack; hello has room for its beginning.
    restart: detail === undefined ? { reason } : { reason, detail: detail.slice(0, deviceLimits.detailCharacters) },
  };
}

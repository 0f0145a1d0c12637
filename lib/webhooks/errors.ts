import type { TargetRefusal } from "#lib/kit/guarded-http.ts";

/** Why an endpoint was not written. */
export type EndpointRefusal =
  | { reason: "URL_REFUSED"; field: "url"; cause: TargetRefusal }
  | { reason: "URL_TAKEN"; field: "url" }
  | { reason: "TOO_MANY_ENDPOINTS"; most: number }
  | { reason: "ARCHIVED" };

/** Three secrets that are valid at once are enough: one of them has to end first. */
export type RotationRefusal = { reason: "ROTATION_RUNNING"; until: Date };

/** Why a delivery is not sent again: the endpoint is gone, or takes nothing just now. */
export type ResendRefusal = { reason: "ENDPOINT_DELETED" | "ENDPOINT_NOT_ACTIVE" };

export type ReplayRefusal =
  | { reason: "ENDPOINT_NOT_ACTIVE" | "NOTHING_TO_REPLAY" }
  | { reason: "REPLAY_RUNNING"; replayId: string };

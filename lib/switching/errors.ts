import type {
  ActivationPolicy,
  ChangeRequestState,
  Channel,
  Mode,
  SettableMode,
  SwitchScope,
} from "#lib/terms.ts";
import type { Gate, SetBy } from "./schema.ts";

/** Fewest characters of a reason: on the way down, and on the way to production. */
export const REASON_MIN = { down: 3, production: 10 } as const;

/** Why a mode was not set. Nothing was written. */
export type SetModeRefusal =
  /** The caller's `version` is old: what the cell says now, and who changed the set last. */
  | { reason: "VERSION_CONFLICT"; current: SettableMode; version: number; changedBy: SetBy | null }
  | { reason: "GATES_NOT_MET"; missing: Gate[] }
  /** The merchant talks to FlexCharge itself. */
  | { reason: "OBSERVED" }
  /** A merchant's own people, and the merchant's activation policy does not let them. */
  | { reason: "NOT_ALLOWED"; policy: ActivationPolicy }
  /** A second person decides: the change request that was opened, or that was open already. */
  | { reason: "NEEDS_APPROVAL"; changeRequestId: string }
  | { reason: "REASON_REQUIRED"; min: number }
  /** A person going to production types the merchant's name. */
  | { reason: "CONFIRMATION_REQUIRED"; name: string }
  /** A sandbox key where a production mode is in effect before or after. */
  | { reason: "KEY_ENVIRONMENT"; before: Mode; after: Mode }
  | { reason: "ARCHIVED" };

/** Why a kill switch was not moved. Nothing was written. */
export type SetKillSwitchRefusal = { reason: "OBSERVED" } | { reason: "REASON_REQUIRED"; min: number };

/** Why a change request did not go on. Nothing was written. */
export type ChangeRequestRefusal =
  /** It has been decided, carried out or taken back. */
  | { reason: "NOT_OPEN"; state: ChangeRequestState }
  /** Nobody approves what they asked for themselves, nor what a key asked for that they made. */
  | { reason: "OWN_REQUEST" }
  /** Programs ask; people approve. */
  | { reason: "NOT_A_PERSON" }
  | { reason: "GATES_NOT_MET"; missing: Gate[] }
  /** Cells of the request were set by somebody since it was made: what it saw, and what they say now. */
  | { reason: "VERSION_CONFLICT"; version: number; baseVersion: number; cells: ConflictingCell[] }
  | { reason: "CONFIRMATION_REQUIRED"; name: string }
  | { reason: "REASON_REQUIRED"; min: number }
  | { reason: "TIME_PAST" }
  | { reason: "OBSERVED" }
  | { reason: "ARCHIVED" };

export type ConflictingCell = {
  scope: SwitchScope;
  id: string;
  channel: Channel;
  seen: SettableMode;
  now: SettableMode;
  changedBy: SetBy;
};

import type { ActivationPolicy, Mode, SettableMode } from "#lib/terms.ts";
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
  | { reason: "NEEDS_APPROVAL" }
  | { reason: "REASON_REQUIRED"; min: number }
  /** A person going to production types the merchant's name. */
  | { reason: "CONFIRMATION_REQUIRED"; name: string }
  /** A sandbox key where a production mode is in effect before or after. */
  | { reason: "KEY_ENVIRONMENT"; before: Mode; after: Mode }
  | { reason: "ARCHIVED" };

/** Why a kill switch was not moved. Nothing was written. */
export type SetKillSwitchRefusal = { reason: "OBSERVED" } | { reason: "REASON_REQUIRED"; min: number };
